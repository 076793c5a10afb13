/**
 * The local broker with its trace as a program of its own, printing nothing: what `qoscope broker` runs, without the
 * cost of writing every delivery down. It is talked to over the channel that `fork` makes, and ends with it.
 */

import { LocalBroker } from '../../../../src/engine/broker/localBroker';
import { systemClock } from '../../../../src/engine/clock';
import { Trace } from '../../../../src/engine/trace/trace';
import type { QoScopeFigures } from '../qoscopeFigures';

/** Bound of the packet log, in bytes: the command line's own. */
const TRACE_BYTES = 64 * 1024 * 1024;

/** With a store where it is told a folder. Asks for the figures are answered with them. */
async function main(directory: string | undefined): Promise<void> {
  const trace = new Trace({ trace: 1, maximumBytes: TRACE_BYTES, clock: systemClock });
  const store = directory === undefined ? {} : { store: { directory, owner: 'the benchmark' } };
  const broker = await LocalBroker.start(
    { host: '127.0.0.1', port: 0, maximumPacketSize: 16 * 1024 * 1024, ...store },
    { trace, clock: systemClock, onChanged: () => undefined },
  );
  process.on('message', () => process.send?.(figures(broker, trace)));
  process.once('disconnect', () => void broker.stop()); // a failure ends the process with the error
  process.send?.({ port: broker.status().address?.port ?? 0 });
}

function figures(broker: LocalBroker, trace: Trace): QoScopeFigures {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const { packets, dropped, deliveries, inFlight, bytes } = trace.counts();
  return {
    rss,
    heapUsed,
    arrayBuffers,
    trace: { packets, dropped, deliveries, inFlight, bytes },
    broker: broker.figures(),
  };
}

void main(process.argv[2]); // a failure ends the process with the error
