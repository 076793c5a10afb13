import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

const KEPT = { clean: false };

const expiring = (seconds: number): { clean: boolean; properties: { sessionExpiryInterval: number } } => ({
  clean: false,
  properties: { sessionExpiryInterval: seconds },
});

function sessionPresent(peer: Peer): boolean {
  return peer.take()[0] === 'CONNACK 0 present';
}

describe('a session', () => {
  it('ends with the connection after clean session 1, and is kept after 0 (3.1.1: 3.1.2-4, -6)', () => {
    const broker = new BrokerHarness();
    broker.connect('c').vanish();
    assert.equal(sessionPresent(broker.connecting('c', 4, KEPT)), false);
    assert.equal(sessionPresent(broker.connecting('c', 4, KEPT)), true);
    assert.equal(sessionPresent(broker.connecting('c')), false);
    assert.equal(sessionPresent(broker.connecting('c', 4, KEPT)), false);
  });

  it('lasts for its Session Expiry Interval beyond the connection (3.1.2-23)', () => {
    const broker = new BrokerHarness();
    broker.connect('c', 5, expiring(10)).vanish();
    broker.advance(9_999);
    const second = broker.connecting('c', 5, expiring(10));
    assert.equal(sessionPresent(second), true);
    broker.advance(60_000);
    second.vanish();
    broker.advance(10_000);
    assert.equal(sessionPresent(broker.connecting('c', 5, expiring(10))), false);
    assert.deepEqual(broker.notes, ['ended c']);
  });

  it('never ends at 0xFFFFFFFF (3.1.2.11.2)', () => {
    const broker = new BrokerHarness();
    broker.connect('c', 5, expiring(0xffff_ffff)).vanish();
    broker.advance(1e13);
    assert.equal(sessionPresent(broker.connecting('c', 5, KEPT)), true);
  });

  it('gets another interval by DISCONNECT', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5, expiring(10));
    peer.write({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 100 } });
    broker.advance(99_999);
    const again = broker.connecting('c', 5, expiring(10));
    assert.equal(sessionPresent(again), true);
    again.write({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    assert.equal(sessionPresent(broker.connecting('c', 5, KEPT)), false);
  });

  it('of interval 0 cannot be prolonged by DISCONNECT (3.14.2.2.2)', () => {
    const peer = new BrokerHarness().connect('c', 5);
    peer.write({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 5 } });
    assert.deepEqual(peer.take(), ['DISCONNECT 0x82', 'closed']);
  });

  it('is kept no longer than the limit, and the client is told (3.2.2.3.2)', () => {
    const broker = new BrokerHarness({ sessionExpiryLimit: 5 });
    const peer = broker.connecting('c', 5, expiring(100));
    assert.match(Buffer.from(peer.takeBytes()[0] ?? []).toString('hex'), /1100000005/);
    peer.vanish();
    broker.advance(5_000);
    assert.equal(broker.core.figures().sessions, 0);
  });

  it('takes its subscriptions with it when it ends', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c');
    peer.subscribe('a/#', 1);
    peer.subscribe('$share/g/a/#', 1, 2);
    assert.equal(broker.core.figures().subscriptions, 2);
    peer.vanish();
    assert.equal(broker.core.figures().subscriptions, 0);
  });

  it('keeps QoS 1 and 2 for a client that is away, in order, and loses QoS 0', () => {
    const broker = new BrokerHarness();
    const away = broker.connect('away', 4, KEPT);
    away.subscribe('a', 2);
    away.vanish();
    const publisher = broker.connect('pub');
    publisher.publish('a', 'zero', 0);
    publisher.publish('a', 'one', 1, 1);
    publisher.publish('a', 'two', 2, 2);
    assert.deepEqual(publisher.take(), ['PUBACK 1', 'PUBREC 2']);
    assert.deepEqual(broker.notes, ['queued away a', 'lost away 1', 'queued away a', 'queued away a']);
    const back = broker.connecting('away', 4, KEPT);
    assert.deepEqual(
      back.routings().map(({ via, journey }) => [via, journey]),
      [
        ['queue', 2],
        ['queue', 3],
      ],
    );
    assert.deepEqual(back.take(), ['CONNACK 0 present', 'PUBLISH q1 id1 a=one', 'PUBLISH q2 id2 a=two']);
    assert.equal(broker.core.figures().dropped.qos0, 1);
  });

  it('goes on in MQTT 3.1 without a word of it: that CONNACK has no Session Present', () => {
    const broker = new BrokerHarness();
    const away = broker.connect('away', 3, KEPT);
    away.subscribe('a', 1);
    away.vanish();
    broker.connect('pub').publish('a', 'one', 1, 1);
    assert.deepEqual(broker.connecting('away', 3, KEPT).take(), ['CONNACK 0', 'PUBLISH q1 id1 a=one']);
  });

  it('drops what comes beyond the limit of its queue, counted and noted', () => {
    const broker = new BrokerHarness({ queueLimit: 2 });
    const away = broker.connect('away', 4, KEPT);
    away.subscribe('a', 1);
    away.vanish();
    const publisher = broker.connect('pub');
    for (let i = 1; i <= 3; i++) publisher.publish('a', String(i), 1, i);
    assert.deepEqual(broker.notes.slice(2), ['queued away a', 'lost away 3']);
    assert.equal(broker.core.figures().dropped.queueFull, 1);
    const back = broker.connecting('away', 4, KEPT);
    assert.deepEqual(back.take().slice(1), ['PUBLISH q1 id1 a=1', 'PUBLISH q1 id2 a=2']);
  });

  it('drops by bytes as by number', () => {
    const broker = new BrokerHarness({ queueByteLimit: 5 });
    const away = broker.connect('away', 4, KEPT);
    away.subscribe('a', 1);
    away.vanish();
    const publisher = broker.connect('pub');
    publisher.publish('a', 'four', 1, 1);
    publisher.publish('a', 'xx', 1, 2);
    publisher.publish('a', 'y', 1, 3);
    assert.deepEqual(broker.connecting('away', 4, KEPT).take().slice(1), [
      'PUBLISH q1 id1 a=four',
      'PUBLISH q1 id2 a=y',
    ]);
  });

  it('lets what waits expire (3.3.2-5) and forwards the interval that is left (3.3.2-6)', () => {
    const broker = new BrokerHarness();
    const away = broker.connect('away', 5, expiring(1_000));
    away.subscribe('a', 1);
    away.vanish();
    const publisher = broker.connect('pub', 5);
    for (const [packetId, interval] of [
      [1, 5],
      [2, 60],
    ] as const) {
      publisher.write({
        ...{ cmd: 'publish', topic: 'a', payload: 'x', qos: 1, dup: false, retain: false, messageId: packetId },
        properties: { messageExpiryInterval: interval },
      });
    }
    broker.advance(10_500);
    assert.deepEqual(broker.notes.slice(2), ['expired away 1']);
    assert.deepEqual(broker.connecting('away', 5, KEPT).take().slice(1), ['PUBLISH q1 id1 a=x expiry=50']);
    assert.equal(broker.core.figures().dropped.expired, 1);
  });
});
