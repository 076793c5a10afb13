/** Timers and a clock that a test moves by hand. */

import type { Clock } from '../../src/engine/clock';
import type { Timers } from '../../src/engine/timers';

/** Time stands still until `advance`. */
export class MovedTimers implements Timers, Clock {
  private time = 0;
  private readonly due = new Set<{ readonly at: number; readonly run: () => void }>();
  private readonly watchers = new Set<(milliseconds: number) => void>();

  now(): number {
    return this.time;
  }

  wall(): number {
    return this.time;
  }

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.time + milliseconds, run };
    this.due.add(entry);
    for (const watcher of [...this.watchers]) watcher(milliseconds);
    return () => this.due.delete(entry);
  }

  /** How many runs are waited for. */
  get pending(): number {
    return this.due.size;
  }

  /** Resolves the next time that something is to run in exactly that many milliseconds. */
  scheduled(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (asked: number): void => {
        if (asked !== milliseconds) return;
        this.watchers.delete(watcher);
        resolve();
      };
      this.watchers.add(watcher);
    });
  }

  /** Lets that much time pass; what falls due runs in its order, at its time. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (let next = this.next(end); next !== null; next = this.next(end)) {
      this.due.delete(next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }

  private next(end: number): { readonly at: number; readonly run: () => void } | null {
    const [first] = [...this.due].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    return first ?? null;
  }
}
