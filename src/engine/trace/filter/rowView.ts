/** The deliveries that one filter leaves, in one order: kept, and brought up to date by no more than what has changed. */

import type { DeliveryColumns } from '../deliveryColumns';
import type { TraceParts } from '../traceParts';
import { NumberList } from './numberList';
import type { RowFilter } from './rowFilter';
import { SortedRows } from './sortedRows';
import type { SortKeys } from './sortKeys';
import type { FilterParts } from './subject';

/** What a view reads. */
export type ViewParts = FilterParts & Pick<TraceParts, 'late'>;

/** Rows by their places. */
export interface RowList {
  readonly length: number;
  /** The delivery at a place from 0; 0 where there is none. */
  at(place: number): number;
  /** The place of a delivery, or the one where it would stand. */
  placeOf(n: number): number;
}

/** Looks once at each delivery that comes, again at those that have not ended, and at those that changed after their end. */
export class RowView {
  private readonly members = new NumberList();
  private readonly sorted: SortedRows | null;
  /** Those that had not ended when they were looked at. */
  private live: number[] = [];
  /** The first number that was not looked at. */
  private next = 1;
  private lateChanges = 0;
  private firstPacket = 0;
  private firstDelivery = 0;
  private version = -1;

  constructor(
    private readonly parts: ViewParts,
    private readonly filter: RowFilter,
    /** Null for the order of time. */
    keys: SortKeys | null,
  ) {
    this.sorted = keys === null ? null : new SortedRows(parts.store, keys);
  }

  /** The rows as they stand at `version` of the trace, and `now` milliseconds after its beginning. They hold until it changes. */
  rows(version: number, now: number): RowList {
    if (version !== this.version || this.filter.seesTime) this.refresh(now);
    this.version = version;
    return this.sorted ?? this.members;
  }

  private refresh(now: number): void {
    const { store, late } = this.parts;
    this.filter.begin(now);
    const restsOnGone = this.restsOnGone();
    const changedLate = late.since(this.lateChanges);
    this.lateChanges = late.count;
    if (changedLate === null || restsOnGone) {
      this.lookAtAll();
      return;
    }
    this.members.dropBelow(store.firstNumber);
    const again = this.lookAgain(changedLate);
    const before = this.members.length;
    this.lookAtNew();
    this.sorted?.update(this.members.all(), again, [...this.members.all().subarray(before)]);
  }

  /** Whether something has left since the last look that what was said of ended ones may have rested on. */
  private restsOnGone(): boolean {
    const { seesPackets, seesPublishers } = this.filter;
    const firstPacket = seesPackets ? this.parts.log.firstNumber : 0;
    const firstDelivery = seesPublishers ? this.parts.store.firstNumber : 0;
    const isGone = firstPacket !== this.firstPacket || firstDelivery !== this.firstDelivery;
    this.firstPacket = firstPacket;
    this.firstDelivery = firstDelivery;
    return isGone;
  }

  private lookAtAll(): void {
    this.members.dropBelow(Infinity);
    this.live = [];
    this.next = 1;
    this.lookAtNew();
    this.sorted?.sort(this.members.all());
  }

  /** Looks again at the live ones and at these; gives those, in ascending order, that have a row. */
  private lookAgain(changedLate: readonly number[]): number[] {
    const { store } = this.parts;
    const numbers = [...new Set([...this.live, ...changedLate])].filter((n) => n < this.next && store.hasRow(n));
    numbers.sort((a, b) => a - b);
    this.live = [];
    const out = new Set<number>();
    const into: number[] = [];
    for (const n of numbers) {
      if (!store.find(n)) continue;
      const was = this.members.has(n);
      const is = this.look(store.columns, store.row, n);
      if (was && !is) out.add(n);
      if (is && !was) into.push(n);
    }
    this.members.change(out, into);
    return numbers;
  }

  private lookAtNew(): void {
    for (const { firstNumber, count, columns } of this.parts.store.runs()) {
      for (let row = Math.max(0, this.next - firstNumber); row < count; row++) {
        if (this.look(columns, row, firstNumber + row)) this.members.push(firstNumber + row);
      }
    }
    this.next = this.parts.store.nextNumber;
  }

  /** Whether it fits; notes it where it has not ended. */
  private look(columns: DeliveryColumns, row: number, n: number): boolean {
    if (columns.isLive(row)) this.live.push(n);
    return this.filter.isEmpty || this.filter.delivery(columns, row, n);
  }
}
