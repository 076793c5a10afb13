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

interface Entry extends Waiting {
  /** Of two with one sequence number the one that came first goes first. */
  readonly place: number;
}

/** What an entry costs beside its bytes, about. */
const ENTRY_BYTES = 200;

/**
 * In the order of their sequence numbers: a heap, so that tens of thousands that come in the wrong order are put into it without a
 * look at all of them each time. Keeps the bytes that it is given.
 */
export class Backlog {
  /** What it holds, in bytes. */
  bytes = 0;
  private readonly heap: Entry[] = [];
  /** By sequence number, the length of the longest that waits there. */
  private readonly longest = new Map<number, number>();
  private next = 0;

  constructor(private readonly budget: MemoryBudget) {}

  get isEmpty(): boolean {
    return this.heap.length === 0;
  }

  /** The one that is next in the stream, or null. */
  get first(): Waiting | null {
    return this.heap[0] ?? null;
  }

  /** Whether all connections together hold too much. */
  get isOverBudget(): boolean {
    return this.budget.isExceeded;
  }

  /** Adds a segment; one that says no more than what waits already is left out. */
  add({ sequence, bytes, length, after }: Waiting): void {
    if ((this.longest.get(sequence) ?? -1) >= length) return;
    this.longest.set(sequence, length);
    this.rise({ sequence, bytes, length, after, place: this.next++ });
    this.count(bytes.length + ENTRY_BYTES);
  }

  /** Lets the first one go. */
  shift(): void {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined) return;
    if (this.heap.length > 0) this.sink(last);
    if (this.longest.get(first.sequence) === first.length) this.longest.delete(first.sequence);
    this.count(-first.bytes.length - ENTRY_BYTES);
  }

  /** Puts an entry behind all, and before those above it that it comes before. */
  private rise(entry: Entry): void {
    const { heap } = this;
    let i = heap.length;
    while (i > 0) {
      const above = (i - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[i] = parent;
      i = above;
    }
    heap[i] = entry;
  }

  /** Puts an entry first, and behind those below it that come before it. */
  private sink(entry: Entry): void {
    const { heap } = this;
    let i = 0;
    for (;;) {
      const child = this.earlierChild(2 * i + 1);
      const below = heap[child];
      if (below === undefined || isBefore(entry, below)) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = entry;
  }

  /** The place of the child that comes first; `left` is that of the left one. */
  private earlierChild(left: number): number {
    const first = this.heap[left];
    const second = this.heap[left + 1];
    return first !== undefined && second !== undefined && isBefore(second, first) ? left + 1 : left;
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    this.budget.change(bytes);
  }
}

/** By the difference, which wraps as sequence numbers do. */
function isBefore(one: Entry, other: Entry): boolean {
  const difference = (one.sequence - other.sequence) | 0;
  return difference === 0 ? one.place < other.place : difference < 0;
}
