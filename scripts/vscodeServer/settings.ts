/** The user settings that a fresh VS Code of ours starts with. */

import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Settings as they stand in settings.json. */
export type Settings = Readonly<Record<string, unknown>>;

/** Nothing in the window but the extension: no welcome, no chat view over a third of it, no network. */
const QUIET: Settings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes the settings of a user data folder; `keep` leaves alone those that someone has changed there. A server's window
 * is a remote one: settings with the scope "machine" count there only from the machine's own file.
 */
export async function writeSettings(home: string, settings: Settings, { keep }: { keep: boolean }): Promise<void> {
  for (const place of ['User', 'Machine']) {
    const file = path.join(home, place, 'settings.json');
    if (keep && existsSync(file)) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...QUIET, ...settings }, null, 2));
  }
}
