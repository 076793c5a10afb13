/** Our own broker under measure: bundled and minified as the extension ships it, from the sources as they stand. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

import { PROJECT } from '../../../scripts/paths';
import { installNode, VERSIONS } from '../../../scripts/vscodeServer/install';
import { BENCH_CACHE } from './benchCache';
import type { QoScopeFigures } from './qoscopeFigures';
import { answer, end, forkBroker, type RunningBroker } from './runningBroker';

/** Our broker, which also says how much it holds. */
export interface RunningQoScope extends RunningBroker {
  /** Collects garbage first. */
  figures(): Promise<QoScopeFigures>;
}

const PROGRAM = path.join(BENCH_CACHE, 'qoscope.js');

/** To be called once before `startQoScope`. */
export async function buildQoScope(): Promise<void> {
  await build({
    entryPoints: [path.join(PROJECT, 'test/bench/broker/programs/qoscopeProgram.ts')],
    outfile: PROGRAM,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
}

/** Starts one with a store of its own, which goes with it. It runs in the newest VS Code's Node, which has node:sqlite. */
export async function startQoScopeWithStore(): Promise<RunningBroker> {
  const directory = await mkdtemp(path.join(tmpdir(), 'qoscope-bench-'));
  const { child, port } = await forkBroker(PROGRAM, [directory], [], await installNode(VERSIONS.newest.node));
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(directory, { recursive: true });
  };
  return { name: 'QoScope, store', port, pid: child.pid ?? 0, stores: true, stop };
}

/** Starts a fresh one; `execArgv` are words for Node, such as --cpu-prof. */
export async function startQoScope(execArgv: readonly string[] = []): Promise<RunningQoScope> {
  const { child, port } = await forkBroker(PROGRAM, [], ['--expose-gc', ...execArgv]);
  return {
    name: 'QoScope',
    port,
    pid: child.pid ?? 0,
    figures: async () => {
      child.send('figures');
      return (await answer(child)) as QoScopeFigures;
    },
    stop: () => end(child),
  };
}
