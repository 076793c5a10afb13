/** How a trace is made. */

import type { Clock } from '../clock';

/** What a trace is made with. */
export interface TraceOptions {
  /** Its number. */
  readonly trace: number;
  /** What it may hold, in bytes, rows and raw bytes together; the oldest leave in chunks when that is reached. */
  readonly maximumBytes: number;
  readonly clock: Clock;
  /**
   * Whether it is read from a file that has more. Its clock then leaps to each packet, so that what only time shows would
   * depend on when somebody asks: it is looked for at the end. Never without it.
   */
  readonly isGrowing?: () => boolean;
  /**
   * Whether it lacks bytes at this moment that have passed, and are recorded or said to lack later: what they say is not
   * known yet. Never without it.
   */
  readonly isLacking?: () => boolean;
}
