import assert from 'node:assert/strict';
import { commands, env, workspace, type TextDocument } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import { DeliveryAddress } from '../../src/host/deliveryAddress';
import { messageUri } from '../../src/host/messages/messageDocuments';
import { messageText, SHOWN_LIMIT } from '../../src/host/messages/messageText';
import { deliveryNumber } from '../support/fakeDeliveries';
import { startAfresh } from '../support/inVSCode';

function payloadOf(text: string): string {
  return text.slice(text.indexOf('\n\n') + 2);
}

describe('The document of a message', () => {
  let api: QoScopeApi;

  before(async () => {
    api = await startAfresh();
  });

  after(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await api.broker.stop();
  });

  async function publish(payload: Uint8Array): Promise<number> {
    const { delivery } = await api.publish({ topic: 'bytes/exact', payload, qos: 1 });
    return delivery.n;
  }

  function open(command: string, delivery: number): Thenable<TextDocument> {
    return commands.executeCommand(command, { delivery });
  }

  it('shows topic, time, and exactly the bytes of the payload as hex', async () => {
    const delivery = await publish(Uint8Array.from([0x00, 0x0d, 0x0a, 0xff, 0x41]));
    const document = await open('qoscope.openMessageHex', delivery);
    assert.match(document.getText(), /^Topic: bytes\/exact\nTime: .+\nQoS: 1\n/);
    assert.equal(payloadOf(document.getText()), `00000000  ${'00 0d 0a ff 41'.padEnd(48)}  ....A`);
  });

  it('shows a text as the text that it is', async () => {
    const text = '{ "temperature": "21 °C" }';
    const document = await open('qoscope.openMessage', await publish(Buffer.from(text)));
    assert.equal(payloadOf(document.getText()), text);
  });

  it('shows bytes that are no UTF-8 as hex, and says so', async () => {
    const document = await open('qoscope.openMessage', await publish(Uint8Array.from([0xff, 0xfe])));
    assert.match(document.getText(), /no UTF-8/);
    assert.match(payloadOf(document.getText()), /^00000000 {2}ff fe/);
  });

  it('says of a delivery that is not in the trace that it is not', async () => {
    const document = await workspace.openTextDocument(messageUri(DeliveryAddress.live(123_456), 'text'));
    assert.match(document.getText(), /123456/);
  });

  it('leads back to its handshake by its address, as the buttons of its editor hand it over', async () => {
    const document = await open('qoscope.openMessage', await publish(Buffer.from('x')));
    await commands.executeCommand('qoscope.copyTopic', document.uri);
    assert.equal(await env.clipboard.readText(), 'bytes/exact');
  });

  it('cannot be edited', async () => {
    const document = await open('qoscope.openMessage', await publish(Buffer.from('x')));
    assert.equal(workspace.fs.isWritableFileSystem(document.uri.scheme), undefined);
    assert.equal(document.isUntitled, false);
  });

  it('shows the first part of a very large payload, and says so', () => {
    const payload = new Uint8Array(SHOWN_LIMIT + 5).fill(0x61);
    payload.set(Buffer.from('°'), SHOWN_LIMIT - 1); // the limit cuts this character in two
    const text = messageText({ delivery: deliveryNumber(1), at: 0, payload }, 'text');
    assert.match(text, /the first 1,048,576 bytes/);
    assert.equal(payloadOf(text), 'a'.repeat(SHOWN_LIMIT - 1));
  });
});
