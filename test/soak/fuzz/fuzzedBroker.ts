/** `qoscope broker` as it is shipped, in a process of its own, with little room: what grows there without bound shows soon. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { PROJECT } from '../../../scripts/paths';
import type { ListeningRecord } from '../../../src/engine/commandLine/records';
import { residentBytes } from '../../bench/broker/processFigures';
import { MAXIMUM_PACKET_SIZE } from './faults';

/** How much of what the broker says at last is kept, in characters. */
const LAST_WORDS = 4_000;

/** A heap that runs full within an hour where something leaks, in MiB. */
const HEAP = 384;

const WORDS = [
  ...['broker', '--port', '0', '--ws-port', '0', '--json', '--maximum-packet-size', String(MAXIMUM_PACKET_SIZE)],
  ...['--session-expiry-limit', '20', '--queue-limit', '100'],
];

/** The broker under test. */
export class FuzzedBroker {
  /** What it wrote as its last words. */
  lastWords = '';
  /** Resolves when the process has ended. */
  readonly ended: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly ports: Readonly<Record<'tcp' | 'ws', number>>,
  ) {
    this.ended = once(child, 'exit');
    child.stderr?.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString()).slice(-LAST_WORDS);
    });
  }

  /** Starts the program of `dist/`, from a copy: a build meanwhile must not change it. */
  static async start(): Promise<FuzzedBroker> {
    const folder = await mkdtemp(path.join(tmpdir(), 'qoscope-fuzz-'));
    const program = path.join(folder, 'cli.js');
    await copyFile(path.join(PROJECT, 'dist/cli.js'), program);
    await copyFile(path.join(PROJECT, 'package.json'), path.join(folder, 'package.json'));
    const words = [`--max-old-space-size=${HEAP}`, program, ...WORDS];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    return new FuzzedBroker(child, folder, await portsOf(child));
  }

  /** Whether its process goes on. */
  isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Bytes of memory that it holds. Linux only. */
  get residentBytes(): number {
    return residentBytes(this.child.pid ?? 0);
  }

  /** Ends it and removes its copy. */
  async stop(): Promise<void> {
    if (this.isRunning()) this.child.kill('SIGTERM');
    await this.ended;
    await rm(this.folder, { recursive: true });
  }
}

async function portsOf(child: ChildProcess): Promise<{ tcp: number; ws: number }> {
  const { stdout } = child;
  if (stdout === null) throw new Error('The broker has no output.');
  const ports = { tcp: 0, ws: 0 };
  const lines = createInterface(stdout);
  lines.on('line', (line) => {
    const { transport, port } = JSON.parse(line) as ListeningRecord;
    if (transport === 'tcp' || transport === 'ws') ports[transport] = port;
    // What else it prints is read and dropped: it must not wait for a reader.
    if (ports.tcp > 0 && ports.ws > 0) lines.close();
  });
  await Promise.race([once(lines, 'close'), once(child, 'exit')]);
  if (ports.ws === 0) throw new Error('The broker ended before it listened.');
  stdout.resume();
  return ports;
}
