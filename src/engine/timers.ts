/** Waiting as the engine does it; handed in everywhere, so that a test can let time pass. */

/** Runs things later. */
export interface Timers {
  /** Calls `run` once, `milliseconds` from now, unless the returned function was called before. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The machine's timers. */
export const systemTimers: Timers = {
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
