/** What package.json says, where the scripts go by it. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './paths';

/** The fields of package.json that are used here. */
interface Manifest {
  readonly version: string;
  readonly engines: { readonly vscode: string };
}

const manifest = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as Manifest;

/** What `npm run package` makes. */
export const VSIX = path.join(PROJECT, `qoscope-${manifest.version}.vsix`);

/** The oldest VS Code that the extension promises to run in. */
export const LOWEST_VSCODE = manifest.engines.vscode.replace('^', '');
