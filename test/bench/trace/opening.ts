/** How long a capture takes from the disk to its first filtered row, beside tshark on the same file. */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import { everything } from '../../../src/engine/trace/selection';
import { BENCH_CACHE } from '../broker/benchCache';
import { peakBytes } from '../broker/processFigures';
import { figure, mebibytes, median, table } from '../broker/table';
import { bundle } from './bundle';
import type { OpeningFigures } from './programs/openProgram';
import { recordedTrace } from './recorded';

const NO_BOUND = 1024 * 1024 * 1024;
const FILTER = 'mqtt.topic contains "m007"';

/** Memory of tshark is looked at so often, in milliseconds. */
const LOOK_EVERY = 50;

interface Peer {
  /** The whole run, in milliseconds. */
  readonly time: number;
  /** In bytes. */
  readonly peak: number;
}

/** The table for a capture of `packets` packets, opened `rounds` times. */
export async function measureOpening(packets: number, rounds: number): Promise<string> {
  const file = path.join(BENCH_CACHE, `opening-${packets}.pcapng`);
  await mkdir(BENCH_CACHE, { recursive: true });
  await writeCapture(file, packets);
  const program = await bundle('test/bench/trace/programs/openProgram.ts');
  const ours: OpeningFigures[] = [];
  for (let round = 0; round < rounds; round++) ours.push(await open(program, file));
  const peer = await runTshark(file);
  const mid = (pick: (figures: OpeningFigures) => number): number => median(ours.map(pick));
  const first = mid(({ firstRow }) => firstRow);
  const start = mid(({ sinceStart }) => sinceStart);
  const peak = mid((figures) => figures.peak);
  return table([
    [`capture of ${figure(ours[0]?.packets ?? 0)} packets`, 'QoScope', 'tshark', 'ratio'],
    ['to the first filtered row, ms', figure(first), figure(peer.time), figure(peer.time / first, 1)],
    ["… with the program's start, ms", figure(start), figure(peer.time), figure(peer.time / start, 1)],
    ['most memory, MiB', mebibytes(peak), mebibytes(peer.peak), figure(peer.peak / peak, 1)],
    [
      'filter over all deliveries, ms',
      figure(
        mid(({ filter }) => filter),
        1,
      ),
      '',
      '',
    ],
    [
      'page of 200 rows, ms',
      figure(
        mid(({ page }) => page),
        1,
      ),
      '',
      '',
    ],
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

async function open(program: string, file: string): Promise<OpeningFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, file, FILTER]);
  return JSON.parse(stdout) as OpeningFigures;
}

/** tshark over the whole file with the same filter; it needs that option to find every packet of a loopback capture. */
async function runTshark(file: string): Promise<Peer> {
  const began = performance.now();
  const child = spawn('tshark', ['-r', file, '-o', 'tcp.reassemble_out_of_order:TRUE', '-Y', FILTER], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const look = (): void => {
    const held = child.pid === undefined ? NaN : peakBytes(child.pid);
    if (!Number.isNaN(held)) peak = Math.max(peak, held); // none is told of one that has just ended
  };
  const looking = setInterval(look, LOOK_EVERY);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(looking);
  if (code !== 0) throw new Error(`tshark ended with ${String(code)}.`);
  return { time: performance.now() - began, peak };
}
