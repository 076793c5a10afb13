/** How much went on in a window of time, computed from the rows that a trace holds when someone asks. */

import type { Rates } from '../../../shared/traceApi';
import { HandshakeTimes, type HandshakeParts } from './handshakeTimes';
import { Steps } from './steps';
import { trafficOf } from './traffic';

/** Times in milliseconds since the trace began; null for the beginning of what the log holds, and for the present. */
export interface RatesWindow {
  readonly from: number | null;
  readonly to: number | null;
  readonly steps: number;
}

/** The rates of a trace that is at `version`, at `now` milliseconds since it began. */
export function ratesOf(parts: HandshakeParts, window: RatesWindow, version: number, now: number): Rates {
  const to = window.to ?? now;
  const steps = new Steps(window.from ?? Math.min(to, beginning(parts)), to, window.steps);
  const handshakes = new HandshakeTimes(parts, steps);
  return {
    from: steps.from,
    step: steps.step,
    ...trafficOf(parts.log, steps),
    inFlight: handshakes.inFlight(),
    latency: { 1: handshakes.latency(1), 2: handshakes.latency(2) },
    version,
    now,
  };
}

function beginning({ log, store }: HandshakeParts): number {
  const first = Math.min(log.firstTime ?? Infinity, store.firstTime ?? Infinity);
  return first === Infinity ? 0 : first;
}
