/** Our own broker under measure: bundled and minified as the extension ships it, from the sources as they stand. */

import path from 'node:path';
import { build } from 'esbuild';

import { PROJECT } from '../../../scripts/paths';
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
