/** What tracing costs the thread of the extension host while nothing of ours is visible. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { startMosquitto } from '../broker/mosquitto';
import { figure, table } from '../broker/table';
import { bundle } from './bundle';
import type { Part } from './part';
import type { HostFigures, KindFigures } from './programs/hostProgram';

/** Seconds of one stretch. */
const SECONDS = 3;

/** The table; each round has a stretch of three seconds of every kind. mosquitto is the yardstick of what the machine allows. */
export async function measureExtensionHost(rounds: number): Promise<Part> {
  const engine = await bundle('src/engine/main.ts');
  const load = await bundle('test/bench/trace/programs/loadProgram.ts');
  const host = await bundle('test/bench/trace/programs/hostProgram.ts');
  const peer = await startMosquitto();
  try {
    const args = [host, engine, load, String(rounds), String(SECONDS), String(peer.port)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const raw = JSON.parse(stdout) as HostFigures;
    return { table: figuresTable(raw, peer.name), raw };
  } finally {
    await peer.stop();
  }
}

function figuresTable({ idle, hidden, visible, blocked, packetsPerSecond }: HostFigures, peer: string): string {
  const kinds = [idle, hidden, visible];
  const traced = (values: (kind: KindFigures) => number): string[] => [
    '',
    figure(values(hidden), 2),
    figure(values(visible), 2),
    '',
  ];
  return table([
    [
      `main thread, ${figure(packetsPerSecond)} packets/s in the worker`,
      'idle',
      'traced, nothing visible',
      'something visible',
      'blocked 200 ms a second',
    ],
    ['event-loop utilisation', ...kinds.map(({ utilisation }) => `${figure(utilisation * 100, 2)} %`), ''],
    ['delay p99, ms', ...kinds.map(({ delayP99 }) => figure(delayP99, 2)), ''],
    ['… above idle in the same round, median', ...traced(({ aboveIdle }) => aboveIdle)],
    ['events in a second', ...traced(({ events }) => events)],
    ['message p99, ms', ...traced(({ messageP99 }) => messageP99).slice(0, 3), figure(blocked.messageP99, 2)],
    [
      `… through ${peer}, in a process of its own`,
      figure(blocked.peerFreeMessageP99, 2),
      '',
      '',
      figure(blocked.peerMessageP99, 2),
    ],
  ]);
}
