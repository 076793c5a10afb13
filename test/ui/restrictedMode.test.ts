/** A folder that is not trusted: its settings open nothing, and the person's own commands work. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { VSCodeWindow } from '../support/vscode';

/** What a hostile folder might say: open a broker to everybody, at once, with state in a folder of its choice. */
const HOSTILE = {
  'qoscope.localBroker.startOnOpen': true,
  'qoscope.localBroker.host': '0.0.0.0',
  'qoscope.localBroker.webSocketPort': 0,
  'qoscope.localBroker.webSocketOrigins': ['*'],
  'qoscope.localBroker.maximumQos': 0,
};

describe('Restricted Mode', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;
  let folder: string;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-untrusted-'));
    await mkdir(path.join(folder, '.vscode'));
    await writeFile(path.join(folder, '.vscode/settings.json'), JSON.stringify(HOSTILE));
    window = await VSCodeWindow.open({ folder, restricted: true, settings: { 'qoscope.localBroker.port': 0 } });
  });

  after(async () => {
    await window.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('does not start the broker because the folder says so', async () => {
    await window.page.getByText('Restricted Mode').first().waitFor();
    await window.page.getByRole('tab', { name: 'MQTT QoS' }).click();
    await window.page.getByRole('button', { name: 'Start Local Broker' }).first().waitFor();
    await window.statusBar('MQTT off').waitFor();
  });

  it('starts the broker when the person says so, with the settings of the person alone', async () => {
    await window.runCommand('MQTT: Start Local Broker');
    const broker = window.page.getByRole('treeitem', { name: /Local broker/ });
    await broker.waitFor();
    assert.match((await broker.getAttribute('aria-label')) ?? '', /127\.0\.0\.1:\d+/);
    assert.equal(await window.page.getByRole('treeitem', { name: /WebSocket|ws:/ }).count(), 0);
    await window.runCommand('MQTT: Local Broker Laboratory…');
    const maximumQos = window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Maximum QoS' });
    assert.match((await maximumQos.getAttribute('aria-label')) ?? '', /Maximum QoS.* 2\b/);
  });
});
