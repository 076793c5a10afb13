/** Where things stand on this machine. All of it is found from this file, so that the caller's folder does not matter. */

import path from 'node:path';

/** The project's folder: the compiled scripts stand in out/scripts. */
export const PROJECT = path.resolve(__dirname, '../..');

/** What is fetched or made on the way, and may be deleted at any time. The same folder that @vscode/test-electron uses. */
export const CACHE = path.join(PROJECT, '.vscode-test');

/** The folder that opens when someone tries the extension. */
export const EXAMPLES = path.join(PROJECT, 'examples');

/** The suite that runs inside VS Code's extension host. */
export const SUITE_IN_VSCODE = path.join(PROJECT, 'out/test/vscode/index.js');

/** The environment variable that names the file to which suites append what failed. */
export const FAILURES_FILE = 'QOSCOPE_FAILURES_FILE';
