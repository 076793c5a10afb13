/**
 * The part of a trace's deliveries that the page holds: pages of rows around what is shown, the rest only as places.
 * Places are the engine's: what the filter leaves, in the order that was asked for.
 */

import { PAGE_LIMIT, type RowOrder, type RowsPage, type RowsWanted } from '../src/shared/engineApi';
import type { Delivery } from '../src/shared/model';
import { AFTER_ALL, FIRST_ROWS } from '../src/shared/panelApi';

/** Which rows, and in which order. */
export interface Question {
  readonly filter: string;
  readonly order: RowOrder;
  readonly descending: boolean;
}

/** What is known of one row: its delivery, or nothing yet. */
export type Row = Delivery | 'unread';

/** Which page to ask for. */
export type Asked = Pick<RowsWanted, 'at' | 'limit'>;

/** Rows that are asked for beyond both ends of those in view; more of them would be slower to come. */
const MARGIN = 12;

/** Rows that a page beyond those held has in common with them: they tell by how many places rows have moved since. */
const OVERLAP = 8;

/** Holds at most this many rows. */
const MOST_ROWS = 10_000;

/** Rows by place and by number. Inside, a row keeps its ordinal: its place plus how many rows left before it. */
export class RowWindow {
  private count = 0;
  private gone = 0;
  private readVersion = -1;
  private readonly rows = new Map<number, { readonly row: Delivery; readonly version: number }>();
  private readonly ordinals = new Map<number, number>();

  /** `question` is what the rows answer. */
  constructor(readonly question: Question) {}

  /** How many rows there are; 0 before the first page. */
  get total(): number {
    return this.count;
  }

  /** Version of the trace that the last page was read from; -1 before the first. */
  get version(): number {
    return this.readVersion;
  }

  /** Whether new rows stand at the end; of a journey, those of its later branches stand with it. */
  get growsAtEnd(): boolean {
    const { order, descending } = this.question;
    return (order === 'time' || order === 'journey') && !descending;
  }

  /** How many rows there were until now, those that left included. */
  get arrived(): number {
    return this.gone + this.count;
  }

  /** How many rows there were until that place, those that left included. */
  arrivedBefore(place: number): number {
    return this.gone + place;
  }

  /** What is known of the row at that place. */
  row(place: number): Row {
    return this.rows.get(this.gone + place)?.row ?? 'unread';
  }

  /** Names the row at a place: the delivery's number, or below 0 while that is not known. */
  key(place: number): number {
    return this.rows.get(this.gone + place)?.row.n ?? -1 - place;
  }

  /** The place of a key; -1 where it is not among the rows that are held. */
  placeOf(key: number): number {
    if (key < 0) return -1 - key < this.count ? -1 - key : -1;
    const ordinal = this.ordinals.get(key);
    return ordinal === undefined ? -1 : ordinal - this.gone;
  }

  /** Forgets all rows. */
  reset(): void {
    this.forget();
    this.count = 0;
    this.gone = 0;
    this.readVersion = -1;
  }

  /** Whether the row stands below the publisher's delivery of its journey. */
  isBranch(place: number): boolean {
    if (this.question.order !== 'journey') return false;
    const row = this.row(place);
    if (row === 'unread' || row.journey === null || row.to !== 'client') return false;
    const above = place > 0 ? this.row(place - 1) : null;
    return above === 'unread' || above?.journey === row.journey;
  }

  /** The rows that are held, in no order. */
  held(): Iterable<Delivery> {
    return [...this.rows.values()].map(({ row }) => row);
  }

  /** Whether the places from `first` to `last` are held as they are at `version`. */
  holds(first: number, last: number, version: number): boolean {
    if (this.readVersion < version) return false;
    for (let place = Math.max(0, first); place <= Math.min(last, this.count - 1); place++) {
      if (this.rows.get(this.gone + place)?.version !== this.readVersion) return false;
    }
    return true;
  }

  /** The page at the end, with `room` rows; the first with more, since it may not be known yet how many are seen. */
  end(room: number): Asked {
    const most = this.count === 0 ? Math.max(FIRST_ROWS, room) : room;
    return { at: { delivery: AFTER_ALL }, limit: Math.min(PAGE_LIMIT, most) };
  }

  /** The page around a delivery, so that it is in it with `room` rows on both sides. */
  around(delivery: number, room: number): Asked {
    return { at: { delivery }, limit: Math.min(PAGE_LIMIT, 2 * room) };
  }

  /** The page with `room` rows beyond a place, below it or above, and some that are held. */
  beyond(place: number, isDown: boolean, room: number): Asked {
    const position = isDown ? place + 1 - OVERLAP : place - room;
    return { at: { position: Math.max(0, position) }, limit: Math.min(PAGE_LIMIT, room + OVERLAP) };
  }

  /** The page with the places from `first` to `last`, and some more on both sides, as far as they fit. */
  places(first: number, last: number): Asked {
    const limit = Math.min(PAGE_LIMIT, last - first + 1 + 2 * MARGIN);
    const margin = Math.floor((limit - (last - first + 1)) / 2);
    return { at: { position: Math.max(0, first - margin) }, limit };
  }

  /** Takes a page that answers the question. */
  take(page: RowsPage): void {
    const shift = this.shiftTo(page);
    if (shift === null && this.startsBehindHeld(page)) this.gone = Math.max(...this.rows.keys()) + 1;
    if (page.version !== this.readVersion && !(this.isSteady && shift !== null)) this.forget();
    this.gone -= shift ?? 0;
    this.count = page.total;
    this.readVersion = page.version;
    page.rows.forEach((row, i) => this.keep(row, this.gone + page.position + i));
    this.dropOldest();
  }

  /** Whether the page says nothing of where the rows that are held stand by now: they would have to be forgotten for it. */
  leavesBehind(page: RowsPage): boolean {
    return page.version !== this.readVersion && this.ordinals.size > 0 && this.shiftTo(page) === null;
  }

  /** Rows leave at one end and come at the other: all others keep their neighbours. */
  get isSteady(): boolean {
    return this.question.order === 'time' && this.question.filter === '';
  }

  /** By how many places the rows moved since they were read; null where nothing tells. */
  private shiftTo({ rows, position }: RowsPage): number | null {
    const middle = Math.floor(rows.length / 2);
    for (let away = 0; away <= middle; away++) {
      for (const i of [middle - away, middle + away]) {
        const held = rows[i] === undefined ? undefined : this.ordinals.get(rows[i].n);
        if (held !== undefined) return position + i - (held - this.gone);
      }
    }
    return null;
  }

  /** Whether all rows that were held have left since: the list now begins behind them. */
  private startsBehindHeld({ rows, position }: RowsPage): boolean {
    const first = rows[0];
    if (!this.growsAtEnd || position > 0 || first === undefined || this.ordinals.size === 0) return false;
    return [...this.ordinals.keys()].every((n) => n < first.n);
  }

  private keep(row: Delivery, ordinal: number): void {
    const elsewhere = this.ordinals.get(row.n);
    if (elsewhere !== undefined) this.rows.delete(elsewhere);
    const before = this.rows.get(ordinal);
    if (before !== undefined) this.ordinals.delete(before.row.n);
    this.rows.delete(ordinal); // so that it stands behind the others in the order of reading
    this.rows.set(ordinal, { row, version: this.readVersion });
    this.ordinals.set(row.n, ordinal);
  }

  private dropOldest(): void {
    for (const [ordinal, { row }] of this.rows) {
      if (this.rows.size <= MOST_ROWS) return;
      this.rows.delete(ordinal);
      this.ordinals.delete(row.n);
    }
  }

  private forget(): void {
    this.rows.clear();
    this.ordinals.clear();
  }
}
