/** `qoscope broker`: a broker without VS Code that prints what became of every message. */

import type { Sentence } from '../../shared/sentences';
import { LocalBroker } from '../broker/localBroker';
import { optionsForSwitches } from '../broker/switches';
import { optionsForUsers } from '../broker/users';
import { LiveCapture } from '../capture/export/liveCapture';
import { systemClock } from '../clock';
import type { TraceRecorder } from '../trace/recorder';
import { Trace } from '../trace/trace';
import { findingRecord } from './findingRecords';
import { deliveryRecord, type OutputRecord } from './records';
import { readUsersFile } from './usersFile';
import { WireNotice } from './wireNotice';
import type { BrokerCommand } from './words';

/** The trace's bound, in bytes: what is printed need not be kept for long. */
const MAXIMUM_TRACE_BYTES = 64 * 1024 * 1024;

/** What the command needs from where it runs. */
export interface BrokerCommandParts {
  print(record: OutputRecord): void;
  /** Tells the person what is no record. */
  note(sentence: Sentence): void;
  /** Resolves when it has to stop. */
  readonly stopped: Promise<void>;
  /** QoScope's version. */
  readonly version: string;
}

/**
 * Runs until it is stopped; rejects where it cannot listen or its users cannot be read. Prints the open deliveries last.
 */
export async function runBroker(command: BrokerCommand, parts: BrokerCommandParts): Promise<void> {
  const users = command.users === null ? null : await readUsersFile(command.users);
  const trace = new Trace({ trace: 1, maximumBytes: MAXIMUM_TRACE_BYTES, clock: systemClock });
  const print = (delivery: number): void => parts.print(deliveryRecord(trace.handshake(delivery)));
  trace.onDeliveryEnded(print);
  trace.onFinding((finding) => parts.print(findingRecord(finding)));
  const notice = new WireNotice(trace, (wire) => parts.print(wire));
  const capture = command.trace === null ? null : await capturing(command.trace, notice, parts.version);
  const broker = await LocalBroker.start(command.options, {
    trace: capture ?? notice,
    clock: systemClock,
    onChanged: () => undefined,
    version: parts.version,
    core: { ...optionsForSwitches(command.switches), ...optionsForUsers(users) },
  }).catch(async (error: unknown) => {
    await capture?.close();
    throw error;
  });
  for (const door of broker.status().doors) parts.print({ kind: 'listening', ...door });
  await parts.stopped;
  trace.lookForStalls();
  await broker.stop();
  for (const delivery of trace.openDeliveries()) print(delivery);
  await capture?.close();
  const count = capture?.leftOut ?? 0;
  if (count > 0) parts.note({ code: 'capture.leftOutWhileWriting', args: { count } });
}

/** The file is there, and readable, before the first client can come. */
function capturing(file: string, notice: TraceRecorder, version: string): Promise<LiveCapture> {
  return LiveCapture.create(file, notice, systemClock, `QoScope ${version}`);
}
