/** The first minutes as a person has them: each step ticks itself when the thing has happened, and not before. */

import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import { VSCodeWindow } from '../support/vscode';

const stepOf = ({ page }: VSCodeWindow, title: string): Locator =>
  page.locator('.getting-started-step', { hasText: title });

const tickOf = (window: VSCodeWindow, title: string): Locator =>
  stepOf(window, title).locator('.codicon-getting-started-step-checked');

describe('the walkthrough', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;

  const step = (title: string): Locator => stepOf(window, title);
  const ticked = (title: string): Locator => tickOf(window, title);

  before(async function () {
    this.timeout(120_000);
    window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 } });
    await window.runCommand('MQTT: First Minutes');
    await step('Start the local broker').waitFor();
  });

  after(() => window.close());

  /** Opens a step, and presses its buttons in order. */
  async function follow(title: string, ...buttons: readonly string[]): Promise<void> {
    await step(title).click();
    assert.equal(await ticked(title).count(), 0, `"${title}" is not ticked before it was done`);
    for (const name of buttons) await step(title).getByRole('button', { name, exact: true }).click();
  }

  it('ticks the broker once it runs', async () => {
    await step('Start the local broker').getByRole('button', { name: 'Start Local Broker' }).click();
    await ticked('Start the local broker').waitFor();
  });

  it('ticks publishing once a message is out', async () => {
    await follow('Publish the selection', 'Open Example Message');
    await window.page.locator('.view-line', { hasText: 'set-speed' }).waitFor();
    await step('Publish the selection').getByRole('button', { name: 'Publish It at QoS 2' }).click();
    await ticked('Publish the selection').waitFor();
  });

  it('ticks reading once a handshake lies open', async () => {
    await follow('Read the handshake', 'Show Handshakes');
    await window.page
      .getByRole('treeitem', { name: /QoS 2, factory/ })
      .first()
      .click();
    await window.page.getByRole('treeitem', { name: /PUBCOMP/ }).waitFor();
    await ticked('Read the handshake').waitFor();
  });

  it('ticks the downgrade once a message has come at a lower QoS', async () => {
    await follow('See a downgrade', 'Subscribe to factory/# at QoS 1');
    await window.page.getByRole('treeitem', { name: 'factory/#' }).first().waitFor();
    await step('See a downgrade').getByRole('button', { name: 'Publish at QoS 2' }).click();
    await ticked('See a downgrade').waitFor();
    await window.page.getByRole('treeitem', { name: /Downgraded for a subscriber/ }).waitFor();
  });

  it('ticks the restart once the broker has come back with a session', async () => {
    await follow('Restart under a kept session', 'Connect with a Kept Session');
    await window.page.getByRole('treeitem', { name: /keeps this session/ }).waitFor();
    await step('Restart under a kept session').getByRole('button', { name: 'Restart Local Broker' }).click();
    await ticked('Restart under a kept session').waitFor();
  });
});

describe('the walkthrough, opened late', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;

  before(async function () {
    this.timeout(120_000);
    window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 } });
  });

  after(() => window.close());

  it('ticks what was done before, and nothing else', async () => {
    await window.runCommand('MQTT: Start Local Broker');
    await window.statusBar(/MQTT \d+/).waitFor();
    await window.runCommand('MQTT: First Minutes');
    await tickOf(window, 'Start the local broker').waitFor();
    assert.equal(await tickOf(window, 'Publish the selection').count(), 0);
  });
});
