/** Topics that a person drags out of the side panel. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { Locator } from 'playwright-core';

import { VSCodeWindow } from '../support/vscode';

describe('dragging', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;
  let folder: string;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-dragging-'));
    await writeFile(path.join(folder, 'notes.txt'), 'topics of the factory\n');
    window = await VSCodeWindow.open({ folder, settings: { 'qoscope.localBroker.port': 0 } });
    await window.page.getByRole('treeitem', { name: 'notes.txt' }).dblclick();
    await window.page.locator('.view-line', { hasText: 'topics' }).waitFor();
    await window.page.getByRole('tab', { name: 'MQTT QoS' }).click();
    await window.runCommand('MQTT: Start Local Broker');
    await window.statusBar(/MQTT \d+/).waitFor();
  });

  after(async () => {
    await window.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Drags with the mouse; VS Code drops text into an editor while Shift is held over it. */
  async function dragInto(source: Locator, editor: Locator): Promise<void> {
    const { mouse, keyboard } = window.page;
    const [from, to] = [await source.boundingBox(), await editor.boundingBox()];
    assert.ok(from !== null && to !== null);
    await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await mouse.down();
    await mouse.move(to.x + 20, to.y + 20, { steps: 8 });
    await keyboard.down('Shift');
    await mouse.move(to.x + 10, to.y + 8, { steps: 4 });
    await mouse.up();
    await keyboard.up('Shift');
  }

  it('puts a filter of the side panel into an editor as text', async () => {
    await window.runCommand('MQTT: Subscribe…');
    const input = window.page.locator('.quick-input-widget:visible');
    await input.getByText('Filter to subscribe to').waitFor();
    await input.locator('input.input').fill('factory/#');
    await window.page.keyboard.press('Enter');
    await input.getByText('at least once').click();
    const subscriptions = window.page.getByRole('treeitem', { name: 'factory/#' });
    await subscriptions.nth(1).waitFor(); // at the broker and at our connection: each moves the other when it comes
    await dragInto(subscriptions.last(), window.page.locator('.view-line', { hasText: 'topics' }));
    await window.page.locator('.view-line', { hasText: 'factory/#' }).waitFor();
  });
});
