/** Keeps one view up to date: one pull at a time, never for someone who cannot see it, never for a known version. */

import type { Turns } from './pullBudget';

/** What a refresher keeps up to date. */
export interface Refreshed {
  /** At least this many milliseconds between the starts of two refreshes. */
  readonly interval: number;
  /** Whether anyone sees it now. */
  isVisible(): boolean;
  /** The version that there is to show; -1 where there is nothing to ask. */
  version(): number;
  /** Pulls and draws. */
  refresh(): Promise<void>;
  /** Told of a refresh that failed. */
  onProblem(error: unknown): void;
}

/** Runs a view's refresh when `poke` says that something may have changed. */
export class Refresher {
  private shown = -2;
  private running = false;
  private dirty = false;
  private timerRuns = false;
  private startedAt = -Infinity;

  constructor(
    private readonly target: Refreshed,
    private readonly turns: Turns,
  ) {}

  /** Looks whether there is something new to show, and pulls it when its turn has come. */
  poke(): void {
    const { target } = this;
    if (!target.isVisible() || target.version() < 0) return;
    if (!this.dirty && target.version() === this.shown) return;
    if (this.running || this.timerRuns) return;
    const wait = this.startedAt + target.interval - this.turns.now();
    if (wait <= 0) void this.run();
    else this.later(wait);
  }

  /** Wants a pull although the version may be the same: another part is shown now. */
  invalidate(): void {
    this.dirty = true;
    this.poke();
  }

  private later(milliseconds: number): void {
    this.timerRuns = true;
    this.turns.after(milliseconds, () => {
      this.timerRuns = false;
      this.poke();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    this.dirty = false;
    this.startedAt = this.turns.now();
    // The version is taken before the pull: what changes meanwhile is pulled next time.
    this.shown = this.target.version();
    try {
      await this.target.refresh();
    } catch (error) {
      this.target.onProblem(error);
    }
    this.running = false;
    this.poke();
  }
}
