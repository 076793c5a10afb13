/**
 * `npm run bench:trace`: how fast packets become rows, what they cost in memory, how fast captures open, and what tracing
 * costs the extension host. `--quick` gives a first idea; `--only` one of its parts. The tables are Markdown; raw results are
 * kept in `.cache/bench/trace.json`, a part that was left out as it was.
 */

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { loadAverage, machineWords, print } from '../../support/terminal';
import { BENCH_CACHE } from '../broker/benchCache';
import { figure, table } from '../broker/table';
import { bundle } from './bundle';
import { measureEndToEnd } from './endToEnd';
import { measureExtensionHost } from './extensionHost';
import type { FramingFigures } from './framing';
import { measureMemory } from './memory';
import { measureOpening } from './opening';
import type { Part } from './part';

/** Each part by its name; `share` of the full size. */
const PARTS: Readonly<Record<string, (share: number) => Part | Promise<Part>>> = {
  memory: (share) => measureMemory(1_000_000 * share),
  framing: (share) => framing(Math.ceil(500_000 * share)),
  opening: (share) => measureOpening(1_000_000 * share, 3),
  sockets: (share) => measureEndToEnd(60 * share, Math.ceil(100_000 * share)),
  host: (share) => measureExtensionHost(Math.ceil(12 * share)),
};

const QUICK = 0.1;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const names = values.only === undefined ? Object.keys(PARTS) : [values.only];
  print(`Trace benchmark, ${new Date().toISOString()}, ${machineWords()}`);
  for (const name of names) {
    const part = PARTS[name];
    if (part === undefined)
      throw new Error(`There is no part "${name}": choose one of ${Object.keys(PARTS).join(', ')}.`);
    print(`\n## ${name}\n`);
    const at = new Date().toISOString();
    const measured = await part(values.quick === true ? QUICK : 1);
    print(measured.table);
    await keep(name, { at, load: loadavg(), raw: measured.raw });
  }
  print(`\nDone, ${loadAverage()}`);
}

const RAW = path.join(BENCH_CACHE, 'trace.json');

/** Replaces what is kept of one part. */
async function keep(name: string, results: unknown): Promise<void> {
  const text = await readFile(RAW, 'utf8').catch(() => '{}'); // there is none before the first run
  const kept = { ...(JSON.parse(text) as Record<string, unknown>), [name]: results };
  await mkdir(BENCH_CACHE, { recursive: true });
  await writeFile(RAW, `${JSON.stringify(kept, null, 2)}\n`);
}

/** The best of the rounds of each. */
async function framing(handshakes: number): Promise<Part> {
  const program = await bundle('test/bench/trace/programs/framingProgram.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(handshakes), '5']);
  const raw = JSON.parse(stdout) as FramingFigures;
  const peer = Math.max(...raw.peer);
  const row = (name: string, rates: readonly number[]): string[] => {
    const best = Math.max(...rates);
    return [name, figure(best), figure(1e9 / best), figure(best / peer, 1)];
  };
  const shown = table([
    ['packets to rows, one thread', 'packets/s', 'ns', 'ratio'],
    row('our trace, chunks of 64 KiB', raw.large),
    row('our trace, a packet in each chunk', raw.single),
    row("mqtt-packet's decode alone", raw.peer),
  ]);
  return { table: shown, raw };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
