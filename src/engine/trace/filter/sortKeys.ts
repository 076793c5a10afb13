/** What rows are put in order by: one number of 32 bits for each delivery. Equal keys stay in the order of time. */

import { DELIVERY_STATES } from '../../../shared/model';
import type { RowOrder } from '../../../shared/traceApi';
import type { DeliveryColumns } from '../deliveryColumns';
import { Ranks } from './ranks';
import type { FilterParts } from './subject';

/** An order that is none of time. */
export type SortedOrder = Exclude<RowOrder, 'time'>;

/** Gives keys. Before any is asked for, the rows are shown with `see`, and `settle` is called. */
export interface SortKeys {
  see(columns: DeliveryColumns, row: number): void;
  /** Keys of before hold no more, their order does. */
  settle(): void;
  of(columns: DeliveryColumns, row: number, n: number): number;
}

type Read = (columns: DeliveryColumns, row: number, n: number) => number;

const HIGHEST = 0xffffffff;

/** Keys for an order; for a descending one they are turned round, so that equal ones stay in the order of time. */
export function sortKeys(order: SortedOrder, descending: boolean, parts: FilterParts): SortKeys {
  const keys = KEYS[order](parts);
  if (!descending) return keys;
  // What has no duration stands last in both directions.
  const last = order === 'ms' ? HIGHEST : -1;
  return {
    see: (columns, row) => keys.see(columns, row),
    settle: () => keys.settle(),
    of: (columns, row, n) => {
      const key = keys.of(columns, row, n);
      return key === last ? key : HIGHEST - key;
    },
  };
}

const KEYS: Readonly<Record<SortedOrder, (parts: FilterParts) => SortKeys>> = {
  // The branches of a journey have the key of its first delivery, so that in both directions they stand below that.
  journey: ({ journeys }) => plain((columns, row, n) => journeys.head(columns.journey[row] ?? 0) || n),
  state: () => plain((columns, row) => DELIVERY_STATES.indexOf(columns.state(row))),
  qos: () => plain((columns, row) => columns.qos(row)),
  topic: ({ texts }) => {
    const ranks = new Ranks(
      (number) => texts.text(number),
      () => texts.sweeps,
    );
    return ranked(ranks, (columns, row) => columns.topic[row] ?? 0);
  },
  client: ({ sessions }) => {
    const ranks = new Ranks(
      (number) => sessions.get(number)?.client ?? null,
      () => 0,
    );
    return ranked(ranks, (columns, row) => columns.session[row] ?? 0);
  },
  ms: () => plain((columns, row) => durationKey(columns.duration[row] ?? NaN)),
};

function plain(of: Read): SortKeys {
  return { see: () => undefined, settle: () => undefined, of };
}

function ranked(ranks: Ranks, number: (columns: DeliveryColumns, row: number) => number): SortKeys {
  return {
    see: (columns, row) => ranks.see(number(columns, row)),
    settle: () => ranks.settle(),
    of: (columns, row) => ranks.of(number(columns, row)),
  };
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** As rows show it, in whole microseconds. The bits of a float have its order, but for the sign. */
function durationKey(milliseconds: number): number {
  if (Number.isNaN(milliseconds)) return HIGHEST;
  float[0] = Math.round(milliseconds * 1000) / 1000;
  const stored = bits[0] ?? 0;
  return stored >>> 31 === 1 ? ~stored >>> 0 : (stored | 0x80000000) >>> 0;
}
