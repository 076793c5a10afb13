/** mosquitto under measure: Debian's, with its limits on messages in flight and waiting taken off. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { freePort } from '../../support/freePort';
import { BENCH_CACHE } from './benchCache';
import { end, type RunningBroker } from './runningBroker';

/** Rejects where mosquitto is not installed or does not start. */
export async function startMosquitto(): Promise<RunningBroker> {
  const port = await freePort();
  const file = path.join(BENCH_CACHE, 'mosquitto.conf');
  await mkdir(BENCH_CACHE, { recursive: true });
  await writeFile(file, configuration(port));
  const child = spawn('mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  await running(child);
  return { name: `mosquitto ${version()}`, port, pid: child.pid ?? 0, stop: () => end(child) };
}

/** By default 20 in flight and 1,000 waiting: of a window of 1,000 some would be dropped. */
function configuration(port: number): string {
  return [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    'max_inflight_messages 0',
    'max_queued_messages 0',
    'set_tcp_nodelay true',
    'log_dest stderr',
    'log_type information',
    'connection_messages false',
    '',
  ].join('\n');
}

async function running(child: ChildProcess): Promise<void> {
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw new Error('mosquitto could not be started. Install the Debian package mosquitto.', { cause });
  }
  if (child.stderr === null) throw new Error('mosquitto has no error output.');
  let said = '';
  for await (const line of createInterface(child.stderr)) {
    if (line.endsWith(' running')) break;
    said += `${line}\n`;
  }
  if (child.exitCode !== null) throw new Error(`mosquitto did not start:\n${said}`);
  child.stderr.resume(); // what it says later would fill the pipe
}

function version(): string {
  const said = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' }).stdout;
  return /version ([\d.]+)/.exec(said)?.[1] ?? '(version unknown)';
}
