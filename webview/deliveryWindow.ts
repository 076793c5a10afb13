/**
 * The part of a trace's deliveries that the page holds: pages of rows around what is shown, the rest only as numbers.
 * Rows are in the order of their numbers, oldest first, so that a row's place does not depend on what comes later.
 */

import type { Page, TraceCounts } from '../src/shared/engineApi';
import { PAGE_LIMIT } from '../src/shared/engineApi';
import type { Delivery } from '../src/shared/model';
import { hasEnded } from './deliveryWords';

/** A page to ask for: `limit` deliveries older than `before` (null: the newest). */
export interface Wanted {
  readonly before: number | null;
  readonly limit: number;
}

/** What is known of one row: its delivery, that it has left the log, or nothing yet. */
export type Row = Delivery | 'gone' | 'unread';

/** Holds at most this many rows. */
const MOST_ROWS = 10_000;

/** Deliveries by place and by number. */
export class DeliveryWindow {
  /** Number of the oldest delivery in the log. */
  private oldest = 1;
  /** Number of the newest; one below `oldest` in an empty log. */
  private newestNumber = 0;
  /** In the order in which they were last pulled. */
  private readonly rows = new Map<number, Delivery | 'gone'>();
  /** Numbers without a row that were found behind what the counts led to: a paused trace gives numbers and no rows. */
  private unrecorded = 0;
  /** `oldest` was computed from counts that are older than the page, and may be too high. */
  private provisional = true;

  /** How many rows there are. */
  get count(): number {
    return this.newestNumber - this.oldest + 1;
  }

  /** Number of the newest delivery; 0 where there never was one. */
  get newest(): number {
    return this.newestNumber;
  }

  /** The delivery's number at a place counted from 0, the oldest. */
  numberAt(index: number): number {
    return this.oldest + index;
  }

  /** The place of a delivery; below 0 or from `count` on where it is not in the log. */
  indexOf(n: number): number {
    return n - this.oldest;
  }

  /** What is known of the row at that place. */
  row(index: number): Row {
    return this.rows.get(this.numberAt(index)) ?? 'unread';
  }

  /** Takes the newest page; `counts` says how far back the log goes. */
  takeHead(page: Page<Delivery>, counts: TraceCounts): void {
    const first = page.rows[0];
    if (first === undefined) {
      this.oldest = this.newestNumber + 1;
      return;
    }
    this.newestNumber = first.n;
    this.keep(page.rows, first.n + 1, page.rows.length);
    const last = page.rows.at(-1) ?? first;
    if (page.more) this.estimateOldest(page.version, counts);
    else this.oldest = last.n;
  }

  /** Takes the answer to `wanted`. */
  takePage(wanted: { readonly before: number; readonly limit: number }, page: Page<Delivery>): void {
    this.keep(page.rows, wanted.before, wanted.limit);
    this.correctOldest(page.rows.at(-1)?.n ?? wanted.before, page.more);
  }

  /** The page to pull so that the places from `first` to `last` are up to date; null where they are. */
  wanted(first: number, last: number): (Wanted & { readonly before: number }) | null {
    let low = Infinity;
    let high = -Infinity;
    let unread = false;
    for (let index = first; index <= last; index++) {
      const row = this.row(index);
      if (row === 'gone' || (row !== 'unread' && hasEnded(row))) continue;
      unread ||= row === 'unread';
      low = Math.min(low, this.numberAt(index));
      high = Math.max(high, this.numberAt(index));
    }
    if (low > high) return null;
    if (!unread) return { before: high + 1, limit: Math.min(high - low + 1, PAGE_LIMIT) };
    const around = high + Math.floor((PAGE_LIMIT - (high - low + 1)) / 2);
    return { before: Math.max(high, Math.min(around, this.newestNumber)) + 1, limit: PAGE_LIMIT };
  }

  /** Forgets everything: another trace, or another engine. */
  reset(): void {
    this.rows.clear();
    this.oldest = 1;
    this.newestNumber = 0;
    this.provisional = true;
    this.unrecorded = 0;
  }

  /** `lowest` is the last row of a page, behind which there are `more` or not. */
  private correctOldest(lowest: number, more: boolean): void {
    if (more && lowest > this.oldest) return;
    const corrected = more ? Math.max(1, lowest - PAGE_LIMIT) : lowest;
    this.unrecorded = Math.max(0, this.unrecorded + this.oldest - corrected);
    this.oldest = corrected;
  }

  private estimateOldest(version: number, counts: TraceCounts): void {
    const estimate = Math.max(1, this.newestNumber - counts.deliveries + 1 - this.unrecorded);
    if (counts.version >= version) {
      this.oldest = this.provisional ? estimate : Math.max(this.oldest, estimate);
      this.provisional = false;
    } else if (this.provisional) this.oldest = estimate;
  }

  private keep(rows: readonly Delivery[], before: number, limit: number): void {
    const present = new Map(rows.map((row) => [row.n, row]));
    for (let n = Math.max(1, before - limit); n < before; n++) {
      this.rows.delete(n); // so that it stands behind the others in the order of pulling
      this.rows.set(n, present.get(n) ?? 'gone');
    }
    for (const n of this.rows.keys()) {
      if (this.rows.size <= MOST_ROWS) return;
      this.rows.delete(n);
    }
  }
}
