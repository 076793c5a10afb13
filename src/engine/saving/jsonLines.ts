/** A trace as JSON lines: the records that the command line prints with `--json`. */

import { PAGE_LIMIT } from '../../shared/engineApi';
import type { Finding, Wire } from '../../shared/model';
import { QoScopeError } from '../../shared/sentences';
import { findingRecord } from '../commandLine/findingRecords';
import { asJson, deliveryRecord, type OutputRecord } from '../commandLine/records';
import { packetRecord, sessionRecord } from '../commandLine/traceRecords';
import type { Trace } from '../trace/trace';
import { packetsOf, type Selection } from '../trace/selection';

/** What belongs to the packets that a filter has left. */
interface Belonging {
  readonly wires: ReadonlySet<number>;
  readonly packets: ReadonlySet<number>;
  readonly deliveries: ReadonlySet<number>;
}

/**
 * Wires, packets, deliveries, sessions and findings, each with its end of line; an empty text where a while passed without
 * one. Of a filtered trace: the packets that are left, the wires, sessions and deliveries that they belong to, and the
 * findings about them. Returns the number of packets.
 */
export function* jsonLines(selection: Selection): Generator<string, number> {
  const { trace, isFiltered } = selection;
  const belonging = isFiltered ? yield* belongingTo(selection) : null;
  const wires = trace.wires().filter(({ n }) => belonging?.wires.has(n) !== false);
  for (const { n, client, broker, version } of wires) yield line({ kind: 'wire', n, client, broker, version });
  let packets = 0;
  for (const packet of packetsOf(selection)) {
    packets++;
    yield line(packetRecord(packet));
  }
  yield* deliveryLines(trace, belonging);
  yield* sessionLines(trace, belonging === null ? null : wires);
  yield* findingLines(trace, belonging);
  return packets;
}

function* belongingTo(selection: Selection): Generator<string, Belonging> {
  const belonging = { wires: new Set<number>(), packets: new Set<number>(), deliveries: new Set<number>() };
  for (const { n, wire, delivery } of packetsOf(selection)) {
    belonging.packets.add(n);
    belonging.wires.add(wire);
    if (delivery !== null) belonging.deliveries.add(delivery);
    yield '';
  }
  return belonging;
}

/** Oldest first. */
function* deliveryLines(trace: Trace, belonging: Belonging | null): Generator<string> {
  const numbers = belonging === null ? yield* allDeliveries(trace) : [...belonging.deliveries].sort((a, b) => a - b);
  for (const n of numbers) yield deliveryLine(trace, n);
}

/** Empty where the delivery has left the log meanwhile. */
function deliveryLine(trace: Trace, n: number): string {
  try {
    return line(deliveryRecord(trace.handshake(n)));
  } catch (error) {
    if (error instanceof QoScopeError && error.code === 'trace.deliveryGone') return '';
    throw error;
  }
}

function* allDeliveries(trace: Trace): Generator<string, number[]> {
  const numbers: number[] = [];
  for (let before: number | null = null, more = true; more;) {
    const page = trace.deliveries(before, PAGE_LIMIT);
    for (const { n } of page.rows) numbers.push(n);
    before = page.rows.at(-1)?.n ?? null;
    more = page.more;
    yield '';
  }
  return numbers.reverse();
}

function* sessionLines(trace: Trace, wires: readonly Wire[] | null): Generator<string> {
  const clients = wires === null ? null : new Set(wires.map(keyOf));
  for (const session of trace.sessions().rows) {
    if (clients?.has(keyOf(session)) !== false) yield line(sessionRecord(session));
  }
}

function keyOf({ client, broker }: { readonly client: string; readonly broker: string }): string {
  return JSON.stringify([client, broker]);
}

/** Oldest first. */
function* findingLines(trace: Trace, belonging: Belonging | null): Generator<string> {
  const findings: Finding[] = [];
  for (let before: number | null = null, more = true; more;) {
    const page = trace.findings(null, before, PAGE_LIMIT);
    findings.push(...page.rows.filter((finding) => belonging === null || isAbout(finding, belonging)));
    before = page.rows.at(-1)?.n ?? null;
    more = page.more;
    yield '';
  }
  for (const finding of findings.reverse()) yield line(findingRecord(finding));
}

function isAbout({ packet, delivery }: Finding, { packets, deliveries }: Belonging): boolean {
  return packet !== null ? packets.has(packet) : delivery !== null && deliveries.has(delivery);
}

function line(record: OutputRecord): string {
  return `${asJson(record)}\n`;
}
