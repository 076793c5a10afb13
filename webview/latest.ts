/** Of values that come often, the newest, at a pace that a person can follow. */

import type { Turns } from './pullBudget';

/** Hands on the first value at once, and then the newest at most once in an interval. */
export class Latest<Value> {
  private waiting: { readonly value: Value } | null = null;
  private rests = false;

  /** `interval` in milliseconds; `take` gets the values. */
  constructor(
    private readonly interval: number,
    private readonly turns: Turns,
    private readonly take: (value: Value) => void,
  ) {}

  /** Takes a value in place of the one that waits. */
  hear(value: Value): void {
    this.waiting = { value };
    if (!this.rests) this.hand();
  }

  private hand(): void {
    this.rests = this.waiting !== null;
    if (this.waiting === null) return;
    const { value } = this.waiting;
    this.waiting = null;
    this.turns.after(this.interval, () => this.hand());
    this.take(value);
  }
}
