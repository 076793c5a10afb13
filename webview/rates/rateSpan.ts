/** Which span of time the charts of rates show, and how it goes on while nothing new comes. */

import type { Rates } from '../../src/shared/engineApi';

/** Spans that follow the present, and the whole of the log. */
export const FOLLOWING = ['minute', 'tenMinutes', 'all'] as const;

/** A span that follows the present, or one that stands still, in milliseconds since the trace began. */
export type RateSpan = (typeof FOLLOWING)[number] | TimeWindow;

/** A window of time that the person chose, in milliseconds since the trace began. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** How many steps the charts have. */
export const STEPS = 120;

const LENGTHS = { minute: 60_000, tenMinutes: 600_000 } as const;

/**
 * What to ask for. Its ends are whole steps, so that the steps stay what they are while time goes on; it ends after
 * `now` where the trace is younger than the span.
 */
export function askedSpan(span: RateSpan, now: number): { readonly from: number | null; readonly to: number | null } {
  if (span === 'all') return { from: null, to: null };
  if (typeof span !== 'string') return span;
  const length = LENGTHS[span];
  const step = length / STEPS;
  const from = Math.max(0, Math.ceil(now / step) * step - length);
  return { from, to: from + length };
}

/** The rates as they are at `now` when nothing came since they were counted: the span goes on, what is in flight stays. */
export function carriedOn(rates: Rates, now: number): Rates {
  const steps = rates.inFlight.length;
  const late = Math.ceil((now - rates.from) / rates.step) - steps;
  const shift = Math.min(steps, Math.max(0, late));
  const onward = <Value>(values: readonly Value[], quiet: Value): readonly Value[] => [
    ...values.slice(shift),
    ...new Array<Value>(shift).fill(quiet),
  ];
  const each = (counts: Rates['packets']): Rates['packets'] =>
    Object.fromEntries(Object.entries(counts).map(([type, values]) => [type, onward(values, 0)]));
  const percentiles = ({ p50, p95, p99 }: Rates['latency'][1]) => ({
    p50: onward(p50, null),
    p95: onward(p95, null),
    p99: onward(p99, null),
  });
  const inFlight = held(rates);
  return {
    ...rates,
    from: rates.from + Math.max(0, late) * rates.step,
    packets: each(rates.packets),
    bytes: each(rates.bytes),
    inFlight: onward(inFlight, inFlight.at(-1) ?? 0),
    latency: { 1: percentiles(rates.latency[1]), 2: percentiles(rates.latency[2]) },
    now: Math.max(now, rates.now),
  };
}

/** What was in flight when it was counted is so in the steps that were still to come. */
function held({ inFlight, from, step, now }: Rates): readonly number[] {
  const counted = Math.min(inFlight.length - 1, Math.max(0, Math.floor((now - from) / step)));
  return inFlight.map((value, i) => (i > counted ? (inFlight[counted] ?? 0) : value));
}

/** As the filter language says it: deliveries that began in the window. */
const WINDOW = /(?:^| && )qos\.start >= [\d.]+ && qos\.start <= [\d.]+$/;

/** The filter with the window as its last part; a window that it already ends with is replaced. Null takes it away. */
export function filterWithin(filter: string, window: TimeWindow | null): string {
  const found = WINDOW.exec(filter);
  const rest = unwrapped(found === null ? filter.trim() : filter.slice(0, found.index));
  if (window === null) return rest;
  const within = `qos.start >= ${tenths(window.from)} && qos.start <= ${tenths(window.to)}`;
  if (rest === '') return within;
  return `${rest.includes('||') || rest.includes(' or ') ? `(${rest})` : rest} && ${within}`;
}

/** Takes off the brackets that `filterWithin` put around a whole filter. */
function unwrapped(filter: string): string {
  if (!filter.startsWith('(') || !filter.endsWith(')')) return filter;
  let depth = 0;
  for (let i = 0; i < filter.length - 1; i++) {
    if (filter[i] === '(') depth++;
    if (filter[i] === ')') depth--;
    if (depth === 0) return filter;
  }
  return filter.slice(1, -1);
}

function tenths(milliseconds: number): string {
  return String(Math.round(milliseconds * 10) / 10);
}
