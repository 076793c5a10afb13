/** Thins out notices: the first goes at once, the ones that follow share the next turn, and the last is always sent. */

import type { Timers } from './timers';

/** Calls `run` at most once in an interval however often it is asked to. */
export class Throttle {
  private cancel: (() => void) | null = null;
  private asked = false;
  private closed = false;

  constructor(
    /** In milliseconds. */
    private interval: number,
    private readonly timers: Timers,
    private readonly run: () => void,
  ) {}

  /** Wants a run: now where none was in the last interval, else at its end. */
  ask(): void {
    if (this.closed) return;
    if (this.cancel === null) this.runNow();
    else this.asked = true;
  }

  /** Changes the interval, in milliseconds: a turn that would have lasted longer ends now. */
  setInterval(interval: number): void {
    const shorter = interval < this.interval;
    this.interval = interval;
    if (!shorter || this.cancel === null) return;
    this.cancel();
    this.cancel = null;
    if (this.asked) this.runNow();
  }

  /** Forgets what was asked for; nothing runs from here on. */
  close(): void {
    this.closed = true;
    this.cancel?.();
    this.cancel = null;
  }

  private runNow(): void {
    this.asked = false;
    this.cancel = this.timers.after(this.interval, () => {
      this.cancel = null;
      if (this.asked) this.runNow();
    });
    this.run();
  }
}
