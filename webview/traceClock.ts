/** The trace's clock as the page can know it: its last reading, carried on by the page's own clock. */

/** Milliseconds since the trace began, for ages. */
export class TraceClock {
  private reading = 0;
  private readAt = 0;

  /** `now` gives monotonic milliseconds. */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** Takes the reading that came with a page of rows. */
  sync(traceNow: number): void {
    this.reading = traceNow;
    this.readAt = this.clock();
  }

  /** The trace's time now, in milliseconds since it began. */
  now(): number {
    return this.reading + (this.clock() - this.readAt);
  }
}
