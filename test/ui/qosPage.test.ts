/** The page inside the real VS Code, fed by real programs at the local broker: what was just done stands in it. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import type { Locator } from 'playwright-core';

import { mqttBytes } from '../support/mqttBytes';
import { Program } from '../support/programs';
import { VSCodeWindow } from '../support/vscode';

describe('the QoS page in VS Code', function () {
  this.timeout(60_000);

  let window: VSCodeWindow;
  let port: string;
  let mute: Socket | null = null;
  const running: Program[] = [];

  before(async function () {
    this.timeout(120_000);
    window = await VSCodeWindow.open({ settings: { 'qoscope.localBroker.port': 0 } });
    port = await startedBroker();
    await window.runCommand('MQTT: Open QoS Page in Editor');
    await tab('subscriptions').click();
    running.push(await mosquitto('mosquitto_sub', '-i', 'dash', '-t', 'factory/#', '-q', '1'));
    mute = await muteSubscriber();
    for (const client of ['dash', 'mute']) await row(client).waitFor();
    const publisher = await mosquitto(
      'mosquitto_pub',
      '-i',
      'ctrl',
      '-t',
      'factory/m001/command',
      '-m',
      'stop',
      '-q',
      '2',
    );
    await publisher.succeeded();
  });

  after(async () => {
    mute?.destroy();
    for (const program of running) await program.stop();
    await window.close();
  });

  /** Starts the broker and reads the port that the system chose from the status bar. */
  async function startedBroker(): Promise<string> {
    await window.runCommand('MQTT: Start Local Broker');
    const status = window.statusBar(/MQTT \d+/);
    await status.waitFor();
    const number = /MQTT (\d+)/.exec((await status.textContent()) ?? '')?.[1];
    assert.ok(number, 'the status bar shows the port');
    return number;
  }

  const mosquitto = (command: string, ...args: string[]): Promise<Program> =>
    Program.start(command, ['-h', '127.0.0.1', '-p', port, ...args], 'mosquitto-clients');

  /** A subscriber that never acknowledges: its delivery stays in flight. */
  async function muteSubscriber(): Promise<Socket> {
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    socket.write(
      mqttBytes({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: 'mute',
        keepalive: 0,
      }),
    );
    socket.write(
      mqttBytes({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'factory/+/command', qos: 2 }] }),
    );
    return socket;
  }

  const tab = (name: string): Locator => window.webview().getByRole('tab', { name: new RegExp(name, 'i') });

  const row = (...texts: string[]): Locator =>
    texts.reduce((rows, hasText) => rows.filter({ hasText }), window.webview().locator('[role=row]:visible'));

  it('shows each subscription below its client, with the QoS granted', async () => {
    await tab('subscriptions').click();
    await row('factory/#', 'QoS 1').waitFor();
    await row('factory/+/command', 'QoS 2').waitFor();
  });

  it('shows what is in flight, and which packet it waits for', async () => {
    await tab('in flight').click();
    await row('factory/m001/command', 'PUBREC').waitFor();
    assert.equal(await row('factory/m001/command').count(), 1, 'only the mute subscriber has a delivery in flight');
  });

  it('counts each delivery in the cell of the matrix that predicts it', async () => {
    await tab('matrix').click();
    const cells = window.webview().locator('.matrix-cell');
    await cells.nth(7).getByText('1 seen').waitFor(); // published 2, granted 1
    await cells.nth(8).getByText('1 seen').waitFor(); // published 2, granted 2
    const rules = await cells.locator('.matrix-rule').allInnerTexts();
    assert.deepEqual(rules, ['0', '0', '0', '0', '1', '1', '0', '1', '2']);
    assert.equal(await cells.filter({ hasText: 'none seen' }).count(), 7);
  });

  it('lays the publisher’s handshake open, with its four packets', async () => {
    await tab('deliveries').click();
    await row('factory/m001/command', 'ctrl').first().click();
    for (const packet of ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP']) {
      await window.webview().locator('.detail .packets').getByText(packet, { exact: true }).waitFor();
    }
  });

  it('has lost nothing after its editor was hidden and shown again', async () => {
    await window.runCommand('View: Split Editor Down');
    await tab('deliveries').first().waitFor();
    await row('factory/m001/command', 'broker → dash').first().waitFor();
  });
});
