/** A trace of a million deliveries and more: how soon its first rows stand, how it scrolls, and whether its ends are reached. */

import type { Browser, Frame } from 'playwright-core';

import type { PageServer } from '../../ui/support/pageServer';
import { FramedPage, type HostServer } from './framedPage';
import { beginFrames, endFrames, firstContent, percentile } from './pageProbe';
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
  pages: PageServer,
  hosts: HostServer,
  deliveries: number,
): Promise<LongListFigures> {
  const framed = await FramedPage.open(browser, pages, hosts, deliveries);
  const { frame } = framed;
  try {
    const { ready, rows } = await firstContent(frame);
    const renderer = await Renderer.of(frame);
    const before = await renderer.busySeconds();
    const gaps = [...(await scroll(frame, 1, 0)), ...(await scroll(frame, 0, 1))];
    const frameProcessor = (((await renderer.busySeconds()) - before) * 1000) / gaps.length;
    const endsReached = (await reaches(frame, 'Home', 1)) && (await reaches(frame, 'End', deliveries));
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
    await framed.close();
  }
}

/** Scrolls from one share of the list to another, a step each frame; the milliseconds between the frames. */
async function scroll(page: Frame, from: number, to: number): Promise<readonly number[]> {
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

async function reaches(page: Frame, key: string, delivery: number): Promise<boolean> {
  await page.locator('.list-deliveries').press(key);
  const row = page.locator('.list-deliveries .list-rows').getByText(`sensors/${delivery}`, { exact: true });
  return row.waitFor({ timeout: 5_000 }).then(
    () => true,
    () => false,
  );
}
