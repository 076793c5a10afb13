/** Through the parts of the page in a real VS Code, from picture to picture. */

import path from 'node:path';

import type { Locator } from 'playwright-core';

import { PROJECT } from '../../../scripts/paths';
import { VSCodeWindow } from '../../support/vscode';
import { FactoryFloor } from './factoryFloor';

/** Messages that go by before the one of the pictures, and the seconds between two: something for the charts. */
const MANY = ['--repeat', '30', '--repeat-delay', '0.1'];

/** The size of the window in CSS pixels. */
const SIZE = { width: 1440, height: 760 };

/** One part of the page. */
export interface Picture {
  /** Where its kept picture stands: the one of docs/ui.md. */
  readonly file: string;
  /** Brings it before the eye; it follows the one before. */
  readonly show: (tour: Tour) => Promise<void>;
}

const picture = (name: string, show: Picture['show']): Picture => ({
  file: path.join(PROJECT, `docs/images/ui-${name}.png`),
  show,
});

/** In their order. */
export const PICTURES: readonly Picture[] = [
  picture('detail-dark', (tour) => tour.detail()),
  picture('matrix-dark', (tour) => tour.tab('matrix', '.matrix-cell:not(.unseen)')),
  picture('subscriptions-dark', (tour) => tour.tab('subscriptions', '.list-subscriptions .row:nth-child(2)')),
  picture('detail-light', async (tour) => {
    await tour.light();
    await tour.tab('deliveries', '.ladder');
  }),
  picture('in-flight-light', (tour) => tour.tab('in flight', '.list-inflight .gauge')),
  picture('rates-light', (tour) => tour.tab('rates', '.rate-legend tbody')),
];

/** A VS Code with the page in an editor, on a factory floor. Close it. */
export class Tour {
  private constructor(
    readonly window: VSCodeWindow,
    private readonly floor: FactoryFloor,
  ) {}

  /** Resolves when all that the pictures show has happened. */
  static async begin(): Promise<Tour> {
    const window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 }, size: SIZE });
    await window.runCommand('MQTT: Start Local Broker');
    const status = window.statusBar(/MQTT \d+/);
    await status.waitFor();
    const floor = new FactoryFloor(Number(/MQTT (\d+)/.exec((await status.textContent()) ?? '')?.[1]));
    const tour = new Tour(window, floor);
    await floor.open();
    await floor.addMute('factory/+/command');
    await floor.publish('probe', 'sensors/temperature', '21.4', '1', ...MANY);
    await floor.publish('ctrl', 'factory/m001/command', '{ "on": true, "speed": 40 }', '2', '--repeat', '3');
    await window.runCommand('View: Close Primary Side Bar');
    await window.runCommand('MQTT: Open QoS Page in Editor');
    await tour.page('.list-deliveries .row').first().waitFor();
    return tour;
  }

  /** The whole page as a PNG, with the mouse elsewhere. */
  async take(file?: string): Promise<Buffer> {
    await this.window.page.mouse.move(0, 0);
    const options = { animations: 'disabled', ...(file === undefined ? {} : { path: file }) } as const;
    return this.window.page.locator('iframe.webview').first().screenshot(options);
  }

  /** The handshake of the last message's publisher, and the journey. */
  async detail(): Promise<void> {
    await this.page('.list-deliveries [role=row]:visible').filter({ hasText: 'ctrl' }).last().click();
    await this.page('.ladder').waitFor();
    await this.window.webview().getByRole('grid', { name: 'Packets' }).getByText('PUBCOMP').waitFor();
  }

  /** Another tab, once it has drawn `part`. */
  async tab(name: string, part: string): Promise<void> {
    await this.window
      .webview()
      .getByRole('tab', { name: new RegExp(name, 'i') })
      .click();
    await this.page(part).first().waitFor();
  }

  /** The other theme. */
  async light(): Promise<void> {
    await this.window.runCommand('Preferences: Toggle between Light/Dark Themes');
    await this.page('body.vscode-light').waitFor();
  }

  async close(): Promise<void> {
    await this.floor.close();
    await this.window.close();
  }

  private page(part: string): Locator {
    return this.window.webview().locator(part);
  }
}
