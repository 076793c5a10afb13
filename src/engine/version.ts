/** QoScope's own version, as its package says. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the nearest package.json above this program, such as "0.1.0"; throws where there is none. */
export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(nearestManifest(__dirname), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('The package.json of QoScope names no version.');
}

function nearestManifest(folder: string): string {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No package.json lies above this program.');
  return nearestManifest(parent);
}
