import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { PROJECT } from '../../scripts/paths';
import { exitStatus } from '../../scripts/programs';
import { writeSettings } from '../../scripts/vscodeServer/settings';
import { launchChromium } from '../support/chromium';

/** The first address that the program prints; rejects where it ends without one. */
function printedAddress({ stdout }: ChildProcess): Promise<string> {
  assert.ok(stdout);
  const address = /http:\/\/127\.0\.0\.1:\d+\/\S+/;
  return new Promise((resolve, reject) => {
    const lines = createInterface(stdout).on('line', (line) => {
      const found = address.exec(line)?.[0];
      if (found !== undefined) resolve(found);
    });
    lines.once('close', () => reject(new Error('npm start ended without an address.')));
  });
}

describe('npm start without a desktop', function () {
  this.timeout(120_000);
  let profile: string;
  let program: ChildProcess;
  let browser: Browser;

  before(async () => {
    profile = mkdtempSync(path.join(tmpdir(), 'qoscope-start-'));
    const settings = { 'qoscope.localBroker.startOnOpen': true, 'qoscope.localBroker.port': 0 };
    await writeSettings(profile, settings, { keep: false });
    program = spawn(process.execPath, [path.join(PROJECT, 'out/scripts/start.js'), '--profile', profile], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined },
    });
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    program.kill();
    await exitStatus(program);
    rmSync(profile, { recursive: true, force: true });
  });

  it('prints an address that shows the example with the local broker on, and ends it all at Ctrl+C', async () => {
    const address = await printedAddress(program);
    const page = await browser.newPage();
    await page.goto(address);
    await page.locator('.statusbar-item', { hasText: /MQTT \d+/ }).waitFor({ timeout: 60_000 });
    await page.getByRole('treeitem', { name: /Local broker/ }).waitFor();
    await page.close();

    program.kill('SIGINT');
    assert.equal(await exitStatus(program), 0);
    await assert.rejects(fetch(address));
  });
});
