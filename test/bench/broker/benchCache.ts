/** What the benchmark builds and fetches, in a folder that git ignores and that may be deleted at any time. */

import path from 'node:path';

import { PROJECT } from '../../../scripts/paths';

/** Its folder. */
export const BENCH_CACHE = path.join(PROJECT, '.cache/bench');
