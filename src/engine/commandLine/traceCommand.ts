/** `qoscope trace`: what a capture holds, as records. */

import { PAGE_LIMIT } from '../../shared/engineApi';
import type { Finding } from '../../shared/model';
import { QoScopeError, type Sentence } from '../../shared/sentences';
import { captureNotes } from '../capture/captureNotes';
import { openCapture } from '../capture/openCapture';
import { matchingPackets } from '../trace/filter/matchingPackets';
import { packetsOf } from '../trace/selection';
import type { Trace } from '../trace/trace';
import { findingRecord } from './findingRecords';
import { cellRecord, journeyRecords } from './journeyRecords';
import { deliveryRecord, type OutputRecord } from './records';
import { packetRecord, sessionRecord } from './traceRecords';
import type { TraceCommand, TraceView } from './traceWords';

/** The trace's bound, in bytes; of a larger capture the newest part is shown, and the rest is counted. */
const BOUNDS = { trace: 1, maximumBytes: 1024 * 1024 * 1024 };

/** Where the output goes. */
export interface TraceCommandParts {
  print(record: OutputRecord): void;
  /** Tells the person what is no record. */
  note(sentence: Sentence): void;
}

/** Prints what was asked for. Rejects where the capture could not be read to its end, after all that it has. */
export async function runTrace(command: TraceCommand, parts: TraceCommandParts): Promise<void> {
  const { file, ports, keyLog, isComplete, filter, views } = command;
  const capture = await openCapture(file, { ...BOUNDS, ports, keyLog, isComplete });
  const { trace, problem } = capture;
  for (const view of views) for (const record of VIEWS[view](trace, filter)) parts.print(record);
  const asksForFindings = views.includes('findings');
  for (const sentence of captureNotes(capture)) {
    if (sentence !== problem && (asksForFindings || sentence.code !== 'capture.resumed')) parts.note(sentence);
  }
  if (problem !== null) throw new QoScopeError(problem.code, problem.args);
}

const VIEWS: Readonly<Record<TraceView, (trace: Trace, filter: string) => Iterable<OutputRecord>>> = {
  packets: packetRecords,
  deliveries: deliveryRecords,
  sessions: (trace) => trace.sessions().rows.map(sessionRecord),
  findings: findingRecords,
  journeys: (trace, filter) => journeyRecords(trace, trace.matchingDeliveries(filter)),
  matrix: (trace) => trace.matrix().rows.map(cellRecord),
};

function* packetRecords(trace: Trace, filter: string): Generator<OutputRecord> {
  for (const { n, client, broker, version } of trace.wires()) yield { kind: 'wire', n, client, broker, version };
  for (const packet of packetsOf(matchingPackets(trace, filter))) yield packetRecord(packet);
}

/** Oldest first. */
function* deliveryRecords(trace: Trace, filter: string): Generator<OutputRecord> {
  for (const n of trace.matchingDeliveries(filter)) yield deliveryRecord(trace.handshake(n));
}

/** Those that name a packet or a delivery that fits, oldest first. */
function findingRecords(trace: Trace, filter: string): OutputRecord[] {
  const packets = new Set(matchingPackets(trace, filter).numbers);
  const deliveries = new Set(trace.matchingDeliveries(filter));
  const fits = ({ packet, delivery }: Finding): boolean =>
    filter === '' || (packet !== null && packets.has(packet)) || (delivery !== null && deliveries.has(delivery));
  return allFindings(trace).filter(fits).map(findingRecord);
}

/** Oldest first. */
function allFindings(trace: Trace): Finding[] {
  const findings: Finding[] = [];
  for (let before: number | null = null, more = true; more;) {
    const page = trace.findings(null, before, PAGE_LIMIT);
    findings.push(...page.rows);
    before = page.rows.at(-1)?.n ?? null;
    more = page.more;
  }
  return findings.reverse();
}
