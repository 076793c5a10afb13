/**
 * `npm run record:readme`: takes the picture at the top of the README, docs/images/qoscope-dark.png, from the real VS Code
 * with real programs at the local broker. It shows port 1883, which has to be free. Look at the picture before it is kept.
 */

import path from 'node:path';

import { PROJECT } from '../../../scripts/paths';
import { VSCodeWindow } from '../../support/vscode';
import { FactoryFloor } from '../pictures/factoryFloor';

const PICTURE = path.join(PROJECT, 'docs/images/qoscope-dark.png');

/** Pixels from the window's top that the message needs. */
const EDITOR_HEIGHT = 260;

/** Pixels that the handle between editor and panel lies above the panel. */
const SASH = 3;

async function main(): Promise<void> {
  const window = await VSCodeWindow.open({ size: { width: 1500, height: 940 } });
  const floor = new FactoryFloor(1883);
  try {
    await window.runCommand('MQTT: Start Local Broker');
    await window.statusBar('MQTT 1883').waitFor();
    await floor.open();
    await window.statusBar(`${floor.clients} clients`).waitFor();
    await publishTheMessage(window);
    await show(window);
    await window.page.locator('.monaco-sash.hover').waitFor({ state: 'detached' });
    await window.page.screenshot({ path: PICTURE, animations: 'disabled' });
  } finally {
    await floor.close();
    await window.close();
  }
}

/** The example, selected as a person selects it, at QoS 2. */
async function publishTheMessage(window: VSCodeWindow): Promise<void> {
  await window.runCommand('MQTT: Open Example Message');
  await window.page.locator('.view-line', { hasText: 'set-speed' }).click();
  await window.page.keyboard.press('Control+A');
  await window.runCommand('MQTT: Publish Selection at QoS 2');
  await window.page.getByText('Topic to publish to').waitFor();
  await window.page.keyboard.type('factory/m001/command');
  await window.page.keyboard.press('Enter');
  await window.statusBar(/QoS 2 complete/).waitFor();
}

/** Its handshake, in the side panel and on the page. */
async function show(window: VSCodeWindow): Promise<void> {
  await window.page.getByRole('tab', { name: 'MQTT QoS' }).first().click();
  const row = window.page.getByRole('treeitem', { name: /^QoS 2, factory\/m001\/command/ }).last();
  await row.click();
  await window.page.getByRole('treeitem', { name: /PUBCOMP/ }).waitFor();
  await window.statusBar(/QoS 2 complete/).click();
  await window.webview().getByText('PUBCOMP received').first().waitFor();
  await heighten(window);
  await window.page.mouse.move(0, 0);
}

/** Gives the panel the room of the editor below the message. */
async function heighten({ page }: VSCodeWindow): Promise<void> {
  const panel = await page.locator('.part.panel').boundingBox();
  if (panel === null) throw new Error('The panel is not open.');
  const middle = panel.x + panel.width / 2;
  await page.mouse.move(middle, panel.y - SASH);
  await page.mouse.down();
  await page.mouse.move(middle, EDITOR_HEIGHT, { steps: 5 });
  await page.mouse.up();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
