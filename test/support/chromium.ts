/** The browser that the tests drive: the system's own Chromium, so that nothing is downloaded. */

import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** Names under which Chromium or Chrome is found on the PATH, best first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** Where macOS keeps it: applications are not on the PATH there. */
const APPLICATIONS = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** No sandbox, since containers forbid it, no GPU, and no word to the network of its own accord. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws Error that names the Debian package, where no Chromium is found */
function chromiumPath(): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const found = [...candidates, ...APPLICATIONS].find((file) => existsSync(file));
  if (found === undefined) throw new Error('No Chromium is here. Install the Debian package chromium.');
  return found;
}

/** Starts a headless Chromium with a fresh profile. Close it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
}
