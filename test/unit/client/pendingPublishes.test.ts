import assert from 'node:assert/strict';

import { PendingPublishes, type OutgoingMessage } from '../../../src/engine/client/pendingPublishes';
import type { Qos } from '../../../src/shared/model';

/** A message whose fate is written into `fates`. */
function message(fates: string[], topic: string, qos: Qos): OutgoingMessage {
  return {
    topic,
    payload: Buffer.alloc(0),
    qos,
    retain: false,
    resolve: (delivery) => fates.push(`${topic} is ${delivery}`),
    reject: (reason) => fates.push(`${topic} ${reason.message}`),
  };
}

const lost = (): Error => new Error('lost');

describe('PendingPublishes', () => {
  it('finds QoS 1 and 2 by packet identifier and QoS 0 by order', () => {
    const fates: string[] = [];
    const pending = new PendingPublishes(lost);
    pending.sent(message(fates, 'a', 0), 0);
    pending.sent(message(fates, 'b', 1), 7);
    pending.sent(message(fates, 'c', 0), 0);
    pending.onWire(7, 20);
    pending.onWire(0, 10);
    pending.onWire(0, 30);
    assert.deepEqual(fates, ['b is 20', 'a is 10', 'c is 30']);
  });

  it('tells of a delivery once, also when it is sent again', () => {
    const fates: string[] = [];
    const pending = new PendingPublishes(lost);
    pending.sent(message(fates, 'a', 2), 7);
    pending.onWire(7, 1);
    pending.onWire(7, 1);
    assert.deepEqual(fates, ['a is 1']);
  });

  it('waits for the resending of a message that the broker never saw', async () => {
    const fates: string[] = [];
    const pending = new PendingPublishes(lost);
    pending.sent(message(fates, 'a', 1), 7);
    pending.onWire(7, Promise.resolve(null));
    await Promise.resolve();
    pending.connectionEnded();
    assert.deepEqual(fates, []);
    pending.onWire(7, 3);
    assert.deepEqual(fates, ['a is 3']);
  });

  it('gives up QoS 0 with its connection', async () => {
    const fates: string[] = [];
    const pending = new PendingPublishes(lost);
    pending.sent(message(fates, 'a', 0), 0);
    pending.sent(message(fates, 'b', 0), 0);
    pending.onWire(0, Promise.resolve(null));
    pending.connectionEnded();
    await Promise.resolve();
    assert.deepEqual(fates.sort(), ['a lost', 'b lost']);
  });

  it('gives up all with the session', () => {
    const fates: string[] = [];
    const pending = new PendingPublishes(lost);
    pending.sent(message(fates, 'a', 0), 0);
    pending.sent(message(fates, 'b', 2), 7);
    pending.giveUp(({ topic }) => new Error(`given up: ${topic}`));
    pending.onWire(7, 1);
    assert.deepEqual(fates, ['a given up: a', 'b given up: b']);
  });
});
