/** When what a person moves has come to rest: some work is better done then than in each frame of the movement. */

/** Milliseconds without a movement. */
const STILL = 150;

/** Told of each movement, it tells of the rest after the last one. */
export class Rest {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastMovedAt = 0;

  /** `come` is called once after each series of movements. */
  constructor(private readonly come: () => void) {}

  /** Whether there was a movement whose rest has not come. */
  get isAwaited(): boolean {
    return this.timer !== undefined;
  }

  /** There is a movement now. */
  moved(): void {
    this.lastMovedAt = performance.now();
    if (this.timer === undefined) this.wait(STILL);
  }

  private wait(milliseconds: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined;
      const left = this.lastMovedAt + STILL - performance.now();
      if (left > 0) this.wait(left);
      else this.come();
    }, milliseconds);
  }
}
