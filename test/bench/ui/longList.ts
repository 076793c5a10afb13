/** A trace of a million deliveries and more: how soon its first rows stand, how it scrolls, and whether its ends are reached. */

import type { Browser, Page } from 'playwright-core';

import { delivery, FakeTrace } from '../../ui/support/fakeTrace';
import { FakeHost } from '../../ui/support/fakeHost';
import type { PageServer } from '../../ui/support/pageServer';
import { beginFrames, endFrames, firstContent, percentile, probePages } from './pageProbe';
import { Renderer } from './renderer';

/** Figures of one list. Times in milliseconds. */
export interface LongListFigures {
  readonly deliveries: number;
  /** From the answer to `ready` to the first rows. */
  readonly firstRows: number;
  /** From the beginning of the navigation to the first rows. */
  readonly firstContent: number;
  readonly frameP50: number;
  readonly frameP95: number;
  readonly frameMax: number;
  /** Processor time of the main thread for one frame of scrolling: waiting for a processor is no part of it. */
  readonly frameProcessor: number;
  /** Whether the keyboard reached the first and the last row. */
  readonly endsReached: boolean;
  /** Bytes of heap after scrolling all of it. */
  readonly heap: number;
}

/** Frames of one way through the list. */
const FRAMES = 300;

/** Opens a page on that many deliveries and scrolls through all of it. */
export async function measureLongList(
  browser: Browser,
  server: PageServer,
  deliveries: number,
): Promise<LongListFigures> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  await probePages(context);
  const trace = new FakeTrace((n) => delivery(n, { topic: `sensors/${n}`, qos: n % 2 === 0 ? 1 : 2 }));
  trace.grow(deliveries);
  const host = await FakeHost.open(context, server, trace);
  try {
    const { ready, rows } = await firstContent(host.page);
    const renderer = await Renderer.of(host.page);
    const before = await renderer.busySeconds();
    const gaps = [...(await scroll(host.page, 1, 0)), ...(await scroll(host.page, 0, 1))];
    const frameProcessor = (((await renderer.busySeconds()) - before) * 1000) / gaps.length;
    const endsReached = (await reaches(host.page, 'Home', 1)) && (await reaches(host.page, 'End', deliveries));
    const heap = await renderer.heap();
    return {
      deliveries,
      firstRows: rows - ready,
      firstContent: rows,
      frameP50: percentile(gaps, 0.5),
      frameP95: percentile(gaps, 0.95),
      frameMax: Math.max(...gaps),
      frameProcessor,
      endsReached,
      heap,
    };
  } finally {
    await host.close();
    await context.close();
  }
}

/** Scrolls from one share of the list to another, a step each frame; the milliseconds between the frames. */
async function scroll(page: Page, from: number, to: number): Promise<readonly number[]> {
  const list = page.locator('.list-deliveries');
  await beginFrames(page);
  await list.evaluate(
    async (node, { from, to, frames }) => {
      const height = node.scrollHeight - node.clientHeight;
      for (let frame = 0; frame <= frames; frame++) {
        node.scrollTop = height * (from + ((to - from) * frame) / frames);
        await new Promise(requestAnimationFrame);
      }
    },
    { from, to, frames: FRAMES },
  );
  return (await endFrames(page)).gaps;
}

async function reaches(page: Page, key: string, delivery: number): Promise<boolean> {
  await page.locator('.list-deliveries').press(key);
  const row = page.locator('.list-deliveries .list-rows').getByText(`sensors/${delivery}`, { exact: true });
  return row.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}
