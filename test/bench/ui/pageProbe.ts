/** What is measured inside the page: put there before its own script runs, so that its first frame is seen too. */

import type { BrowserContext, Frame, Page } from 'playwright-core';

/** Milliseconds since the navigation began, by the page's own clock. */
export interface FirstContent {
  /** The answer to `ready` arrived. */
  readonly ready: number;
  /** The frame after the first row of deliveries had its words. */
  readonly rows: number;
  /** The first frame in which anything was painted, as the browser says (first-contentful-paint). */
  readonly painted: number;
}

/** How frames went while something was done. */
export interface Frames {
  /** Milliseconds between frames, in their order. */
  readonly gaps: readonly number[];
  /** Milliseconds of each task of 50 ms and more. */
  readonly longTasks: readonly number[];
}

/** The browser's own name for it. */
const FIRST_PAINT = 'first-contentful-paint';

/** The rows that hold a delivery. */
const FILLED_ROW = '.list-deliveries .list-rows > .row:not(.absent) .cell-topic:not(:empty)';

interface Probe {
  ready: number;
  rows: number;
  frames: { gaps: number[]; longTasks: number[]; running: boolean };
}

type Probed = Window & { probe: Probe };

/** Puts the probe into every page that the context opens. */
export async function probePages(context: BrowserContext): Promise<void> {
  await context.addInitScript((selector) => {
    const probe: Probe = { ready: 0, rows: 0, frames: { gaps: [], longTasks: [], running: false } };
    Object.assign(window, { probe });
    window.addEventListener('message', () => {
      if (probe.ready === 0) probe.ready = performance.now();
    });
    const seen = new MutationObserver(() => {
      if (document.querySelector(selector) === null) return;
      seen.disconnect();
      requestAnimationFrame(() => (probe.rows = performance.now()));
    });
    document.addEventListener('DOMContentLoaded', () => {
      seen.observe(document, { subtree: true, childList: true, characterData: true });
    });
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) probe.frames.longTasks.push(task.duration);
    }).observe({ entryTypes: ['longtask'] });
  }, FILLED_ROW);
}

/** When the first rows were seen; waits for them. */
export async function firstContent(page: Page | Frame): Promise<FirstContent> {
  await page.waitForFunction(
    (entry) => (window as unknown as Probed).probe.rows > 0 && performance.getEntriesByName(entry).length > 0,
    FIRST_PAINT,
  );
  return page.evaluate((entry) => {
    const { ready, rows } = (window as unknown as Probed).probe;
    return { ready, rows, painted: performance.getEntriesByName(entry)[0]?.startTime ?? NaN };
  }, FIRST_PAINT);
}

/** Begins to note frames. */
export function beginFrames(page: Page | Frame): Promise<void> {
  return page.evaluate(() => {
    const { frames } = (window as unknown as Probed).probe;
    Object.assign(frames, { gaps: [], longTasks: [], running: true });
    let last: number | null = null;
    const note = (begun: number): void => {
      if (last !== null) frames.gaps.push(begun - last);
      last = begun;
      if (frames.running) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
}

/** Ends it, and gives what was noted. */
export function endFrames(page: Page | Frame): Promise<Frames> {
  return page.evaluate(() => {
    const { frames } = (window as unknown as Probed).probe;
    frames.running = false;
    return { gaps: frames.gaps, longTasks: frames.longTasks };
  });
}

/** The value below which `share` of the values lie; NaN where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
