/**
 * Where deliveries stand: rows in chunks, numbered without end, the oldest out first; and beside them the live ones that
 * have no row, because their chunk left, the trace was cleared, or it was paused when they began. Those are needed to
 * follow handshakes to their end and are forgotten then.
 */

import { Arrivals } from '../arrivals';
import { DELIVERY_BYTES, DeliveryColumns, type DeliveryBeginning } from './deliveryColumns';
import type { Growth } from './growth';
import { ENTRY_BYTES } from './sessionState';

const FIRST_ASIDE = 64;

/** Entries of Maps for each delivery aside. */
const ASIDE_ENTRIES = 3;

/** In place of a number where the cursor stands on no delivery. */
const NOWHERE = -1;

/** Rows with consecutive numbers: `firstNumber` has row 0 of the columns. They hold until rows are dropped. */
export interface DeliveryRun {
  readonly firstNumber: number;
  readonly count: number;
  readonly columns: DeliveryColumns;
}

interface Chunk extends DeliveryRun {
  count: number;
}

/**
 * Deliveries by number. `find` moves a cursor, `columns` and `row`, to a delivery: fields are then read and written there
 * without a look-up for each. The cursor holds until the next call of `find`, `begin` or a dropping of rows.
 */
export class DeliveryStore {
  columns: DeliveryColumns;
  row = 0;
  /** Changes where deliveries that had begun come to have other sessions or packet identifiers, or are known no more. */
  revision = 0;
  /** The delivery under the cursor: the next question is mostly about the same. */
  private at = NOWHERE;
  private readonly chunks: Chunk[] = [];
  private last: Chunk | null = null;
  private next = 1;
  private aside = new DeliveryColumns(FIRST_ASIDE);
  private readonly asideRows = new Map<number, number>();
  private readonly asideOrder = new Arrivals<number>();
  private readonly asideFree: number[] = [];

  constructor(
    /** Rows of a chunk. */
    private readonly chunkRows: number,
    /** How many live deliveries without a row are followed at most; the oldest are forgotten first. */
    private readonly asideLimit: number,
    private readonly growth: Growth,
  ) {
    this.columns = this.aside;
  }

  /** The number that the next delivery gets. */
  get nextNumber(): number {
    return this.next;
  }

  /** The oldest row's number; the next number where there are no rows. */
  get firstNumber(): number {
    return this.chunks[0]?.firstNumber ?? this.next;
  }

  /** How many deliveries have a row. */
  get count(): number {
    let count = 0;
    for (const chunk of this.chunks) count += chunk.count;
    return count;
  }

  /** What the store holds, in bytes, reserved room included. */
  get bytes(): number {
    const rows = this.chunks.length * this.chunkRows + this.aside.capacity;
    return rows * DELIVERY_BYTES + this.asideRows.size * ASIDE_ENTRIES * ENTRY_BYTES;
  }

  /** When the newest delivery of the oldest chunk began; null where there is no chunk that could leave. */
  get oldestChunkTime(): number | null {
    const oldest = this.chunks[0];
    return oldest === undefined || oldest === this.last ? null : (oldest.columns.start[oldest.count - 1] ?? 0);
  }

  /** Begins a delivery, with a row or aside, and moves the cursor to it. Gives its number. */
  begin(beginning: DeliveryBeginning, withRow: boolean): number {
    const number = this.next++;
    if (withRow) this.toNewRow(number);
    else this.toNewAside(number);
    this.at = number;
    // Rows of a chunk are new, those aside are used again.
    this.columns.begin(this.row, beginning, withRow);
    return number;
  }

  /** Passes over a number: for a delivery that ends as it begins while nothing is recorded. */
  skip(): number {
    return this.next++;
  }

  /** Moves the cursor to a delivery; false where it is not known any more. */
  find(number: number): boolean {
    return number === this.at || this.move(number);
  }

  /** Whether the delivery has a row, rather than being followed without one or being unknown. */
  hasRow(number: number): boolean {
    return this.chunkOf(number) !== null;
  }

  /** Forgets an ended delivery that has no row. */
  release(number: number): void {
    if (this.asideRows.size === 0) return;
    const row = this.asideRows.get(number);
    if (row === undefined) return;
    this.asideRows.delete(number);
    this.asideOrder.delete(number);
    this.asideFree.push(row);
    this.revision++;
    if (number === this.at) this.at = NOWHERE;
  }

  /** The numbers of rows older than `before`, newest first, at most `limit`. */
  numbersBefore(before: number, limit: number): number[] {
    const numbers: number[] = [];
    for (let i = this.chunks.length - 1; i >= 0 && numbers.length < limit; i--) {
      const chunk = this.chunks[i];
      if (chunk === undefined) break;
      let number = Math.min(before, chunk.firstNumber + chunk.count) - 1;
      for (; number >= chunk.firstNumber && numbers.length < limit; number--) numbers.push(number);
    }
    return numbers;
  }

  /** When the oldest delivery with a row began; null where there is none. */
  get firstTime(): number | null {
    return this.chunks[0]?.columns.start[0] ?? null;
  }

  /** All deliveries that have a row, oldest first. */
  runs(): readonly DeliveryRun[] {
    return this.chunks;
  }

  /** Calls `visit` with the place of each delivery that has a row, oldest first, then of the live ones without one. */
  each(visit: (columns: DeliveryColumns, row: number, n: number) => void): void {
    for (const { columns, count, firstNumber } of this.chunks) {
      for (let row = 0; row < count; row++) visit(columns, row, firstNumber + row);
    }
    for (const [n, row] of this.asideRows) visit(this.aside, row, n);
  }

  /** Calls `visit` with the place of each delivery from `first` on that has a row, oldest first. It may move the cursor. */
  eachFrom(first: number, visit: (columns: DeliveryColumns, row: number, n: number) => void): void {
    for (const { columns, count, firstNumber } of this.chunks) {
      for (let row = Math.max(0, first - firstNumber); row < count; row++) visit(columns, row, firstNumber + row);
    }
  }

  /** The numbers of the live deliveries without a row. */
  asideNumbers(): IterableIterator<number> {
    return this.asideRows.keys();
  }

  /** Lets the rows of the oldest chunk go; the live ones among them stay aside. */
  dropOldest(): void {
    const oldest = this.chunks.shift();
    if (oldest === undefined) return;
    if (oldest === this.last) this.last = null;
    this.keepLive(oldest);
    this.at = NOWHERE;
    this.revision++;
  }

  /** Lets all rows go; the live ones stay aside. Numbers go on. */
  clear(): void {
    while (this.chunks.length > 0) this.dropOldest();
  }

  /** Most are in the newest chunk. */
  private move(number: number): boolean {
    const { last } = this;
    if (last === null || !holds(last, number)) return this.seek(number);
    this.moveTo(last.columns, number - last.firstNumber);
    this.at = number;
    return true;
  }

  private seek(number: number): boolean {
    const chunk = this.chunkOf(number);
    const row = chunk === null ? this.asideRows.get(number) : number - chunk.firstNumber;
    if (row === undefined) return false;
    this.moveTo(chunk?.columns ?? this.aside, row);
    this.at = number;
    return true;
  }

  private moveTo(columns: DeliveryColumns, row: number): void {
    // While garbage is collected, writing a reference costs far more than to compare it.
    if (this.columns !== columns) this.columns = columns;
    this.row = row;
  }

  private keepLive(chunk: Chunk): void {
    for (let row = 0; row < chunk.count; row++) {
      if (!chunk.columns.isLive(row)) continue;
      this.toNewAside(chunk.firstNumber + row);
      this.columns.copy(this.row, chunk.columns, row);
    }
  }

  private toNewRow(number: number): void {
    const { last } = this;
    // Numbers within a chunk have no gap: after deliveries without a row a new chunk begins.
    const hasRoom = last !== null && last.count < this.chunkRows && last.firstNumber + last.count === number;
    const chunk = hasRoom ? last : this.beginChunk(number);
    this.moveTo(chunk.columns, chunk.count++);
  }

  private beginChunk(firstNumber: number): Chunk {
    this.last = { firstNumber, count: 0, columns: new DeliveryColumns(this.chunkRows) };
    this.chunks.push(this.last);
    this.growth.count++;
    return this.last;
  }

  private toNewAside(number: number): void {
    if (this.asideRows.size >= this.asideLimit) this.release(this.asideOrder.oldest ?? 0);
    const row = this.asideFree.pop() ?? this.asideRows.size;
    if (row >= this.aside.capacity) this.growAside();
    this.asideRows.set(number, row);
    this.asideOrder.add(number);
    this.moveTo(this.aside, row);
  }

  private growAside(): void {
    const grown = new DeliveryColumns(this.aside.capacity * 2);
    for (let row = 0; row < this.aside.capacity; row++) grown.copy(row, this.aside, row);
    this.aside = grown;
    this.growth.count++;
  }

  private chunkOf(number: number): Chunk | null {
    if (this.last !== null && number >= this.last.firstNumber) return holds(this.last, number) ? this.last : null;
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.firstNumber ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    const chunk = this.chunks[low];
    return chunk !== undefined && holds(chunk, number) ? chunk : null;
  }
}

function holds(chunk: Chunk, number: number): boolean {
  return number >= chunk.firstNumber && number < chunk.firstNumber + chunk.count;
}
