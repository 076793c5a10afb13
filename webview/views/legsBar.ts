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

/** An empty bar. It is hidden from screen readers: the duration stands beside it. */
export function createLegsBar(): HTMLElement {
  const parts = Array.from({ length: PARTS }, (_, i) =>
    element('span', { class: i === PARTS - 1 ? 'legs-part waits' : 'legs-part' }),
  );
  return element('span', { class: 'legs-bar', 'aria-hidden': 'true' }, ...parts);
}

/** Draws a delivery's times into a bar; `now` is the trace's clock. */
export function fillLegsBar(bar: Element | null, delivery: Delivery | null, now: number): void {
  if (!(bar instanceof HTMLElement)) return;
  const times = delivery === null ? [] : spansOf(delivery, now);
  const saying = times.map((time) => time.toPrecision(3)).join();
  if (bar.dataset.times === saying) return; // lists draw their rows again and again
  bar.dataset.times = saying;
  const whole = times.reduce((sum, time) => sum + time, 0);
  const length = whole === 0 ? 0 : barLength(whole);
  [...bar.children].forEach((part, i) => {
    const share = whole === 0 ? 0 : ((times[i] ?? 0) / whole) * length;
    if (part instanceof HTMLElement) part.style.setProperty('width', `${(share * 100).toFixed(1)}%`);
    part.classList.toggle('none', (times[i] ?? 0) === 0);
  });
}

/** Share of the bar's room that a time takes, 0 to 1. */
export function barLength(milliseconds: number): number {
  return Math.min(1, Math.max(SHORTEST, (Math.log10(milliseconds) + 1) / 5));
}

/** The time before each acknowledgement, and last how long the delivery waits by now. */
function spansOf(delivery: Delivery, now: number): readonly number[] {
  const { legs, qos } = delivery;
  const times = legs.slice(0, PARTS - 1).map((time, i) => Math.max(0, time - (legs[i - 1] ?? 0)));
  while (times.length < PARTS - 1) times.push(0);
  const waits = qos > 0 && !hasEnded(delivery);
  times.push(waits ? Math.max(0, now - delivery.start - (legs.at(-1) ?? 0)) : 0);
  return times;
}
