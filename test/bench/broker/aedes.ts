/** aedes under measure: fetched from the npm registry when it is first needed, and never a dependency of QoScope. */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { npm } from '../../../scripts/programs';
import { BENCH_CACHE } from './benchCache';
import { end, forkBroker, type RunningBroker } from './runningBroker';

const VERSION = '1.2.0';

const FOLDER = path.join(BENCH_CACHE, `aedes-${VERSION}`);
const ENTRY = path.join(FOLDER, 'node_modules/aedes/aedes.js');

/** Installs it without running anything of it; without effect where it is there. */
export async function installAedes(): Promise<void> {
  if (existsSync(ENTRY)) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, 'package.json'), '{ "private": true }\n');
  const words = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  await npm(['install', ...words, `aedes@${VERSION}`], { cwd: FOLDER });
}

/** Starts it with its own defaults; TCP_NODELAY is set, as ours sets it. */
export async function startAedes(): Promise<RunningBroker> {
  const { child, port } = await forkBroker(path.join(__dirname, 'programs/aedesProgram.js'), [ENTRY], []);
  return { name: `aedes ${VERSION}`, port, pid: child.pid ?? 0, stop: () => end(child) };
}
