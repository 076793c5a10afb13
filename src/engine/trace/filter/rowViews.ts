/** Answers trace.rows: pages of deliveries, filtered and in order. */

import { PAGE_LIMIT, type RowsPage, type RowsWanted } from '../../../shared/engineApi';
import type { Delivery } from '../../../shared/model';
import { AllRows, Backwards } from './allRows';
import { RowFilter } from './rowFilter';
import { RowView, type RowList, type ViewParts } from './rowView';
import { sortKeys } from './sortKeys';

/** So many views are kept; the one that was not asked for the longest leaves. */
const MOST_VIEWS = 4;
/** A view that nobody asks for this long, in milliseconds, leaves. */
const UNUSED_AFTER = 30_000;

interface Kept {
  readonly view: RowView;
  /** By `clock`. */
  asked: number;
}

/** The state of the trace that rows are read from. */
export interface Moment {
  readonly version: number;
  /** Milliseconds since the trace began. */
  readonly now: number;
}

/** The views of one trace. */
export class RowViews {
  /** By what was asked for, the latest last. */
  private readonly views = new Map<string, Kept>();

  constructor(
    private readonly parts: ViewParts,
    private readonly read: (n: number) => Delivery | null,
    /** Monotonic milliseconds. Not the trace's: that of a capture leaps over hours while it is read. */
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Throws filter.… where the expression is wrong. */
  page(wanted: RowsWanted, { version, now }: Moment): RowsPage {
    const rows = this.rows(wanted, { version, now });
    const limit = Math.max(1, Math.min(PAGE_LIMIT, wanted.limit));
    const position = firstPlace(rows, wanted.at, limit);
    const deliveries: Delivery[] = [];
    for (let place = position; place < Math.min(rows.length, position + limit); place++) {
      const delivery = this.read(rows.at(place));
      if (delivery !== null) deliveries.push(delivery);
    }
    return { rows: deliveries, position, total: rows.length, version, now };
  }

  /** Forgets the views that nobody has asked for lately. */
  expire(): void {
    const now = this.clock();
    for (const [name, { asked }] of this.views) if (now - asked > UNUSED_AFTER) this.views.delete(name);
  }

  private rows(wanted: RowsWanted, { version, now }: Moment): RowList {
    const { order, descending, filter } = wanted;
    this.expire();
    const isByTime = order === 'time';
    const isAll = isByTime && filter.trim() === '';
    const rows = isAll ? new AllRows(this.parts.store) : this.view(wanted).rows(version, now);
    return isByTime && descending ? new Backwards(rows) : rows;
  }

  private view({ order, descending, filter }: RowsWanted): RowView {
    // Both directions of time are one view.
    const name = `${order} ${order !== 'time' && descending} ${filter}`;
    const kept = this.views.get(name);
    const view = kept?.view ?? this.newView(filter, order, descending);
    this.views.delete(name);
    this.views.set(name, { view, asked: this.clock() });
    const [oldest] = this.views.keys();
    if (this.views.size > MOST_VIEWS && oldest !== undefined) this.views.delete(oldest);
    return view;
  }

  private newView(filter: string, order: RowsWanted['order'], descending: boolean): RowView {
    const keys = order === 'time' ? null : sortKeys(order, descending, this.parts);
    return new RowView(this.parts, new RowFilter(filter, 'delivery', this.parts), keys);
  }
}

/** A delivery comes to stand in the middle of the page, where there are rows enough around it. */
function firstPlace(rows: RowList, at: RowsWanted['at'], limit: number): number {
  if ('position' in at) return Math.max(0, Math.min(rows.length, at.position));
  const middle = rows.placeOf(at.delivery) - Math.floor(limit / 2);
  return Math.max(0, Math.min(rows.length - limit, middle));
}
