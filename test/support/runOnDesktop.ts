/**
 * Runs the suite of test/vscode in the desktop VS Code that @vscode/test-electron downloads: the newest, and with
 * `--lowest` the one that package.json promises to run on. On Linux without a desktop: under xvfb-run.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { LOWEST_VSCODE } from '../../scripts/manifest';
import { CACHE, EXAMPLES, PROJECT, SUITE_IN_VSCODE } from '../../scripts/paths';
import { writeSettings } from '../../scripts/vscodeServer/settings';

async function main(lowest: boolean): Promise<number> {
  // macOS refuses sockets with long paths, and VS Code puts one into this folder.
  const home = await mkdtemp(path.join(tmpdir(), 'qos-'));
  try {
    await writeSettings(home, {}, { keep: false });
    return await runTests({
      cachePath: CACHE,
      version: lowest ? LOWEST_VSCODE : 'stable',
      extensionDevelopmentPath: PROJECT,
      extensionTestsPath: SUITE_IN_VSCODE,
      launchArgs: [EXAMPLES, '--disable-extensions', '--disable-workspace-trust', `--user-data-dir=${home}`],
    });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

main(process.argv.includes('--lowest')).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
