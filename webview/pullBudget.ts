/** How often the page may ask: the host and the engine serve others too. */

/** Time and waiting, handed in so that a test can move them. */
export interface Turns {
  /** Monotonic milliseconds. */
  now(): number;
  /** Calls `run` once after that many milliseconds. */
  after(milliseconds: number, run: () => void): void;
}

/** Lets at most `perSecond` requests through in any second; the others wait in order. */
export class PullBudget {
  private readonly taken: number[] = [];
  private readonly waiting: (() => void)[] = [];
  private timerRuns = false;

  constructor(
    private readonly perSecond: number,
    private readonly turns: Turns,
  ) {}

  /** Resolves when the next request may go out. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.serve();
    });
  }

  private serve(): void {
    const now = this.turns.now();
    while (this.taken[0] !== undefined && now - this.taken[0] >= 1000) this.taken.shift();
    while (this.taken.length < this.perSecond && this.waiting.length > 0) {
      this.taken.push(now);
      this.waiting.shift()?.();
    }
    if (this.waiting.length > 0) this.waitForRoom(now);
  }

  private waitForRoom(now: number): void {
    if (this.timerRuns) return;
    this.timerRuns = true;
    this.turns.after(1000 - (now - (this.taken[0] ?? now)), () => {
      this.timerRuns = false;
      this.serve();
    });
  }
}
