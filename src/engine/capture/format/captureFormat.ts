/** What the readers of the two kinds of capture file have in common. */

import type { ByteQueue } from './byteQueue';

/** Reads one file. */
export interface CaptureFormat {
  /** Wall clock of the first frame, in milliseconds since 1970; 0 before it came. */
  readonly startedAt: number;
  /** Gives all frames that have come whole. Throws a QoScopeError (`capture.…`) where the file cannot be read on. */
  read(queue: ByteQueue): void;
}
