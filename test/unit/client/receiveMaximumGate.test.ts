import assert from 'node:assert/strict';

import { ReceiveMaximumGate } from '../../../src/engine/client/receiveMaximumGate';
import type { Qos } from '../../../src/shared/model';

type Message = { readonly name: string; readonly qos: Qos };

function gate(): { readonly gate: ReceiveMaximumGate<Message>; readonly sent: string[] } {
  const sent: string[] = [];
  return { gate: new ReceiveMaximumGate<Message>(({ name }) => sent.push(name)), sent };
}

const message = (name: string, qos: Qos): Message => ({ name, qos });

describe('ReceiveMaximumGate', () => {
  it('sends nothing before it is opened, and all in order then', () => {
    const { gate: held, sent } = gate();
    held.offer(message('a', 1));
    held.offer(message('b', 0));
    assert.deepEqual(sent, []);
    held.open(10);
    assert.deepEqual(sent, ['a', 'b']);
  });

  it('lets as many QoS 1 and 2 messages through as the broker takes, and the next for each place given back', () => {
    const { gate: held, sent } = gate();
    held.open(2);
    for (const name of ['a', 'b', 'c', 'd']) held.offer(message(name, name === 'b' ? 2 : 1));
    assert.deepEqual(sent, ['a', 'b']);
    held.giveBack();
    assert.deepEqual(sent, ['a', 'b', 'c']);
    held.giveBack();
    assert.deepEqual(sent, ['a', 'b', 'c', 'd']);
  });

  it('takes no place for QoS 0', () => {
    const { gate: held, sent } = gate();
    held.open(1);
    for (const name of ['a', 'b', 'c']) held.offer(message(name, 0));
    held.offer(message('d', 1));
    assert.deepEqual(sent, ['a', 'b', 'c', 'd']);
  });

  it('keeps QoS 0 behind the QoS 1 message that was published before it', () => {
    const { gate: held, sent } = gate();
    held.open(1);
    held.offer(message('a', 1));
    held.offer(message('b', 1));
    held.offer(message('c', 0));
    assert.deepEqual(sent, ['a']);
    assert.equal(held.held, 2);
    held.giveBack();
    assert.deepEqual(sent, ['a', 'b', 'c']);
  });

  it('counts the window anew on each connection', () => {
    const { gate: held, sent } = gate();
    held.open(1);
    held.offer(message('a', 1));
    held.shut();
    held.offer(message('b', 1));
    held.offer(message('c', 1));
    assert.deepEqual(sent, ['a']);
    held.open(1);
    assert.deepEqual(sent, ['a', 'b']);
  });

  it('hands out what waits when it is asked to, and sends none of it', () => {
    const { gate: held, sent } = gate();
    held.offer(message('a', 1));
    assert.deepEqual(held.takeAll(), [message('a', 1)]);
    held.open(5);
    assert.deepEqual(sent, []);
  });
});
