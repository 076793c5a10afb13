import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

/** More than what waits as deliveries at once. */
const MANY = 1_500;

/** A broker with MANY retained messages of QoS 1. */
function filled(options: object = {}): BrokerHarness {
  const broker = new BrokerHarness({ inFlightLimit: 10, ...options });
  const publisher = broker.connect('keeper');
  for (let i = 0; i < MANY; i++) publisher.publish(`r/${i}`, String(i), 1, 1, { retain: true });
  publisher.vanish();
  return broker;
}

/** Acknowledges what comes until nothing does, and gives the PUBLISHes. */
function receiveAll(peer: Peer): string[] {
  const all: string[] = [];
  for (let some = peer.take(); some.length > 0 && !peer.closed; some = peer.take()) {
    for (const line of some) {
      if (!line.startsWith('PUBLISH')) continue;
      all.push(line.replace(/ id\d+/, ''));
      const id = / id(\d+)/.exec(line)?.[1];
      if (id !== undefined) peer.acknowledge('puback', Number(id));
    }
  }
  return all;
}

describe('many retained messages for a new subscription', function () {
  this.timeout(20_000);

  it('all come, once, though only some of them wait as deliveries', () => {
    const broker = filled();
    const peer = broker.connect('c');
    peer.subscribe('r/#', 1);
    assert.equal(broker.notes.length, 990);
    const lines = receiveAll(peer);
    assert.deepEqual([lines.length, new Set(lines).size], [MANY, MANY]);
    assert.ok(
      lines.every((line) => line.startsWith('PUBLISH q1 retain r/')),
      lines[0],
    );
  });

  it('come before what is live, and as they were when the subscription was made', () => {
    const broker = filled();
    const peer = broker.connect('c');
    peer.subscribe('r/#', 1);
    const publisher = broker.connect('pub');
    for (let i = 0; i < MANY; i++) publisher.publish(`r/${i}`, 'new', 1, 1, { retain: true });
    publisher.publish('r/zero', 'zero', 0);
    const lines = receiveAll(peer);
    assert.deepEqual(
      lines.slice(0, MANY).filter((line) => line.endsWith('new')),
      [],
    );
    assert.deepEqual(new Set(lines.slice(MANY, 2 * MANY).map((line) => line.split('=')[1])), new Set(['new']));
    assert.deepEqual(lines.slice(2 * MANY), ['PUBLISH q0 r/zero=zero']);
  });

  it('take no room of the queue from what is live', () => {
    const broker = filled({ queueLimit: 1_500 });
    const peer = broker.connect('c');
    peer.subscribe('r/#', 1);
    const publisher = broker.connect('pub');
    for (let i = 0; i < 500; i++) publisher.publish('r/live', String(i), 1, 1);
    assert.equal(receiveAll(peer).length, MANY + 500);
    assert.equal(broker.core.figures().dropped.queueFull, 0);
  });

  it('go on over a connection that takes them bit by bit, and over a new one', () => {
    const broker = filled({ burstBytes: 500 });
    const kept = { clean: false };
    const peer = broker.connect('c', 4, kept);
    peer.frozen = true;
    peer.subscribe('r/#', 0);
    const first = peer.take().slice(1);
    assert.ok(first.length < 100);
    peer.vanish();
    const back = broker.connecting('c', 4, kept);
    assert.equal(first.length + back.take().slice(1).length, MANY);
  });

  it('that run out meanwhile do not come', () => {
    const broker = new BrokerHarness({ inFlightLimit: 10 });
    const publisher = broker.connect('keeper', 5);
    const properties = { messageExpiryInterval: 5 };
    const words = { cmd: 'publish', payload: 'x', qos: 1, messageId: 1, dup: false, retain: true, properties } as const;
    for (let i = 0; i < MANY; i++) publisher.write({ ...words, topic: `r/${i}` });
    const peer = broker.connect('c');
    peer.subscribe('r/#', 1);
    broker.advance(5_000);
    assert.equal(receiveAll(peer).length, 10);
    assert.equal(broker.core.figures().messages, 0);
  });

  it('do not pile up with each SUBSCRIBE of a client that takes none of them', () => {
    const broker = filled({ queueLimit: 100 });
    const peer = broker.connect('c');
    for (let i = 1; i <= 4; i++) peer.subscribe('r/#', 1, i);
    const { queueFull } = broker.core.figures().dropped;
    const lines = receiveAll(peer);
    // Ten in flight, and as many as are retained and the queue holds, once as deliveries and once as replays.
    assert.deepEqual([lines.length, queueFull], [10 + 2 * (MANY + 100), 4 * MANY - lines.length]);
  });
});
