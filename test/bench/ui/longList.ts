/** A trace of a million deliveries and more: how soon its first rows stand, how it scrolls, and whether its ends are reached. */

import type { Browser, Frame } from 'playwright-core';

import type { PageServer } from '../../ui/support/pageServer';
import { FramedPage, type HostServer } from './framedPage';
import { beginFrames, endFrames, firstContent, percentile, type FirstContent } from './pageProbe';
import { Renderer } from './renderer';

/** Figures of one way to scroll. Times in milliseconds. */
export interface ScrollFigures {
  readonly frameP50: number;
  readonly frameP95: number;
  readonly frameMax: number;
  /** Processor time of the main thread for one frame: waiting for a processor is no part of it. */
  readonly frameProcessor: number;
}

/** Figures of one list. Times in milliseconds. */
export interface LongListFigures {
  readonly deliveries: number;
  /** From the answer to `ready` to the first rows, of each opening. */
  readonly firstRows: readonly number[];
  /** From the beginning of the navigation to the first thing that is painted, of each opening. */
  readonly firstContent: readonly number[];
  /** From there to the first rows. */
  readonly rowsSinceNavigation: readonly number[];
  /** From one end to the other and back, so that each frame shows other rows than the one before. */
  readonly jumps: ScrollFigures;
  /** As with a wheel, upwards from the middle, and back from the top: few rows come in each frame. */
  readonly wheel: ScrollFigures;
  /** Whether the keyboard reached the first and the last row. */
  readonly endsReached: boolean;
  /** Bytes of heap after scrolling all of it. */
  readonly heap: number;
}

/** Frames of one way through the list, and of turning the wheel. */
const FRAMES = 300;

/** CSS pixels that a quick turn of a wheel scrolls by in a frame. */
const WHEEL_STEP = 120;

/** Opens a page on that many deliveries so many times and scrolls through all of it. */
export async function measureLongList(
  browser: Browser,
  pages: PageServer,
  hosts: HostServer,
  deliveries: number,
  openings: number,
): Promise<LongListFigures> {
  const opened: FirstContent[] = [];
  for (let opening = 1; opening < openings; opening++) opened.push(await openOnce(browser, pages, hosts, deliveries));
  const framed = await FramedPage.open(browser, pages, hosts, deliveries);
  const { frame } = framed;
  try {
    opened.push(await firstContent(frame));
    const renderer = await Renderer.of(frame);
    const jumps = await measureScroll(renderer, async () => [
      ...(await scroll(frame, jumping(1, 0))),
      ...(await scroll(frame, jumping(0, 1))),
    ]);
    const wheel = await measureScroll(renderer, () => scroll(frame, TURNING));
    const endsReached = (await reaches(frame, 'Home', 1)) && (await reaches(frame, 'End', deliveries));
    const heap = await renderer.heap();
    return {
      deliveries,
      firstRows: opened.map(({ ready, rows }) => rows - ready),
      firstContent: opened.map(({ painted }) => painted),
      rowsSinceNavigation: opened.map(({ rows }) => rows),
      jumps,
      wheel,
      endsReached,
      heap,
    };
  } finally {
    await framed.close();
  }
}

async function openOnce(
  browser: Browser,
  pages: PageServer,
  hosts: HostServer,
  deliveries: number,
): Promise<FirstContent> {
  const framed = await FramedPage.open(browser, pages, hosts, deliveries);
  try {
    return await firstContent(framed.frame);
  } finally {
    await framed.close();
  }
}

/** Where a list is scrolled to: from a share of its height, by a step in pixels or in shares of the height each frame. */
interface Course {
  readonly from: number;
  readonly pixels: number;
  readonly share: number;
}

const TURNING: Course = { from: 0.5, pixels: -WHEEL_STEP, share: 0 };

function jumping(from: number, to: number): Course {
  return { from, pixels: 0, share: (to - from) / FRAMES };
}

async function measureScroll(renderer: Renderer, scrolled: () => Promise<readonly number[]>): Promise<ScrollFigures> {
  const before = await renderer.busySeconds();
  const gaps = await scrolled();
  const busy = (await renderer.busySeconds()) - before;
  return {
    frameP50: percentile(gaps, 0.5),
    frameP95: percentile(gaps, 0.95),
    frameMax: Math.max(...gaps),
    frameProcessor: (busy * 1000) / gaps.length,
  };
}

/** Scrolls a step each frame; the milliseconds between the frames. */
async function scroll(page: Frame, course: Course): Promise<readonly number[]> {
  const list = page.locator('.list-deliveries');
  await beginFrames(page);
  await list.evaluate(
    async (node, { from, pixels, share, frames }) => {
      const height = node.scrollHeight - node.clientHeight;
      for (let frame = 0; frame <= frames; frame++) {
        const wanted = height * (from + share * frame) + pixels * frame;
        // At an end it turns round.
        const place = Math.abs(wanted) % (2 * height);
        node.scrollTop = Math.min(place, 2 * height - place);
        await new Promise(requestAnimationFrame);
      }
    },
    { ...course, frames: FRAMES },
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
