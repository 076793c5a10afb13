/** Time as the engine sees it; handed in everywhere, so that a test can move it. */

/** Monotonic milliseconds for order and spans, and the wall clock for showing. */
export interface Clock {
  /** Monotonic milliseconds with a fraction; the zero point means nothing. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
}

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
};
