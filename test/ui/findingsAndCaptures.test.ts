/** Findings in the side panel and captures in an editor, inside the real VS Code. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Locator } from 'playwright-core';

import { importBytes, recordedBytes } from '../support/captures';
import { Program } from '../support/programs';
import { VSCodeWindow } from '../support/vscode';

describe('findings and captures in VS Code', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;
  /** A capture, and one so long that it is shown before it is read to its end. */
  let folder = '';
  let subscriber: Program | null = null;

  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-captures-'));
    const paho = recordedBytes('local-paho.pcapng');
    writeFileSync(path.join(folder, 'local-paho.pcapng'), paho);
    writeFileSync(path.join(folder, 'long.pcapng'), Buffer.concat(new Array<Uint8Array>(200).fill(paho)));
    window = await VSCodeWindow.open({ folder, settings: { 'qoscope.localBroker.port': 0 } });
  });

  after(async () => {
    await subscriber?.stop();
    await window.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const treeRow = (name: string | RegExp): Locator => window.page.getByRole('treeitem', { name }).first();

  const pageRow = (text: string): Locator =>
    window.webview().locator('[role=row]:visible').filter({ hasText: text }).first();

  /** A message at QoS 2 for a subscription at QoS 1. */
  async function downgrade(): Promise<void> {
    await window.runCommand('MQTT: Start Local Broker');
    const status = window.statusBar(/MQTT \d+/);
    await status.waitFor();
    const port = /MQTT (\d+)/.exec((await status.textContent()) ?? '')?.[1] ?? '';
    const mosquitto = (command: string, ...args: string[]): Promise<Program> =>
      Program.start(command, ['-h', '127.0.0.1', '-p', port, ...args], 'mosquitto-clients');
    await window.page.getByRole('tab', { name: 'MQTT QoS' }).click();
    subscriber = await mosquitto('mosquitto_sub', '-i', 'dash', '-t', 'factory/#', '-q', '1');
    await treeRow(/^factory/).waitFor();
    const publisher = await mosquitto('mosquitto_pub', '-i', 'ctrl', '-t', 'factory/m001', '-m', 'stop', '-q', '2');
    await publisher.succeeded();
  }

  it('are counted in the page’s bar, which leads to the view', async () => {
    await downgrade();
    await treeRow(/Downgraded for a subscriber/).waitFor(); // the view's welcome would take the focus with it when it goes
    await window.runCommand('MQTT: Open QoS Page in Editor');
    await window.webview().getByRole('button', { name: '1 finding' }).click();
    await window.page.locator('.pane', { hasText: 'Downgraded for a subscriber' }).locator('*:focus').waitFor();
  });

  it('lead from a finding to its handshake, and to all deliveries that have it', async () => {
    await treeRow(/Downgraded for a subscriber/).click();
    await treeRow(/^packet \d+/).click();
    await window.webview().locator('.detail').getByText('factory/m001').first().waitFor();
    await treeRow(/Downgraded for a subscriber/).hover();
    await treeRow(/Downgraded for a subscriber/)
      .getByRole('button', { name: 'Show Deliveries with Finding' })
      .click();
    // The row stands there before the filter comes; the count shows that it has.
    await window.webview().getByText('1 of 2 deliveries').first().waitFor({ state: 'attached' });
    await pageRow('dash').waitFor();
    assert.equal(
      await window
        .webview()
        .getByPlaceholder(/^Filter/)
        .inputValue(),
      'qos.finding == "downgraded"',
    );
  });

  it('finds a row of the side panel by the command of a message', async () => {
    await window.runCommand('MQTT: Show Handshake in Side Panel');
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'ctrl' }).first().click();
    const row = window.page.getByRole('treeitem', { name: /ctrl → broker/, selected: true });
    await window.page.locator('.pane-body [role=tree]:focus', { has: row }).waitFor();
  });

  it('opens a capture as a page of its own, beside the live one', async () => {
    await window.page.getByRole('tab', { name: /^Explorer/ }).click();
    await treeRow('local-paho.pcapng').dblclick();
    await pageRow('paho/').waitFor();
    await window.page.getByRole('tab', { name: 'local-paho.pcapng' }).waitFor();
    assert.equal(await pageRow('factory/m001').count(), 0);
  });

  it('shows a large capture from its first row on, and in the end all of it', async () => {
    const first = importBytes(recordedBytes('local-paho.pcapng')).trace.deliveries(null, 200).rows.at(-1);
    await treeRow('long.pcapng').dblclick();
    await window.page.getByRole('tab', { name: 'long.pcapng' }).waitFor();
    const rows = window.webview().locator('.list-deliveries .list-rows > [role=row]');
    await rows
      .first()
      .filter({ hasText: first?.topic ?? '' })
      .waitFor();
    assert.equal(await rows.first().getAttribute('data-key'), '1');
    await window.webview().locator('.bar-reading').waitFor({ state: 'hidden' });
    const { deliveries } = importBytes(readFileSync(path.join(folder, 'long.pcapng'))).trace.counts();
    await window
      .webview()
      .locator('.bar-line')
      .getByText(`${deliveries.toLocaleString('en')} deliveries`)
      .waitFor();
    assert.equal(await rows.first().getAttribute('data-key'), '1', 'nothing has moved');
  });
});
