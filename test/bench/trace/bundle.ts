/** Programs under measure: bundled and minified as the extension ships its engine. */

import path from 'node:path';
import { build } from 'esbuild';

import { PROJECT } from '../../../scripts/paths';
import { BENCH_CACHE } from '../broker/benchCache';

/** Bundles one file of the project; gives the path of what came of it. */
export async function bundle(entry: string): Promise<string> {
  const outfile = path.join(BENCH_CACHE, `${path.basename(entry, '.ts')}.js`);
  await build({
    entryPoints: [path.join(PROJECT, entry)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'warning',
  });
  return outfile;
}
