import assert from 'node:assert/strict';

import type { ISubscription } from 'mqtt-packet';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';

function subscribe(peer: Peer, subscriptions: ISubscription[], subscriptionIdentifier?: number, packetId = 1): void {
  const properties = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
  peer.write({ cmd: 'subscribe', messageId: packetId, subscriptions, properties });
}

describe('SUBSCRIBE', () => {
  it('is answered by one SUBACK with a code for each filter, in their order (3.8.4-5, -6)', () => {
    const peer = new BrokerHarness().connect('c');
    subscribe(peer, [
      { topic: 'a', qos: 2 },
      { topic: 'b/#', qos: 0 },
      { topic: 'c/+', qos: 1 },
    ]);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x02,0,0x01]']);
  });

  it('above Maximum QoS is accepted and granted less (3.2.2-9)', () => {
    const broker = new BrokerHarness({ maximumQos: 1 });
    const peer = broker.connect('c', 5);
    peer.subscribe('a', 2);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x01]']);
  });

  it('with the same filter replaces the subscription (3.8.4-3)', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c');
    peer.subscribe('a', 2);
    peer.subscribe('a', 0, 2);
    broker.connect('pub').publish('a', 'x', 2, 1);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x02]', 'SUBACK 2 [0]', 'PUBLISH q0 a=x']);
    assert.equal(broker.core.figures().subscriptions, 1);
  });

  it('with a filter that the standard forbids ends the connection (4.7.1-2, -3; 4.8.2-1)', () => {
    for (const topic of ['a/#/b', 'a#', 'a+/b', '$share//a', '$share/g', '$share/g/', '$share/+/a', '']) {
      const broker = new BrokerHarness();
      const five = broker.connect('five', 5);
      five.subscribe(topic, 0);
      assert.deepEqual(five.take(), ['DISCONNECT 0x8f', 'closed'], topic);
      const four = broker.connect('four');
      four.subscribe(topic, 0);
      assert.deepEqual(four.take(), ['closed'], topic);
    }
  });
});

describe('A client that asks for very much', () => {
  const filters = (count: number): ISubscription[] =>
    Array.from({ length: count }, (_, i) => ({ topic: `a/${i}`, qos: 0 as const }));

  it('may have so many filters in one packet, and is sent away beyond that', () => {
    const broker = new BrokerHarness({ filterLimit: 10 });
    const peer = broker.connect('c', 5);
    subscribe(peer, filters(10));
    peer.write({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: filters(10).map(({ topic }) => topic) });
    assert.equal(peer.take().length, 2);
    subscribe(peer, filters(11));
    assert.deepEqual(peer.take(), ['DISCONNECT 0x97', 'closed']);
    const other = broker.connect('d', 5);
    other.write({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: filters(11).map(({ topic }) => topic) });
    assert.deepEqual(other.take(), ['DISCONNECT 0x97', 'closed']);
  });

  it('is told which filter was wrong also where that is as long as a text may be', () => {
    const peer = new BrokerHarness().connect('c', 5);
    peer.subscribe(`#${'x'.repeat(65_530)}`, 0);
    assert.deepEqual(peer.take(), ['DISCONNECT 0x8f', 'closed']);
  });
});

describe('UNSUBSCRIBE', () => {
  it('says in MQTT 5 which subscriptions there were (3.11.3)', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5);
    peer.subscribe('a', 1);
    peer.write({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a', 'b'] });
    broker.connect('pub').publish('a', 'x', 1, 1);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x01]', 'UNSUBACK 2 [0,0x11]']);
  });

  it('is answered also where there was none, without codes before MQTT 5 (3.10.4-5)', () => {
    const peer = new BrokerHarness().connect('c');
    peer.rawWrite('a2 05 00 07 00 01 61');
    assert.equal(Buffer.from(peer.takeBytes()[0] ?? []).toString('hex'), 'b0020007');
  });
});

describe('overlapping subscriptions of a client (5: 3.3.4-2; 3.1.1: 3.3.5-1)', () => {
  it('give one copy at the highest granted QoS, whatever their order', () => {
    const filters = ['a/b', 'a/+', '#'];
    for (const granted of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
      [0, 0, 1],
    ] as const) {
      const broker = new BrokerHarness();
      const peer = broker.connect('c');
      for (const [i, filter] of filters.entries()) peer.subscribe(filter, granted[i] ?? 0, i + 1);
      peer.take();
      broker.connect('pub').publish('a/b', 'x', 2, 1);
      const highest = Math.max(...granted);
      assert.equal(peer.routings()[0]?.filter, filters[granted.findIndex((qos) => qos === highest)]);
      assert.deepEqual(peer.take(), [`PUBLISH q${highest} id1 a/b=x`]);
    }
  });

  it('put every subscription identifier on the copy (3.3.4-4)', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5);
    subscribe(peer, [{ topic: 'a/b', qos: 1 }], 7);
    subscribe(peer, [{ topic: 'a/#', qos: 0 }], 268_435_455);
    subscribe(peer, [{ topic: '+/b', qos: 0 }]);
    peer.take();
    broker.connect('pub', 5).publish('a/b', 'x', 1, 1);
    const [line] = peer.take();
    const [publish, ids] = (line ?? '').split(' ids=');
    assert.equal(publish, 'PUBLISH q1 id1 a/b=x');
    assert.deepEqual(ids?.split(',').sort(), ['268435455', '7']);
  });
});

describe('subscription options of MQTT 5', () => {
  it('No Local keeps a message from its own publisher (3.8.3-3)', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 5);
    subscribe(peer, [{ topic: 'a', qos: 0, nl: true }]);
    peer.take();
    peer.publish('a', 'own', 0);
    broker.connect('other').publish('a', 'other', 0);
    assert.deepEqual(peer.take(), ['PUBLISH q0 a=other']);
  });

  it('No Local on a shared subscription is a protocol error (3.8.3-4)', () => {
    const peer = new BrokerHarness().connect('c', 5);
    subscribe(peer, [{ topic: '$share/g/a', qos: 0, nl: true }]);
    assert.deepEqual(peer.take(), ['DISCONNECT 0x82', 'closed']);
  });

  it('Retain As Published lets the RETAIN flag pass (3.3.1-12, -13)', () => {
    const broker = new BrokerHarness();
    const as = broker.connect('as', 5);
    subscribe(as, [{ topic: 'a', qos: 0, rap: true }]);
    const plain = broker.connect('plain', 5);
    subscribe(plain, [{ topic: 'a', qos: 0 }]);
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x', 0, 0, { retain: true });
    publisher.publish('a', 'y', 0);
    assert.deepEqual(as.take().slice(1), ['PUBLISH q0 retain a=x', 'PUBLISH q0 a=y']);
    assert.deepEqual(plain.take().slice(1), ['PUBLISH q0 a=x', 'PUBLISH q0 a=y']);
  });

  it('Retain Handling says when retained messages come (3.3.1-9, -10, -11)', () => {
    const broker = new BrokerHarness();
    broker.connect('pub').publish('a', 'x', 0, 0, { retain: true });
    const cases: [rh: number, first: number, again: number][] = [
      [0, 1, 1],
      [1, 1, 0],
      [2, 0, 0],
    ];
    for (const [rh, first, again] of cases) {
      const peer = broker.connect(`rh${rh}`, 5);
      for (const expected of [first, again]) {
        subscribe(peer, [{ topic: 'a', qos: 0, rh }]);
        assert.equal(peer.take().length - 1, expected, `Retain Handling ${rh}`);
      }
    }
  });
});

describe('retained messages (3.3.1.3)', () => {
  it('come with RETAIN 1 to a new subscription, the last of each topic, and not on a live one', () => {
    const broker = new BrokerHarness();
    const publisher = broker.connect('pub');
    publisher.publish('a/1', 'old', 0, 0, { retain: true });
    publisher.publish('a/1', 'new', 1, 1, { retain: true });
    publisher.publish('a/2', 'gone', 1, 2, { retain: true });
    publisher.publish('a/2', '', 1, 3, { retain: true });
    const peer = broker.connect('c');
    peer.subscribe('a/+', 1);
    const [routing] = peer.routings();
    assert.deepEqual([routing?.via, routing?.journey, routing?.publishedQos], ['retained', 2, 1]);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x01]', 'PUBLISH q1 id1 retain a/1=new']);
    publisher.publish('a/1', 'live', 0, 0, { retain: true });
    assert.deepEqual(peer.take(), ['PUBLISH q0 a/1=live']);
    assert.equal(broker.core.figures().retained, 1);
  });

  it('under $ come only to a filter that names it (4.7.2-1)', () => {
    const broker = new BrokerHarness();
    broker.connect('pub').publish('$x/a', 'x', 0, 0, { retain: true });
    const peer = broker.connect('c');
    for (const filter of ['#', '+/a', '+/#']) peer.subscribe(filter, 0);
    assert.deepEqual(peer.take(), Array(3).fill('SUBACK 1 [0]'));
    peer.subscribe('$x/#', 0);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]', 'PUBLISH q0 retain $x/a=x']);
  });

  it('expire, and say what is left of their interval', () => {
    const broker = new BrokerHarness();
    const publish = (topic: string, interval: number): void =>
      broker.connect('pub', 5).write({
        ...{ cmd: 'publish', topic, payload: 'x', qos: 0, dup: false, retain: true },
        properties: { messageExpiryInterval: interval },
      });
    publish('a', 10);
    publish('b', 10);
    publish('b', 100);
    broker.advance(10_000);
    const peer = broker.connect('c', 5);
    peer.subscribe('#', 0);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]', 'PUBLISH q0 retain b=x expiry=90']);
    assert.equal(broker.core.figures().retained, 1);
  });
});

describe('shared subscriptions (4.8.2)', () => {
  it("give each message to one member, at that member's granted QoS, and to others beside the group", () => {
    const broker = new BrokerHarness();
    const members = [0, 1, 2].map((qos) => {
      const member = broker.connect(`m${qos}`, 5);
      member.subscribe('$share/g/a/#', qos as 0 | 1 | 2);
      member.take();
      return member;
    });
    const beside = broker.connect('beside');
    beside.subscribe('a/b', 0);
    beside.take();
    const publisher = broker.connect('pub');
    for (let i = 1; i <= 6; i++) publisher.publish('a/b', String(i), 2, i);
    assert.deepEqual(
      members.map((member) => member.take()),
      [
        ['PUBLISH q0 a/b=1', 'PUBLISH q0 a/b=4'],
        ['PUBLISH q1 id1 a/b=2', 'PUBLISH q1 id2 a/b=5'],
        ['PUBLISH q2 id1 a/b=3', 'PUBLISH q2 id2 a/b=6'],
      ],
    );
    assert.equal(beside.take().length, 6);
  });

  it('pass over a member that is away or full, and wait where there is none else', () => {
    const broker = new BrokerHarness();
    const kept = { clean: false };
    const away = broker.connect('away', 4, kept);
    const full = broker.connect('full', 5, { properties: { receiveMaximum: 1, sessionExpiryInterval: 60 } });
    for (const member of [away, full]) member.subscribe('$share/g/a', 1);
    away.vanish();
    const publisher = broker.connect('pub');
    publisher.publish('a', '1', 1, 1);
    publisher.publish('a', '2', 1, 2);
    assert.deepEqual(full.take().slice(1), ['PUBLISH q1 id1 a=1']);
    full.vanish();
    publisher.publish('a', '3', 1, 3);
    assert.deepEqual(broker.connecting('away', 4, kept).take().slice(1), ['PUBLISH q1 id1 a=3']);
  });

  it('send no retained messages', () => {
    const broker = new BrokerHarness();
    broker.connect('pub').publish('a', 'x', 0, 0, { retain: true });
    const peer = broker.connect('c', 5);
    peer.subscribe('$share/g/a', 0);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]']);
  });
});
