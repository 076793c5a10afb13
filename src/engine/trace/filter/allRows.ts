/** Rows of which no list is needed. */

import type { DeliveryStore } from '../deliveryStore';
import type { RowList } from './rowView';

/** Every delivery that has a row, in the order of time, counted out from the runs of the store. */
export class AllRows implements RowList {
  constructor(private readonly store: DeliveryStore) {}

  get length(): number {
    return this.store.count;
  }

  at(place: number): number {
    let left = place;
    for (const { firstNumber, count } of this.store.runs()) {
      if (left < count) return firstNumber + left;
      left -= count;
    }
    return 0;
  }

  placeOf(n: number): number {
    let before = 0;
    for (const { firstNumber, count } of this.store.runs()) {
      if (n < firstNumber + count) return before + Math.max(0, n - firstNumber);
      before += count;
    }
    return before;
  }
}

/** The same rows from their end. */
export class Backwards implements RowList {
  constructor(private readonly rows: RowList) {}

  get length(): number {
    return this.rows.length;
  }

  at(place: number): number {
    return this.rows.at(this.rows.length - 1 - place);
  }

  placeOf(n: number): number {
    const place = this.rows.placeOf(n);
    return this.rows.length - place - (this.rows.at(place) === n ? 1 : 0);
  }
}
