/** What tracing costs the thread of the extension host while nothing of ours is visible. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { figure, table } from '../broker/table';
import { bundle } from './bundle';
import type { HostFigures } from './programs/hostProgram';

/** The table; each of its three stretches takes `seconds`. */
export async function measureExtensionHost(seconds: number): Promise<string> {
  const engine = await bundle('src/engine/main.ts');
  const load = await bundle('test/bench/trace/programs/loadProgram.ts');
  const host = await bundle('test/bench/trace/programs/hostProgram.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [host, engine, load, String(seconds)]);
  const { idle, traced, messageP99, blockedMessageP99, packetsPerSecond } = JSON.parse(stdout) as HostFigures;
  const share = (utilisation: number): string => `${figure(utilisation * 100, 2)} %`;
  return table([
    [`main thread, ${figure(packetsPerSecond)} packets/s in the worker`, 'idle', 'traced', 'blocked 200 ms a second'],
    ['event-loop utilisation', share(idle.utilisation), share(traced.utilisation), ''],
    ['delay p99, ms', figure(idle.delayP99, 2), figure(traced.delayP99, 2), ''],
    ['message p99, ms', '', figure(messageP99, 2), figure(blockedMessageP99, 2)],
  ]);
}
