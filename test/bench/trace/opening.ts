/** How long a capture takes from the disk to its first filtered row and to its end, beside tshark on the same file. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import { everything } from '../../../src/engine/trace/selection';
import { BENCH_CACHE } from '../broker/benchCache';
import { peakBytes } from '../broker/processFigures';
import { figure, mebibytes, median, table } from '../broker/table';
import { bundle } from './bundle';
import type { Part } from './part';
import type { OpeningFigures } from './programs/openProgram';
import { recordedTrace } from './recorded';

const NO_BOUND = 1024 * 1024 * 1024;
const FILTER = 'mqtt.topic contains "m007"';

/** A program's memory is looked at so often, in milliseconds. */
const LOOK_EVERY = 50;

/** A run of a program over the file, from its start on. */
interface Run {
  /** To each of the first two lines that it prints, in milliseconds. Of both programs the first is a filtered row. */
  readonly lines: readonly number[];
  /** The whole run, in milliseconds. */
  readonly time: number;
  /** In bytes. */
  readonly peak: number;
  readonly output: string;
}

interface Round extends OpeningFigures {
  readonly own: Run;
  readonly peer: Run;
}

/** The table for a capture of `packets` packets, opened `rounds` times by each in turn. */
export async function measureOpening(packets: number, rounds: number): Promise<Part> {
  const file = path.join(BENCH_CACHE, `opening-${packets}.pcapng`);
  await mkdir(BENCH_CACHE, { recursive: true });
  await writeCapture(file, packets);
  const program = await bundle('test/bench/trace/programs/openProgram.ts');
  const all: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const own = await runProgram(process.execPath, [program, file, FILTER]);
    const peer = await runProgram('tshark', tsharkWords(file));
    all.push({ ...(JSON.parse(own.output.split('\n')[2] ?? '') as OpeningFigures), own, peer });
  }
  const raw = all.map(({ own, peer, ...figures }) => ({ ...figures, own: timesOf(own), peer: timesOf(peer) }));
  return { table: openingTable((pick) => median(all.map(pick))), raw };
}

function timesOf({ lines, time, peak }: Run): Omit<Run, 'output'> {
  return { lines, time, peak };
}

function openingTable(mid: (pick: (round: Round) => number) => number): string {
  const beside = (name: string, own: number, peer: number, words: (value: number) => string = figure): string[] => [
    name,
    words(own),
    words(peer),
    figure(peer / own, 1),
  ];
  const alone = (name: string, own: number): string[] => [name, figure(own, 1), '', ''];
  const firstLine = mid(({ own }) => own.lines[0] ?? NaN);
  const whole = mid(({ own }) => own.lines[1] ?? NaN);
  return table([
    [
      `capture of ${figure(mid(({ packets }) => packets))} packets, from the program's start`,
      'QoScope',
      'tshark',
      'ratio',
    ],
    beside(
      'to the first filtered row, while the file is read, ms',
      firstLine,
      mid(({ peer }) => peer.lines[0] ?? NaN),
    ),
    beside(
      'to the end of the file, ms',
      whole,
      mid(({ peer }) => peer.time),
    ),
    beside(
      'most memory, MiB',
      mid(({ peak }) => peak),
      mid(({ peer }) => peer.peak),
      mebibytes,
    ),
    alone(
      'from the opening to the first filtered row, ms',
      mid(({ firstRow }) => firstRow),
    ),
    alone(
      'from the opening to the end of the file, ms',
      mid(({ whole }) => whole),
    ),
    alone(
      "others' wait for their turn meanwhile, p99, ms",
      mid(({ wait99 }) => wait99),
    ),
    alone(
      '… the longest, ms',
      mid(({ waitLongest }) => waitLongest),
    ),
    alone(
      'filter over all deliveries, ms',
      mid(({ filter }) => filter),
    ),
    alone(
      'page of 200 rows, ms',
      mid(({ page }) => page),
    ),
  ]);
}

async function writeCapture(file: string, packets: number): Promise<void> {
  const trace = recordedTrace(packets / 2, NO_BOUND);
  await pipeline(Readable.from(gathered(exportTrace(everything(trace)))), createWriteStream(file));
}

/** Small pieces put together: a stream costs more for each than the writing. */
function* gathered(pieces: Iterable<Uint8Array>): Generator<Buffer> {
  let waiting: Uint8Array[] = [];
  for (const piece of pieces) {
    if (waiting.push(piece) < 10_000) continue;
    yield Buffer.concat(waiting);
    waiting = [];
  }
  yield Buffer.concat(waiting);
}

/** The whole file with the same filter, each line at once; it needs that option to find every packet of a loopback capture. */
function tsharkWords(file: string): string[] {
  return ['-r', file, '-o', 'tcp.reassemble_out_of_order:TRUE', '-Y', FILTER, '-l'];
}

async function runProgram(command: string, words: readonly string[]): Promise<Run> {
  const began = performance.now();
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: number[] = [];
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    while (lines.length < Math.min(2, output.split('\n', 3).length - 1)) lines.push(performance.now() - began);
  });
  let peak = 0;
  const look = (): void => {
    const held = child.pid === undefined ? NaN : peakBytes(child.pid);
    if (!Number.isNaN(held)) peak = Math.max(peak, held); // none is told of one that has just ended
  };
  const looking = setInterval(look, LOOK_EVERY);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}.`);
  return { lines, time: performance.now() - began, peak, output };
}
