/** One thing that grows: a broker that holds so many of it, and what then costs what. */

import type { RunningQoScope } from '../qoscope';

/** What a step found at one size. */
export interface GrowthFigures {
  /** How long it took until all was there, in seconds. */
  readonly seconds: number;
  /** How many things that time was for. */
  readonly things: number;
  /** What was measured with all of it in place, in words. */
  readonly then: string;
}

/** A step of the growth figures. */
export interface GrowthStep {
  readonly name: string;
  /** The full size that the broker has to reach. */
  readonly size: number;
  /** Longest time at one size, in seconds. */
  readonly bound: number;
  /** `held` is to be called while all is in place: it takes the memory. */
  run(broker: Pick<RunningQoScope, 'port'>, size: number, held: () => Promise<void>): Promise<GrowthFigures>;
}

/** Seconds that `run` takes. */
export async function timed(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1_000;
}
