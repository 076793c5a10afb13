import assert from 'node:assert/strict';
import { commands, Selection, window, workspace, type TextEditor, type TreeItem } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import type { PublishResult } from '../../src/host/publish/publishMessages';
import type { DeliveryDetail } from '../../src/shared/engineApi';
import { HandshakesTree } from '../../src/host/views/handshakesTree';
import { DeliveryRow, PacketRow } from '../../src/host/views/handshakeItems';
import { apiSource } from '../support/apiSource';
import { KeptLog } from '../support/engineLog';
import { startAfresh } from '../support/inVSCode';

const FOUR = ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'];

async function open(content: string, ...selections: readonly Selection[]): Promise<TextEditor> {
  const editor = await window.showTextDocument(await workspace.openTextDocument({ content }));
  editor.selections = selections;
  return editor;
}

function publishSelection(script: object): Thenable<PublishResult | undefined> {
  return commands.executeCommand('qoscope.publishSelection', script);
}

function labelOf({ label }: TreeItem): string {
  return typeof label === 'string' ? label : (label?.label ?? '');
}

describe('Publish Selection', () => {
  let api: QoScopeApi;

  beforeEach(async () => {
    api = await startAfresh();
  });

  afterEach(async () => {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await api.broker.stop();
  });

  async function details(result: PublishResult | undefined): Promise<readonly DeliveryDetail[]> {
    assert.ok(result);
    return Promise.all(result.deliveries.map((delivery) => api.delivery(delivery)));
  }

  it('publishes two selections at QoS 2 as two journeys with handshakes of four packets', async () => {
    await api.subscribe('factory/#', 1);
    await open('start m001\nstop m001\n', new Selection(1, 0, 1, 9), new Selection(0, 0, 0, 10));
    const published = await details(await publishSelection({ qos: 2, topic: 'factory/command' }));

    assert.equal(published.length, 2);
    for (const { delivery, packets } of published) {
      assert.equal(delivery.state, 'complete');
      assert.deepEqual(
        packets.map(({ type }) => type),
        FOUR,
      );
    }
    const [first, second] = published.map(({ journey }) => journey);
    assert.ok(first && second);
    assert.notEqual(first.n, second.n);
    for (const { branches } of [first, second])
      assert.deepEqual(
        branches.map(({ qos, grantedQos }) => [qos, grantedQos]),
        [[1, 1]],
      );
  });

  it('sends several selections in the order of the document, as exactly their bytes in UTF-8', async () => {
    await open('grün 21 °C\nzwei\n', new Selection(1, 0, 1, 4), new Selection(0, 0, 0, 4));
    const result = await publishSelection({ qos: 1, topic: 'order' });
    const messages = await Promise.all((result?.deliveries ?? []).map((delivery) => api.message(delivery)));
    assert.deepEqual(
      messages.map(({ payload }) => Buffer.from(payload).toString('hex')),
      ['6772c3bc6e', '7a776569'],
    );
  });

  it('publishes the whole file where nothing is selected', async () => {
    const content = '{ "rpm": 1450 }\r\n';
    const editor = await open(content, new Selection(0, 3, 0, 3));
    const [detail] = await details(await publishSelection({ qos: 0, topic: 'whole' }));
    assert.ok(detail);
    const { payload } = await api.message(detail.delivery.n);
    assert.equal(Buffer.from(payload).toString(), editor.document.getText());
  });

  it('says how far the message has come, and at which QoS', async () => {
    const { clientId } = api.connections[0]!;
    await api.subscribe('factory/#', 1);
    await open('start');
    const result = await publishSelection({ qos: 2, topic: 'factory/command' });
    assert.match(
      result?.outcome ?? '',
      new RegExp(`^QoS 2 complete in [\\d.]+ ms · reached ${clientId} at QoS 1 \\(published 2\\)$`),
    );
  });

  it('refuses a topic with a wildcard, with the reason', async () => {
    await open('start');
    await assert.rejects(async () => publishSelection({ qos: 1, topic: 'factory/#' }), { code: 'topic.wildcard' });
  });

  it('says where the trace is paused that it does not show the message', async () => {
    await commands.executeCommand('qoscope.trace.pause');
    await open('start');
    const result = await publishSelection({ qos: 1, topic: 'unseen' });
    assert.deepEqual(result, { deliveries: [], outcome: 'QoS 1 published; the trace is paused and does not show it' });
    await commands.executeCommand('qoscope.trace.resume');
    assert.equal(api.counts?.paused, false);
  });

  it('shows both handshakes in the view, newest first, each opening into its four packets', async () => {
    await open('one\ntwo', new Selection(0, 0, 0, 3), new Selection(1, 0, 1, 3));
    const result = await publishSelection({ qos: 2, topic: 'tree' });
    const tree = new HandshakesTree(apiSource(api), new KeptLog());
    try {
      const rows = (await tree.getChildren()).filter((row) => row instanceof DeliveryRow);
      assert.deepEqual(
        rows.map(({ delivery }) => delivery.n),
        [...(result?.deliveries ?? [])].reverse(),
      );
      for (const row of rows) {
        assert.match(labelOf(tree.getTreeItem(row)), /^QoS 2 → qos…[0-9a-f]{8}$/);
        assert.match(String(tree.getTreeItem(row).description), /^[\d.]+ ms · tree$/);
        const packets = (await tree.getChildren(row)).filter((child) => child instanceof PacketRow);
        assert.deepEqual(
          packets.map(({ packet }) => packet.type),
          FOUR,
        );
        assert.equal(tree.getTreeItem(packets[0]!).description, '0');
        assert.match(String(tree.getTreeItem(packets[3]!).description), /^\+[\d.]+ ms$/);
      }
    } finally {
      tree.dispose();
    }
  });
});
