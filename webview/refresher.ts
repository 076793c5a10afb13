/** Keeps one view up to date: one pull at a time, never for someone who cannot see it, never for a known version. */

import type { Turns } from './pullBudget';

/** What a refresher keeps up to date. */
export interface Refreshed {
  /** At least this many milliseconds between the start of a refresh and that of one for another version. */
  readonly interval: number;
  /** The same for a refresh that a person waits for, who wants to see another part. */
  readonly prompt: number;
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
  /** When the next look is due; Infinity where none is. */
  private dueAt = Infinity;
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
    if (this.running) return;
    const now = this.turns.now();
    const at = this.startedAt + (this.dirty ? target.prompt : target.interval);
    if (at <= now) void this.run();
    else if (at < this.dueAt) this.later(at, now);
  }

  /** Wants a pull although the version may be the same: another part is shown now. */
  invalidate(): void {
    this.dirty = true;
    this.poke();
  }

  private later(at: number, now: number): void {
    this.dueAt = at;
    this.turns.after(at - now, () => {
      if (this.dueAt === at) this.dueAt = Infinity;
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
