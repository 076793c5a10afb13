/** A window of time in steps of equal length. */

/** Most steps that are computed at once. */
const STEPS_LIMIT = 500;

/** Shortest step, in milliseconds: a window without length would have none. */
const SHORTEST_STEP = 0.001;

/** Steps from `from` on; each holds the times from its beginning to before the next, the last one its end too. */
export class Steps {
  /** In milliseconds. */
  readonly step: number;
  /** 1 to STEPS_LIMIT. */
  readonly count: number;
  /** The end of the last step, in milliseconds. */
  readonly to: number;

  constructor(
    readonly from: number,
    to: number,
    count: number,
  ) {
    this.count = Math.max(1, Math.min(STEPS_LIMIT, Math.floor(count) || 1));
    this.step = Math.max(SHORTEST_STEP, (to - from) / this.count);
    this.to = Math.max(to, from + this.step * this.count);
  }

  /** The place of the step that holds `time`; below 0 before the first, `count` or more behind the last. */
  at(time: number): number {
    if (time > this.to) return this.count;
    return Math.min(this.count - 1, Math.floor((time - this.from) / this.step));
  }
}
