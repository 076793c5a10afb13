/**
 * `npm run soak:ui`: 5,000 packets a second for ten minutes with the page open and following, on the real engine.
 * `--seconds N` and `--rate N` change that. Ends with status 1 where the page's heap grows, where it stops following, or
 * where its counts are not the engine's in the end.
 */

import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';

import { LIVE_TRACE } from '../../../src/shared/engineApi';
import { figure, mebibytes, table } from '../../bench/broker/table';
import { beginFrames, endFrames, percentile, probePages } from '../../bench/ui/pageProbe';
import { Renderer } from '../../bench/ui/renderer';
import { launchChromium } from '../../support/chromium';
import { servePage } from '../../ui/support/pageServer';
import { print } from '../../support/terminal';
import { openBridgedPage } from './bridgedPage';
import { startEngine, type RealEngine } from './realEngine';
import { startLoad, type SteadyLoad } from './steadyLoad';

/** So many samples in one run. */
const SAMPLES = 10;
/** The heap after a collection may be this many times that of the first samples' largest, at the end. */
const GROWTH = 1.25;
/** Rows that the page may be behind the engine while it follows: what comes in a second, twice. */
const BEHIND_SECONDS = 2;

interface Sample {
  readonly seconds: number;
  readonly deliveries: number;
  readonly behind: number;
  readonly frameP95: number;
  readonly frameMax: number;
  readonly busy: number;
  readonly heap: number;
}

const HEADS = ['s', 'deliveries', 'behind', 'frame p95', 'max ms', 'busy %', 'heap MiB'];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, rate: { type: 'string' } } });
  const seconds = Number(values.seconds ?? 600);
  const rate = Number(values.rate ?? 5000);
  const engine = startEngine({ maximumTraceBytes: 64 * 1024 * 1024 }, fail);
  const { address } = await engine.endpoint.call('broker.start', {
    host: '127.0.0.1',
    port: 0,
    maximumPacketSize: 1e6,
  });
  const server = await servePage();
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
  await probePages(context);
  const bridged = await openBridgedPage(context, server, engine);
  const load = await startLoad(address?.port ?? 0, rate);
  const samples: Sample[] = [];
  const renderer = await Renderer.of(bridged.page);
  for (let i = 1; i <= SAMPLES; i++) {
    samples.push(await sample(bridged.page, renderer, engine, (seconds / SAMPLES) * i, seconds / SAMPLES));
  }
  await load.finish();
  print(table([HEADS, ...samples.map(rowOf)]));
  await judge(samples, bridged.page, engine, load, rate);
  for (const complaint of bridged.complaints) complain(complaint);
  await bridged.close();
  await browser.close();
  await server.close();
  await engine.close();
}

async function sample(
  page: Page,
  renderer: Renderer,
  engine: RealEngine,
  at: number,
  seconds: number,
): Promise<Sample> {
  const busyBefore = await renderer.busySeconds();
  const begun = performance.now();
  await beginFrames(page);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { gaps } = await endFrames(page);
  const busy = ((await renderer.busySeconds()) - busyBefore) / ((performance.now() - begun) / 1000);
  const counts = await engine.endpoint.call('trace.counts', { trace: LIVE_TRACE });
  const newest = await engine.endpoint.call('trace.deliveries', { trace: LIVE_TRACE, before: null, limit: 1 });
  const behind = (newest.rows[0]?.n ?? 0) - (await newestShown(page));
  return {
    seconds: at,
    deliveries: counts.deliveries,
    behind: Math.max(0, behind),
    frameP95: percentile(gaps, 0.95),
    frameMax: Math.max(...gaps),
    busy: busy * 100,
    heap: await renderer.heap(),
  };
}

/** The number of the newest delivery that the page has as a row. */
function newestShown(page: Page): Promise<number> {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>('.list-deliveries .list-rows > .row')];
    return Math.max(0, ...rows.map((row) => Number(row.id.replace(/\D+/g, ''))));
  });
}

async function judge(
  samples: readonly Sample[],
  page: Page,
  engine: RealEngine,
  load: SteadyLoad,
  rate: number,
): Promise<void> {
  const counts = await engine.endpoint.call('trace.counts', { trace: LIVE_TRACE });
  const shown = `${figure(counts.deliveries)} deliveries`;
  const saysIt = await page
    .getByText(shown)
    .first()
    .waitFor({ timeout: 10_000 })
    .then(
      () => true,
      () => false,
    );
  print(`\n${figure(load.published)} published, ${figure(load.received)} received; the engine holds ${shown}.`);
  if (!saysIt) complain(`the page does not say "${shown}"`);
  if (load.published !== load.received) complain('not every message was received');
  const early = Math.max(...samples.slice(0, 3).map(({ heap }) => heap));
  const late = samples.at(-1)?.heap ?? 0;
  if (late > early * GROWTH) complain(`the page's heap grew from ${mebibytes(early)} to ${mebibytes(late)} MiB`);
  const most = (rate / 2) * BEHIND_SECONDS;
  if (samples.some(({ behind }) => behind > most)) complain(`the page was more than ${figure(most)} rows behind`);
}

function rowOf({ seconds, deliveries, behind, frameP95, frameMax, busy, heap }: Sample): string[] {
  const frames = [frameP95, frameMax, busy].map((value) => figure(value, 1));
  return [figure(seconds), figure(deliveries), figure(behind), ...frames, mebibytes(heap)];
}

function complain(sentence: string): void {
  print(`  ${sentence}`);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}

main().catch(fail);
