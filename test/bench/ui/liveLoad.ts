/** A page that follows a trace under load: how busy it is, whether its frames come in time, and how soon it answers. */

import type { Browser, Page } from 'playwright-core';

import { delivery, FakeTrace } from '../../ui/support/fakeTrace';
import { FakeHost } from '../../ui/support/fakeHost';
import type { PageServer } from '../../ui/support/pageServer';
import { beginFrames, endFrames, messagesHeard, percentile, probePages } from './pageProbe';
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
  /** From a click on a row to the frame after its detail stands. */
  readonly clickMedian: number;
  readonly clickMax: number;
  readonly heap: number;
}

/** As the engine tells of a trace: 20 times a second. */
const EVENTS_PER_SECOND = 20;
/** Half QoS 1, half QoS 2. */
const PACKETS_PER_DELIVERY = 3;
const CLICKS = 10;

/** Lets a page follow `packetsPerSecond` for that many seconds, then clicks while it goes on. */
export async function measureLiveLoad(
  browser: Browser,
  server: PageServer,
  packetsPerSecond: number,
  seconds: number,
): Promise<LiveFigures> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  await probePages(context);
  const trace = new FakeTrace((n) => delivery(n, { topic: `sensors/${n}`, qos: n % 2 === 0 ? 1 : 2 }));
  trace.grow(1000);
  const host = await FakeHost.open(context, server, trace);
  const growth = Math.round(packetsPerSecond / PACKETS_PER_DELIVERY / EVENTS_PER_SECOND);
  let events = 0;
  const load = setInterval(() => {
    trace.grow(growth);
    host.changed();
    events++;
  }, 1000 / EVENTS_PER_SECOND);
  try {
    const renderer = await Renderer.of(host.page);
    await pass(host.page, 1);
    const before = { events, messages: await messagesHeard(host.page), busy: await renderer.busySeconds() };
    const begun = performance.now();
    await beginFrames(host.page);
    await pass(host.page, seconds);
    const { gaps, longTasks } = await endFrames(host.page);
    const elapsed = (performance.now() - begun) / 1000;
    const busy = (await renderer.busySeconds()) - before.busy;
    const told = events - before.events;
    const messages = (await messagesHeard(host.page)) - before.messages;
    const clicks = await clickRows(host.page);
    return {
      packetsPerSecond,
      busy: (busy / elapsed) * 100,
      frameP95: percentile(gaps, 0.95),
      frameMax: Math.max(...gaps),
      longTasks: longTasks.length,
      events: told / elapsed,
      answers: (messages - told) / elapsed,
      clickMedian: percentile(clicks, 0.5),
      clickMax: Math.max(...clicks),
      heap: await renderer.heap(),
    };
  } finally {
    clearInterval(load);
    await host.close();
    await context.close();
  }
}

function pass(page: Page, seconds: number): Promise<void> {
  return page.evaluate((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)), seconds * 1000);
}

/** Clicks rows by and by; the milliseconds until the frame after the detail says their topic. */
async function clickRows(page: Page): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let i = 0; i < CLICKS; i++) {
    taken.push(
      await page.evaluate(async (place) => {
        const rows = [...document.querySelectorAll<HTMLElement>('.list-deliveries .list-rows > .row:not(.absent)')];
        const row = rows[Math.min(3 + place, rows.length - 1)];
        const topic = row?.querySelector('.cell-topic')?.textContent.trim() ?? '';
        const begun = performance.now();
        row?.click();
        while (document.querySelector('.detail-topic')?.textContent.trim() !== topic) {
          if (performance.now() - begun > 5000) return 5000;
          await new Promise(requestAnimationFrame);
        }
        await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }, i),
    );
  }
  return taken;
}
