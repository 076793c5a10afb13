/** Which packets of a trace are saved. */

import type { Packet } from '../../shared/model';
import type { Trace } from './trace';

/** Packets of a trace as they were when it was chosen what to save; those that leave the log meanwhile are passed over. */
export interface Selection {
  readonly trace: Trace;
  /** Their numbers, in ascending order; can be gone through again. */
  readonly numbers: Iterable<number>;
  /** Whether a filter has chosen them. */
  readonly isFiltered: boolean;
}

/** Every packet that is in the log now. */
export function everything(trace: Trace): Selection {
  const { first, next } = trace.packetRange();
  const numbers: Iterable<number> = {
    *[Symbol.iterator]() {
      for (let n = first; n < next; n++) yield n;
    },
  };
  return { trace, numbers, isFiltered: false };
}

/** The rows of those that are still in the log. */
export function* packetsOf({ trace, numbers }: Selection): Generator<Packet> {
  for (const n of numbers) {
    const packet = trace.packetRow(n);
    if (packet !== null) yield packet;
  }
}
