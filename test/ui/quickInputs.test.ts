/** Publishing as a person does it who has just installed the extension: one command, then question by question. */

import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import { VSCodeWindow } from '../support/vscode';

const COMMAND = 'MQTT: Publish Selection at QoS…';

describe('Publish Selection in VS Code, asked question by question', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;

  before(async function () {
    this.timeout(120_000);
    window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0, 'files.autoSave': 'off' } });
    await openExample('commands.txt');
    await press('Control+Home');
    await window.runCommand('Add Cursor Below');
    await press('Shift+End');
    await window.statusBar('2 selections').waitFor();
  });

  after(() => window.close());

  const press = (key: string): Promise<void> => window.page.keyboard.press(key);
  const type = (text: string): Promise<void> => window.page.keyboard.type(text);
  const quickInput = (part: string): Locator => window.page.locator(`.quick-input-widget ${part}`);
  const title = (text: string): Locator => quickInput('.quick-input-title').filter({ hasText: text });
  const message = (text: string): Locator => quickInput('.quick-input-message').filter({ hasText: text });
  const offered = (text: string): Locator => quickInput('.monaco-list-row').filter({ hasText: text });
  const atHand = (text: string): Locator => quickInput('.monaco-list-row.focused').filter({ hasText: text });
  const treeRow = (name: RegExp): Locator => window.page.getByRole('treeitem', { name });

  async function openExample(name: string): Promise<void> {
    await press('Control+p');
    await quickInput('input.input').fill(name);
    await atHand(name).waitFor();
    await quickInput('input.input').press('Enter');
    await window.page.locator('.monaco-editor .view-line').first().click();
  }

  it('offers the local broker first where nothing is connected, and names what is published', async () => {
    await window.runCommand(COMMAND);
    await title('Publish 2 selections, 29 bytes').waitFor();
    await atHand('Start the local broker and connect').waitFor();
    await press('Enter');
    await window.statusBar(/MQTT \d+ · 1 client/).waitFor();
  });

  it('refuses a topic with a wildcard, with the reason, and stays open for a better one', async () => {
    await message('Topic to publish to').waitFor();
    await type('factory/#');
    await message('A topic to publish to must not contain the wildcards + and #.').waitFor();
    await press('Enter');
    await press('Backspace');
    await press('Backspace');
    await message('Topic to publish to').waitFor();
    await type('/m001/command');
    await press('Enter');
  });

  it('explains each level in a line, and publishes each selection at the one that is chosen', async () => {
    await offered('PUBLISH and nothing back: lost where the connection breaks.').waitFor();
    await offered('PUBLISH, PUBACK: sent again after a break, so it may arrive twice.').waitFor();
    await offered('PUBLISH, PUBREC, PUBREL, PUBCOMP: neither lost nor doubled.').waitFor();
    await type('QoS 2');
    await atHand('exactly once').waitFor();
    await press('Enter');
    await window.statusBar(/2 of 2 messages at QoS 2 complete/).waitFor();
  });

  it('lays both handshakes open in the side panel by the keyboard alone', async () => {
    await window.runCommand('View: Show MQTT QoS');
    const rows = treeRow(/^QoS 2, factory\/m001\/command, qoscope-[0-9a-f]{8} → broker, complete in/);
    await rows.nth(1).waitFor();
    await window.runCommand('MQTT QoS: Focus on Handshakes View');
    await window.page.locator('.pane-body [role=tree]:focus', { has: rows }).waitFor();
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowRight');
    const packets = treeRow(/^PUB(LISH|REC|REL|COMP) id \d+, (client to broker|broker to client),/);
    await packets.nth(3).waitFor();
    const names = await packets.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label') ?? ''));
    assert.deepEqual(
      names.map((name) => /^\w+/.exec(name)?.[0]),
      ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'],
    );
  });

  it('remembers topic and level, and says where nothing is selected that the whole file goes', async () => {
    await window.page.locator('.monaco-editor .view-line').first().click();
    await window.statusBar('Ln 1, Col').waitFor();
    await window.runCommand(COMMAND);
    await title('Publish the whole file commands.txt, 52 bytes').waitFor();
    await quickInput('input.input[placeholder="To factory/m001/command at which QoS?"]').waitFor();
    await atHand('exactly once').waitFor();
    await press('Enter');
    await window.statusBar(/^\s*QoS 2 complete in .+ · no subscriber/).waitFor();
  });
});
