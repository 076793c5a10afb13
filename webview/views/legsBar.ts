/**
 * The times of a handshake as a bar. Its length is the logarithm of the whole time, from 0.1 ms to 10 s, so that a
 * quick and a slow one can be compared at a glance; its parts are the times between the packets.
 */

import type { Delivery } from '../../src/shared/model';
import { hasEnded } from '../deliveryWords';
import { element } from '../element';

/** A handshake has three times at most; the last part is one that still grows. */
const PARTS = 4;
const SHORTEST = 0.06;
/** Pixels of a whole bar, as wide as its column, and of its parts. */
const ROOM = 64;
const THINNEST = 2;
const GAP = 1;
/** Pixels of height of each part, so that neighbours are told apart; the last is a dashed line. */
const HEIGHTS = [6, 10, 6, 2] as const;

/**
 * A bar in one element: its parts are backgrounds of it, since a list draws many. It is hidden from screen readers: the
 * duration stands beside it.
 */
export class LegsBar {
  readonly element = element('span', { class: 'legs-bar', 'aria-hidden': 'true' });
  private sizes = '';

  /** Draws a delivery's times; `now` is the trace's clock. */
  show(delivery: Delivery | null, now: number): void {
    const parts = legsParts(delivery === null ? [] : legsSpans(delivery, now));
    const sizes = parts.map(({ width, height }) => `${width}px ${height}px`).join();
    if (sizes === this.sizes) return;
    this.sizes = sizes;
    this.element.style.setProperty('background-size', sizes);
    this.element.style.setProperty('background-position', parts.map(({ left }) => `${left}px center`).join());
  }
}

/** A part of a bar, in pixels; 0 wide where there is none. */
export interface LegsPart {
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** The parts that tell of these times, in milliseconds. */
export function legsParts(times: readonly number[]): readonly LegsPart[] {
  const whole = times.reduce((sum, time) => sum + time, 0);
  const length = whole === 0 ? 0 : barLength(whole) * ROOM;
  let left = 0;
  return HEIGHTS.map((height, i) => {
    const time = times[i] ?? 0;
    const width = time === 0 ? 0 : Math.max(THINNEST, rounded((time / whole) * length));
    const part = { left: rounded(left), width, height };
    if (width > 0) left += width + GAP;
    return part;
  });
}

/** To a tenth: a bar that grows is not drawn anew for less. */
function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

/** Share of the bar's room that a time takes, 0 to 1. */
export function barLength(milliseconds: number): number {
  return Math.min(1, Math.max(SHORTEST, (Math.log10(milliseconds) + 1) / 5));
}

/** The time before each acknowledgement, and last how long the delivery waits by now. */
export function legsSpans(delivery: Delivery, now: number): readonly number[] {
  const { legs, qos } = delivery;
  const times = legs.slice(0, PARTS - 1).map((time, i) => Math.max(0, time - (legs[i - 1] ?? 0)));
  while (times.length < PARTS - 1) times.push(0);
  const waits = qos > 0 && !hasEnded(delivery);
  times.push(waits ? Math.max(0, now - delivery.start - (legs.at(-1) ?? 0)) : 0);
  return times;
}
