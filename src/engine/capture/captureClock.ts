/** The clock of a capture: its frames' times, which never go back. */

/**
 * Milliseconds by which a frame may be dated before one that stands before it, and is still taken for one that was written
 * late: frames of several interfaces come out of order by less, also where each has a clock of its own.
 */
const LATE = 60_000;

/** By so many milliseconds a step forward may differ from the one back that it undoes. */
const TOLERANCE = 1000;

/** So many frames in a row, each dated before that, tell a clock that was set back from frames with a wrong date. */
const AGREEING = 8;

/**
 * Counts milliseconds since the first frame. A frame that was dated before another one is of that one's time. Where the clock of
 * the capturing machine was set back, or one frame is dated far ahead of all others, time goes on from where it was: what
 * lies between two packets from there on is right, and when they came is later than the file says. A step forward by as much undoes
 * that: where two clocks take turns, time must not run away.
 */
export class CaptureClock {
  private time = 0;
  private shift = 0;
  /** By how much it was set back last; 0 where that was undone. */
  private step = 0;
  private late = 0;
  private changes = 0;

  /** The time of the frame that was read last. */
  get now(): number {
    return this.time;
  }

  /** How often it was set back. */
  get timesSetBack(): number {
    return this.changes;
  }

  /** When the next frame came, from its date in milliseconds since the first. It is not yet `now`. */
  next(dated: number): number {
    if (this.step > 0 && Math.abs(dated + this.shift - this.time - this.step) < TOLERANCE) this.undo();
    const time = dated + this.shift;
    if (time < this.time) this.takeLate(time);
    else this.late = 0;
    return Math.max(time, this.time);
  }

  /** It is that time from here on. */
  reach(time: number): void {
    this.time = time;
  }

  private takeLate(time: number): void {
    if (time >= this.time - LATE) this.late = 0;
    else if (++this.late === AGREEING) this.goOnFrom(time);
  }

  private goOnFrom(time: number): void {
    this.step = this.time - time;
    this.shift += this.step;
    this.late = 0;
    this.changes++;
  }

  private undo(): void {
    this.shift -= this.step;
    this.step = 0;
  }
}
