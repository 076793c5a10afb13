/**
 * `npm run bench:ui`: the page with very many deliveries and under load, its size, and the extension in a real VS Code.
 * `--quick` gives a first idea; `--only page` or `--only vscode` a half. The tables are Markdown; raw results are kept in
 * `.cache/bench/ui.json`.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';

import { launchChromium } from '../../support/chromium';
import { loadAverage, machineWords, print } from '../../support/terminal';
import { servePage, type PageServer } from '../../ui/support/pageServer';
import { BENCH_CACHE } from '../broker/benchCache';
import { figure, mebibytes, table } from '../broker/table';
import { bundleSize } from './bundleSize';
import { serveHost, type HostServer } from './framedPage';
import { measureInVSCode } from './inVSCode';
import { measureLiveLoad, type LiveFigures } from './liveLoad';
import { measureLongList, type LongListFigures } from './longList';

type Servers = readonly [PageServer, HostServer];

/** How much one form of the run does. */
interface Form {
  readonly deliveries: readonly number[];
  readonly packetsPerSecond: readonly number[];
  readonly seconds: number;
  /** How often the page is opened on each of these numbers of deliveries. */
  readonly openings: number;
  /** How often a fresh VS Code is started. */
  readonly starts: number;
}

const FULL: Form = {
  deliveries: [1_000, 1_000_000, 2_000_000],
  packetsPerSecond: [0, 5_000, 20_000],
  seconds: 15,
  openings: 9,
  starts: 7,
};
const QUICK: Form = { deliveries: [1_000_000], packetsPerSecond: [20_000], seconds: 4, openings: 1, starts: 1 };

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const raw: Record<string, unknown> = { at: new Date().toISOString(), load: loadavg() };
  print(`Page benchmark, ${String(raw.at)}, ${machineWords()}`);
  const form = values.quick === true ? QUICK : FULL;
  if (values.only !== 'vscode') Object.assign(raw, await measurePage(form));
  if (values.only !== 'page') raw.vscode = await measureExtension(form.starts);
  await mkdir(BENCH_CACHE, { recursive: true });
  await writeFile(path.join(BENCH_CACHE, 'ui.json'), `${JSON.stringify(raw, null, 2)}\n`);
  print(`\nDone, ${loadAverage()}`);
}

async function measurePage(form: Form): Promise<Record<string, unknown>> {
  const size = await bundleSize();
  print(`\nMinified: ${figure(size.script / 1000, 1)} kB of script, ${figure(size.style / 1000, 1)} kB of styles`);
  const servers: Servers = [await servePage(true), await serveHost()];
  const browser = await launchChromium();
  try {
    const lists = await longLists(browser, servers, form);
    const live = await liveLoads(browser, servers, form);
    print(`\n## Very many deliveries\n\n${table([LIST_HEADS, ...lists.map(listRow)])}`);
    print(`\n## Scrolling\n\n${table([SCROLL_HEADS, ...lists.flatMap(scrollRows)])}`);
    print(`\n## Under load\n\n${table([LIVE_HEADS, ...live.map(liveRow)])}`);
    return { size, lists, live };
  } finally {
    await browser.close();
    for (const server of servers) await server.close();
  }
}

async function longLists(browser: Browser, servers: Servers, form: Form): Promise<LongListFigures[]> {
  const figures: LongListFigures[] = [];
  for (const deliveries of form.deliveries) {
    figures.push(await measureLongList(browser, ...servers, deliveries, form.openings));
  }
  return figures;
}

async function liveLoads(browser: Browser, servers: Servers, form: Form): Promise<LiveFigures[]> {
  const figures: LiveFigures[] = [];
  for (const packets of form.packetsPerSecond) {
    figures.push(await measureLiveLoad(browser, ...servers, packets, form.seconds));
  }
  return figures;
}

async function measureExtension(starts: number): Promise<unknown> {
  const figures = await measureInVSCode(starts);
  const rows = (['ours', 'yardstick'] as const).map((which) => {
    const all = figures.map((start) => start[which]);
    const parts = (['loadCode', 'callActivate', 'finishActivate'] as const).map((part) =>
      all.map(({ activation }) => activation[part]),
    );
    const activation = all.map(({ activation: { loadCode, callActivate } }) => loadCode + callActivate);
    const columns = [...parts, activation, all.map(({ page }) => page)];
    return [which === 'ours' ? 'QoScope' : 'an extension that does nothing', ...columns.map(medianAndRange)];
  });
  print(
    `\n## In VS Code, ms, ${starts} fresh starts: median (least to most)\n\n${table([
      ['', 'load code', 'call activate', 'finish activate', 'activation', 'page'],
      ...rows,
    ])}`,
  );
  return figures;
}

function medianAndRange(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const [middle, least, most] = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)];
  return `${figure(middle ?? NaN)} (${figure(least ?? NaN)} to ${figure(most ?? NaN)})`;
}

const LIST_HEADS = [
  ...['deliveries', 'first rows ms', 'first content since navigation ms', 'first rows since navigation ms'],
  ...['ends reached', 'heap MiB'],
];

function listRow(figures: LongListFigures): string[] {
  const { deliveries, firstRows, firstContent, rowsSinceNavigation, endsReached, heap } = figures;
  const times = [firstRows, firstContent, rowsSinceNavigation].map(medianAndRange);
  return [figure(deliveries), ...times, endsReached ? 'yes' : 'NO', mebibytes(heap)];
}

const SCROLL_HEADS = ['deliveries', 'scrolled', 'frame p50', 'p95', 'max ms', 'processor ms'];

function scrollRows({ deliveries, jumps, wheel }: LongListFigures): string[][] {
  const ways = [
    ['all rows change', jumps],
    ['by wheel', wheel],
  ] as const;
  return ways.map(([name, { frameP50, frameP95, frameMax, frameProcessor }]) => [
    figure(deliveries),
    name,
    ...[frameP50, frameP95, frameMax, frameProcessor].map((value) => figure(value, 1)),
  ]);
}

const LIVE_HEADS = [
  'packets/s',
  'busy %',
  'frame p95',
  'max ms',
  'tasks over 50 ms',
  'events/s',
  'answers/s',
  'click ms',
  'max',
  'journey ms',
  'heap MiB',
];

function liveRow(figures: LiveFigures): string[] {
  const { frameP95, frameMax, longTasks, events, answers, clickMedian, clickMax, journeyMedian, heap } = figures;
  return [
    figure(figures.packetsPerSecond),
    figure(figures.busy, 1),
    figure(frameP95, 1),
    figure(frameMax, 1),
    figure(longTasks),
    figure(events, 1),
    figure(answers, 1),
    figure(clickMedian),
    figure(clickMax),
    figure(journeyMedian),
    mebibytes(heap),
  ];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
