/** Moments of the core's clock as they stand on a disk, where they must mean something to another process. */

import type { Clock } from '../../clock';

/** Turns moments into the wall clock and back; both clocks are asked each time, since the wall clock may be set. */
export class WallTimes {
  constructor(private readonly clock: Clock) {}

  /** Milliseconds since 1970; null for null and for never. */
  toWall(moment: number | null): number | null {
    return moment === null || moment === Infinity ? null : moment + this.ahead();
  }

  /** Milliseconds of the core's clock, below its present value where the moment has passed. */
  toCore(wall: number): number {
    return wall - this.ahead();
  }

  private ahead(): number {
    return this.clock.wall() - this.clock.now();
  }
}
