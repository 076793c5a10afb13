/** A page that follows a trace under load: how busy it is, whether its frames come in time, and how soon it answers. */

import type { Browser, Frame } from 'playwright-core';

import type { PageServer } from '../../ui/support/pageServer';
import { FramedPage, type HostServer } from './framedPage';
import { beginFrames, endFrames, percentile } from './pageProbe';
import { Renderer } from './renderer';

/** Figures of one load. Times in milliseconds. */
export interface LiveFigures {
  readonly packetsPerSecond: number;
  /** Processor time of the page's main thread in percent of the time: waiting for a processor is no part of it. */
  readonly busy: number;
  readonly frameP95: number;
  readonly frameMax: number;
  readonly longTasks: number;
  /** Events of the host in a second. */
  readonly events: number;
  /** Answers of the host in a second. */
  readonly answers: number;
  /** From a click on a row to the frame after the detail says what it is about. */
  readonly clickMedian: number;
  readonly clickMax: number;
  /** … and to the one after its journey stands too. */
  readonly journeyMedian: number;
  readonly heap: number;
}

/** Deliveries that are there before the load begins. */
const DELIVERIES = 1000;
const CLICKS = 10;

/** Lets a page follow `packetsPerSecond` for that many seconds, then clicks while it goes on. */
export async function measureLiveLoad(
  browser: Browser,
  pages: PageServer,
  hosts: HostServer,
  packetsPerSecond: number,
  seconds: number,
): Promise<LiveFigures> {
  const framed = await FramedPage.open(browser, pages, hosts, DELIVERIES);
  const { frame } = framed;
  try {
    const renderer = await Renderer.of(frame);
    await framed.load(packetsPerSecond);
    await pass(frame, 1);
    const before = { sent: await framed.sent(), busy: await renderer.busySeconds() };
    const begun = performance.now();
    await beginFrames(frame);
    await pass(frame, seconds);
    const { gaps, longTasks } = await endFrames(frame);
    const elapsed = (performance.now() - begun) / 1000;
    const busy = (await renderer.busySeconds()) - before.busy;
    const sent = await framed.sent();
    const clicks = await clickRows(frame);
    return {
      packetsPerSecond,
      busy: (busy / elapsed) * 100,
      frameP95: percentile(gaps, 0.95),
      frameMax: Math.max(...gaps),
      longTasks: longTasks.length,
      events: (sent.events - before.sent.events) / elapsed,
      answers: (sent.answers - before.sent.answers) / elapsed,
      clickMedian: percentile(
        clicks.map(({ words }) => words),
        0.5,
      ),
      clickMax: Math.max(...clicks.map(({ words }) => words)),
      journeyMedian: percentile(
        clicks.map(({ journey }) => journey),
        0.5,
      ),
      heap: await renderer.heap(),
    };
  } finally {
    await framed.close();
  }
}

function pass(page: Frame, seconds: number): Promise<void> {
  return page.evaluate((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), seconds * 1000);
}

/** What one click took, in milliseconds. */
interface Click {
  readonly words: number;
  readonly journey: number;
}

/** Clicks rows by and by, until the detail says their topic, and until it shows their packets. */
async function clickRows(page: Frame): Promise<readonly Click[]> {
  const taken: Click[] = [];
  for (let i = 0; i < CLICKS; i++) {
    taken.push(
      await page.evaluate(async (place) => {
        const rows = [...document.querySelectorAll<HTMLElement>('.list-deliveries .list-rows > .row:not(.absent)')];
        const row = rows[Math.min(3 + place, rows.length - 1)];
        const topic = row?.querySelector('.cell-topic')?.textContent.trim() ?? '';
        const begun = performance.now();
        const framesUntil = async (check: () => boolean): Promise<number> => {
          while (!check()) {
            if (performance.now() - begun > 5000) return 5000;
            await new Promise(requestAnimationFrame);
          }
          await new Promise(requestAnimationFrame);
          return performance.now() - begun;
        };
        row?.click();
        const words = await framesUntil(() => document.querySelector('.detail-topic')?.textContent.trim() === topic);
        const journey = await framesUntil(() => document.querySelector('.packets-part')?.checkVisibility() === true);
        return { words, journey };
      }, i),
    );
  }
  return taken;
}
