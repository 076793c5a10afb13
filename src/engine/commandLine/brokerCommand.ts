/** `qoscope broker`: a broker without VS Code that prints what became of every message. */

import type { BrokerOptions } from '../../shared/engineApi';
import { LocalBroker } from '../broker/localBroker';
import { systemClock } from '../clock';
import { Trace } from '../trace/trace';
import { deliveryRecord, type OutputRecord } from './records';
import { WireNotice } from './wireNotice';

/** The trace's bound, in bytes: what is printed need not be kept for long. */
const MAXIMUM_TRACE_BYTES = 64 * 1024 * 1024;

/** What the command needs from where it runs. */
export interface BrokerCommandParts {
  print(record: OutputRecord): void;
  /** Resolves when it has to stop. */
  readonly stopped: Promise<void>;
  /** QoScope's version. */
  readonly version: string;
}

/** Runs until it is stopped; rejects where it cannot listen. Prints the open deliveries last. */
export async function runBroker(options: BrokerOptions, parts: BrokerCommandParts): Promise<void> {
  const trace = new Trace({ trace: 1, maximumBytes: MAXIMUM_TRACE_BYTES, clock: systemClock });
  const print = (delivery: number): void => parts.print(deliveryRecord(trace.delivery(delivery)));
  trace.onDeliveryEnded(print);
  const broker = await LocalBroker.start(options, {
    trace: new WireNotice(trace, (wire) => parts.print(wire)),
    clock: systemClock,
    onChanged: () => undefined,
    version: parts.version,
  });
  const { address } = broker.status();
  if (address !== null) parts.print({ kind: 'listening', transport: 'tcp', ...address });
  await parts.stopped;
  await broker.stop();
  for (const delivery of trace.openDeliveries()) print(delivery);
}
