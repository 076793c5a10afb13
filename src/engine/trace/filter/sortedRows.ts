/** Deliveries in an order that is none of time, kept while they come, change and go. */

import type { DeliveryColumns } from '../deliveryColumns';
import type { DeliveryStore } from '../deliveryStore';
import { lowerBound } from './numberList';
import { sortByKeys } from './radixSort';
import type { SortKeys } from './sortKeys';

/** Above this share of the rows, sorting all is faster than putting each in its place. */
const SORT_ALL = 1 / 8;

/** Numbers of deliveries that have rows, by their keys. */
export class SortedRows {
  private numbers = new Uint32Array();

  constructor(
    private readonly store: DeliveryStore,
    private readonly keys: SortKeys,
  ) {}

  get length(): number {
    return this.numbers.length;
  }

  /** The number at that place; 0 where there is none. */
  at(place: number): number {
    return this.numbers[place] ?? 0;
  }

  /** Where the delivery stands or would stand; one that is yet to come at the end, another without a row at 0. */
  placeOf(n: number): number {
    if (n >= this.store.nextNumber) return this.length;
    if (!this.store.hasRow(n)) return 0;
    this.keys.settle();
    this.show([n]);
    return this.placeBefore(this.keyOf(n), n);
  }

  /**
   * `members` are now the rows, in ascending order; of those that were rows before, `changed` may have other keys, or be
   * rows no more. `added` are those of `members` that were none before, in ascending order.
   */
  update(members: Uint32Array, changed: readonly number[], added: readonly number[]): void {
    const coming = [...changed.filter((n) => isIn(members, n)), ...added];
    if (coming.length > members.length * SORT_ALL) {
      this.sort(members);
      return;
    }
    this.show(coming);
    this.merge(this.without(members[0] ?? Infinity, changed), coming);
  }

  /** Sorts all of them anew. */
  sort(members: Uint32Array): void {
    const keys = new Uint32Array(members.length);
    this.eachRow(members, (columns, row) => this.keys.see(columns, row));
    this.keys.settle();
    this.eachRow(members, (columns, row, n, i) => (keys[i] = this.keys.of(columns, row, n)));
    this.numbers = sortByKeys(members, keys);
  }

  /** Goes through rows in ascending order, run by run: to find each one on its own would take most of the time. */
  private eachRow(
    members: Uint32Array,
    visit: (columns: DeliveryColumns, row: number, n: number, i: number) => void,
  ): void {
    let i = 0;
    for (const { firstNumber, count, columns } of this.store.runs()) {
      for (let n = members[i]; n !== undefined && n < firstNumber + count; n = members[++i]) {
        visit(columns, n - firstNumber, n, i);
      }
    }
  }

  private show(numbers: Iterable<number>): void {
    for (const n of numbers) if (this.store.find(n)) this.keys.see(this.store.columns, this.store.row);
    this.keys.settle();
  }

  private keyOf(n: number): number {
    return this.store.find(n) ? this.keys.of(this.store.columns, this.store.row, n) : 0;
  }

  /** What is there without the rows below `first` and those of `gone`. */
  private without(first: number, gone: readonly number[]): Uint32Array {
    const lowest = gone.reduce((least, n) => Math.min(least, n), Infinity);
    const highest = gone.reduce((most, n) => Math.max(most, n), 0);
    const isGone = new Uint8Array(Math.max(0, highest - lowest + 1));
    for (const n of gone) isGone[n - lowest] = 1;
    return this.numbers.filter((n) => n >= first && (n < lowest || n > highest || isGone[n - lowest] === 0));
  }

  /** Puts each of `coming` in its place among `standing`. */
  private merge(standing: Uint32Array, coming: readonly number[]): void {
    this.numbers = new Uint32Array(standing);
    if (coming.length === 0) return;
    const places = coming
      .map((n) => ({ n, key: this.keyOf(n) }))
      .sort((a, b) => a.key - b.key || a.n - b.n)
      .map(({ n, key }) => ({ n, place: this.placeBefore(key, n) }));
    const merged = new Uint32Array(standing.length + coming.length);
    let taken = 0;
    for (const [i, { n, place }] of places.entries()) {
      merged.set(standing.subarray(taken, place), taken + i);
      merged[place + i] = n;
      taken = place;
    }
    merged.set(standing.subarray(taken), taken + coming.length);
    this.numbers = merged;
  }

  private placeBefore(key: number, n: number): number {
    return lowerBound(this.numbers.length, (place) => {
      const other = this.numbers[place] ?? 0;
      const otherKey = this.keyOf(other);
      return otherKey < key || (otherKey === key && other < n);
    });
  }
}

function isIn(members: Uint32Array, n: number): boolean {
  return members[lowerBound(members.length, (place) => (members[place] ?? 0) < n)] === n;
}
