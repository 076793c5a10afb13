/** Segments of one direction that came before those that they follow or answer. */

import type { MemoryBudget } from './memoryBudget';

/** A segment that waits. */
export interface Waiting {
  readonly sequence: number;
  /** What was captured of it. */
  readonly bytes: Uint8Array;
  /** Its payload on the network. */
  readonly length: number;
  /** What its sender had acknowledged of the other direction by then; null where it does not say. */
  readonly after: number | null;
}

/** What an entry costs beside its bytes, about. */
const ENTRY_BYTES = 200;

/** In the order of their sequence numbers. Keeps the bytes that it is given. */
export class Backlog {
  /** What it holds, in bytes. */
  bytes = 0;
  private readonly waiting: Waiting[] = [];

  constructor(private readonly budget: MemoryBudget) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** The one that is next in the stream, or null. */
  get first(): Waiting | null {
    return this.waiting[0] ?? null;
  }

  /** Whether all connections together hold too much. */
  get isOverBudget(): boolean {
    return this.budget.isExceeded;
  }

  /** Adds a segment; one that says no more than what waits already is left out. */
  add({ sequence, bytes, length, after }: Waiting): void {
    let place = this.waiting.length;
    while (place > 0 && ((sequence - (this.waiting[place - 1]?.sequence ?? 0)) | 0) < 0) place--;
    const before = this.waiting[place - 1];
    if (before?.sequence === sequence && before.length >= length) return;
    this.waiting.splice(place, 0, { sequence, bytes, length, after });
    this.count(bytes.length + ENTRY_BYTES);
  }

  /** Lets the first one go. */
  shift(): void {
    const first = this.waiting.shift();
    if (first !== undefined) this.count(-first.bytes.length - ENTRY_BYTES);
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    this.budget.change(bytes);
  }
}
