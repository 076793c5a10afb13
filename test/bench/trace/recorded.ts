/** Traces with handshakes in them, made through the recorder as a wire would. */

import type { Clock } from '../../../src/engine/clock';
import { Trace } from '../../../src/engine/trace/trace';
import { handshakes, opening } from './handshakeStream';

/** Handshakes that are made at once: the stream is used again and again. */
const BATCH = 50_000;

/** A clock that goes on by a hundredth of a millisecond with each look. */
export class SteppingClock implements Clock {
  private time = 0;

  now(): number {
    return (this.time += 0.01);
  }

  wall(): number {
    return Date.UTC(2026, 0, 1);
  }
}

/** A trace of one wire with so many handshakes of two packets, `told` after each batch. */
export function recordedTrace(
  count: number,
  maximumBytes: number,
  told: (trace: Trace) => void = () => undefined,
): Trace {
  const clock = new SteppingClock();
  const trace = new Trace({ trace: 1, maximumBytes, clock });
  const ends = { clientAddress: '127.0.0.1:50000', brokerAddress: '127.0.0.1:1883' };
  const wire = trace.openWire({ broker: 'local', ...ends }, clock.now());
  for (const { from, bytes } of opening()) wire.packet(from, bytes, clock.now());
  const batch = handshakes(Math.min(BATCH, count));
  for (let left = count; left > 0; left -= BATCH) {
    for (const { from, bytes } of batch.slice(0, 2 * left)) wire.packet(from, bytes, clock.now());
    told(trace);
  }
  return trace;
}
