import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

describe("the client's Receive Maximum (3.3.4-9; 4.9.0-1, -2)", () => {
  it('holds QoS 1 and 2 back, not QoS 0, and gives the slot back by PUBACK, PUBCOMP and a refusing PUBREC', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5, { properties: { receiveMaximum: 2 } });
    peer.subscribe('a', 2);
    peer.take();
    const publisher = broker.connect('pub');
    for (let i = 1; i <= 6; i++) publisher.publish('a', String(i), i === 1 ? 1 : 2, i);
    publisher.publish('a', 'zero', 0);
    assert.deepEqual(peer.take(), ['PUBLISH q1 id1 a=1', 'PUBLISH q2 id2 a=2', 'PUBLISH q0 a=zero']);
    assert.equal(broker.notes.length, 4);
    peer.acknowledge('puback', 1);
    assert.deepEqual(peer.take(), ['PUBLISH q2 id3 a=3']);
    peer.acknowledge('pubrec', 2);
    assert.deepEqual(peer.take(), ['PUBREL 2']);
    peer.acknowledge('pubcomp', 2);
    assert.deepEqual(peer.take(), ['PUBLISH q2 id4 a=4']);
    peer.acknowledge('pubrec', 3, 0x97);
    assert.deepEqual(peer.take(), ['PUBLISH q2 id5 a=5']);
    peer.acknowledge('puback', 99);
    assert.deepEqual(peer.take(), []);
  });

  it('is counted anew on each connection', () => {
    const broker = new BrokerHarness();
    const kept = { clean: false, properties: { receiveMaximum: 1, sessionExpiryInterval: 60 } };
    const peer = broker.connect('c', 5, kept);
    peer.subscribe('a', 2);
    const publisher = broker.connect('pub');
    publisher.publish('a', '1', 2, 1);
    publisher.publish('a', '2', 2, 2);
    peer.acknowledge('pubrec', 1);
    peer.vanish();
    // The PUBREL that is sent again takes no slot: the next message goes out beside it.
    const back = broker.connecting('c', 5, kept);
    assert.deepEqual(back.take(), ['CONNACK 0 present', 'PUBREL 1', 'PUBLISH q2 id2 a=2']);
    publisher.publish('a', '3', 2, 3);
    back.acknowledge('pubcomp', 1);
    assert.deepEqual(back.take(), []);
  });
});

describe('our Receive Maximum', () => {
  it('overrun by QoS 2 costs the connection (3.3.4-7; 0x93)', () => {
    const broker = new BrokerHarness({ receiveMaximum: 2 });
    const peer = broker.connect('c', 5);
    for (let i = 1; i <= 2; i++) peer.publish('a', 'x', 2, i);
    peer.acknowledge('pubrel', 1);
    peer.publish('a', 'x', 2, 3);
    peer.take();
    peer.publish('a', 'x', 1, 4);
    peer.publish('a', 'x', 2, 5);
    assert.deepEqual(peer.take(), ['PUBACK 4 0x10', 'DISCONNECT 0x93', 'closed']);
  });
});

describe('a window before MQTT 5', function () {
  this.timeout(20_000);

  it('bounds what is in flight to a client that never acknowledges', () => {
    const broker = new BrokerHarness({ inFlightLimit: 20 });
    const peer = broker.connect('c');
    peer.subscribe('a', 1);
    peer.take();
    const publisher = broker.connect('pub');
    for (let i = 1; i <= 3_000; i++) publisher.publish('a', 'x', 1, i);
    assert.equal(peer.take().length, 20);
  });
});

describe("the client's Maximum Packet Size (3.1.2-24, -25)", () => {
  it('drops a PUBLISH that is larger, as if it had been delivered', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5, { properties: { maximumPacketSize: 30, receiveMaximum: 1 } });
    peer.subscribe('a', 1);
    peer.take();
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x'.repeat(30), 1, 1);
    publisher.publish('a', 'small', 1, 2);
    assert.deepEqual(peer.take(), ['PUBLISH q1 id2 a=small']);
    assert.equal(broker.core.figures().dropped.tooLarge, 1);
    assert.deepEqual(broker.notes, ['queued c a', 'lost c 1']);
  });

  it('that has become smaller ends what was in flight and does not fit any more', () => {
    const broker = new BrokerHarness();
    const kept = { clean: false, properties: { sessionExpiryInterval: 60, receiveMaximum: 1 } };
    const peer = broker.connect('c', 5, kept);
    peer.subscribe('a', 2);
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x'.repeat(30), 2, 1);
    publisher.publish('a', 'small', 2, 2);
    peer.vanish();
    const back = broker.connect('c', 5, { ...kept, properties: { ...kept.properties, maximumPacketSize: 30 } });
    assert.deepEqual(broker.notes, ['queued c a', 'lost c 1']);
    assert.deepEqual([broker.core.figures().dropped.tooLarge, broker.core.figures().messages], [1, 1]);
    back.acknowledge('pubrec', 2);
    back.acknowledge('pubcomp', 2);
    assert.equal(broker.core.figures().messages, 0);
  });

  it('leaves the Reason String of a DISCONNECT out where it does not fit (3.14.2-3)', () => {
    const peer = new BrokerHarness().connect('c', 5, { properties: { maximumPacketSize: 20 } });
    peer.rawWrite('c0 01 00');
    assert.equal(Buffer.from(peer.takeBytes()[0] ?? []).toString('hex'), 'e00181');
  });
});

describe('a client that does not read', function () {
  this.timeout(20_000);

  it('loses QoS 0, keeps QoS 1 and 2 waiting, and slows nobody', () => {
    const broker = new BrokerHarness({ burstBytes: 100 });
    const frozen = broker.connect('frozen');
    const healthy = broker.connect('healthy');
    for (const peer of [frozen, healthy]) peer.subscribe('a', 1);
    frozen.frozen = true;
    const publisher = broker.connect('pub');
    for (let i = 1; i <= 20; i++) publisher.publish('a', `payload-${i}`, (i % 2) as 0 | 1, i);
    assert.equal(healthy.take().length, 21);
    const before = frozen.take();
    assert.ok(before.length < 12);
    frozen.thaw();
    const after = frozen.take();
    const qos1 = [...before, ...after].filter((line) => line.startsWith('PUBLISH q1'));
    assert.deepEqual(
      qos1.map((line) => line.split('=')[1]),
      Array.from({ length: 10 }, (_, i) => `payload-${2 * i + 1}`),
    );
    assert.equal(broker.core.figures().dropped.qos0, 21 - before.length - after.length);
    assert.ok(broker.core.figures().dropped.qos0 > 0);
  });

  it('gets every retained message bit by bit, and what is live behind them', () => {
    const broker = new BrokerHarness({ burstBytes: 200 });
    const publisher = broker.connect('pub');
    for (let i = 0; i < 100; i++) publisher.publish(`r/${i}`, 'x', 0, 0, { retain: true });
    const peer = broker.connect('c');
    peer.frozen = true;
    peer.subscribe('r/#', 0);
    assert.ok(peer.take().length < 30);
    publisher.publish('r/1', 'live', 0);
    let lines: string[] = [];
    for (let i = 0; i < 20; i++) {
      broker.perform(broker.core.drained(peer.number, broker.now));
      lines = [...lines, ...peer.take()];
    }
    assert.equal(lines.at(-1), 'PUBLISH q0 r/1=live');
    assert.equal(broker.core.figures().dropped.qos0, 0);
  });
});

describe('topic aliases to a client that allows them (3.1.2-26, -27; 3.3.2-7)', () => {
  // A topic alias is property 0x23 with two bytes.
  const publishes = (peer: Peer): string[] => peer.takeBytes().map((bytes) => Buffer.from(bytes).toString('hex'));
  const allowing = { clean: false, properties: { topicAliasMaximum: 1, sessionExpiryInterval: 60 } };

  it('come with the topic first and without it afterwards, up to the maximum', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5, allowing);
    peer.subscribe('#', 0);
    peer.take();
    const publisher = broker.connect('pub');
    for (const topic of ['a', 'b', 'a']) publisher.publish(topic, 'x', 0);
    assert.deepEqual(publishes(peer), ['300800016103230001' + '78', '30050001620078', '3007000003230001' + '78']);
  });

  it('begin anew with a connection, also for what is sent again', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5, allowing);
    peer.subscribe('#', 1);
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x', 1, 1);
    peer.vanish();
    const back = broker.connect('c', 5, allowing);
    publisher.publish('a', 'y', 1, 2);
    assert.deepEqual(publishes(back), ['320900000002032300' + '0179']);
    back.vanish();
    const again = broker.connecting('c', 5, allowing);
    assert.deepEqual(publishes(again).slice(1), ['3a0a000161000103230001' + '78', '3a09000000020323000179']);
  });

  it('are not remembered from a PUBLISH that was too large to be sent', () => {
    const broker = new BrokerHarness();
    const properties = { topicAliasMaximum: 1, maximumPacketSize: 30 };
    const peer = broker.connect('c', 5, { properties });
    peer.subscribe('a', 0);
    peer.take();
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x'.repeat(30), 0);
    publisher.publish('a', 'x', 0);
    assert.deepEqual(publishes(peer), ['300800016103230001' + '78']);
  });
});
