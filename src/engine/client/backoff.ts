/** How long to wait before the next attempt to connect. */

/** Wait before the first new attempt, in milliseconds. */
const FIRST_RETRY = 1_000;
/** Longest wait, in milliseconds. */
const LONGEST_RETRY = 30_000;

/** Doubles from 1 s to 30 s until it is reset. */
export class Backoff {
  private wait = FIRST_RETRY;

  /** The wait before the next attempt, in milliseconds. */
  next(): number {
    const wait = this.wait;
    this.wait = Math.min(wait * 2, LONGEST_RETRY);
    return wait;
  }

  /** An attempt succeeded: the next loss starts from the shortest wait. */
  reset(): void {
    this.wait = FIRST_RETRY;
  }
}
