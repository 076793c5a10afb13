/** Work that follows events without following each of them. */

import { reportTo, type Log } from './log';

/** A timer that can be moved by a test: calls `task` after `milliseconds`, unless the returned function is called. */
export type Timer = (task: () => void, milliseconds: number) => () => void;

/** The machine's timer. */
export const systemTimer: Timer = (task, milliseconds) => {
  const handle = setTimeout(task, milliseconds);
  return () => clearTimeout(handle);
};

/**
 * Runs `work` after it was asked for: the first time at once, never two at a time, and with at least `interval`
 * milliseconds from one start to the next. What is asked for meanwhile becomes one run.
 */
export class Pacer {
  private cancelTimer: (() => void) | null = null;
  private resting = false;
  private running = false;
  private asked = false;
  private stopped = false;

  constructor(
    private readonly work: () => PromiseLike<void>,
    /** In milliseconds. */
    private readonly interval: number,
    private readonly log: Log,
    private readonly timer: Timer = systemTimer,
  ) {}

  /** Asks for a run. */
  ask(): void {
    if (this.stopped) return;
    this.asked = true;
    if (!this.running && !this.resting) this.run();
  }

  /** Ends it: nothing runs any more but what is running now. */
  dispose(): void {
    this.stopped = true;
    this.cancelTimer?.();
  }

  private run(): void {
    this.asked = false;
    this.running = true;
    this.resting = true;
    this.cancelTimer = this.timer(() => {
      this.resting = false;
      this.goOn();
    }, this.interval);
    reportTo(this.log, this.runOnce());
  }

  private async runOnce(): Promise<void> {
    try {
      await this.work();
    } finally {
      this.running = false;
      this.goOn();
    }
  }

  private goOn(): void {
    if (this.asked && !this.stopped && !this.running && !this.resting) this.run();
  }
}
