import assert from 'node:assert/strict';

import { optionsForSwitches } from '../../../src/engine/broker/switches';
import { DEFAULT_SWITCHES } from '../../../src/shared/engineApi';
import { BrokerHarness } from '../../support/brokerHarness';

const REFUSE_A = { refusals: [{ filter: 'a/#', reasonCode: 0x97 }] };

describe('the refuse switch', () => {
  it('answers a subscription that its filter covers, in MQTT 5 by its code, in 3.1.1 by 0x80 (3.9.3; 3.1.1: 3.9.3-2)', () => {
    const broker = new BrokerHarness(REFUSE_A);
    for (const [version, code] of [[5, '0x97'] as const, [4, '0x80'] as const]) {
      const peer = broker.connect('c', version);
      const filters = ['a', 'a/b', 'a/+', 'a/#', '$share/g/a/b', 'b', '+/b'];
      peer.write({ cmd: 'subscribe', messageId: 1, subscriptions: filters.map((topic) => ({ topic, qos: 1 })) });
      const refused = Array.from({ length: 5 }, () => code).join();
      assert.deepEqual(peer.take(), [`SUBACK 1 [${refused},0x01,0x01]`]);
    }
  });

  it('grants in MQTT 3.1, which has no way to say no, what it does not keep', () => {
    const broker = new BrokerHarness(REFUSE_A);
    const peer = broker.connect('c', 3);
    peer.subscribe('a/b', 1);
    broker.core.configure({ refusals: [] });
    broker.connect('pub').publish('a/b', 'x', 1, 1);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x01]']);
  });

  it('leaves nothing subscribed, and sends nothing retained', () => {
    const broker = new BrokerHarness();
    broker.connect('pub').publish('a/b', 'old', 0, 0, { retain: true });
    broker.core.configure(REFUSE_A);
    const peer = broker.connect('c', 5);
    peer.subscribe('a/b', 0);
    broker.core.configure({ refusals: [] });
    broker.connect('pub').publish('a/b', 'new', 0);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x97]']);
    assert.equal(broker.core.figures().subscriptions, 0);
  });

  it('answers PUBLISH in MQTT 5 by PUBACK or PUBREC with its code, and delivers nothing', () => {
    const broker = new BrokerHarness(REFUSE_A);
    const subscriber = broker.connect('all');
    subscriber.subscribe('#', 2);
    subscriber.take();
    const peer = broker.connect('c', 5);
    peer.publish('a/b', 'x', 0);
    peer.publish('a/b', 'x', 1, 1);
    peer.publish('a/b', 'x', 2, 2);
    assert.deepEqual(peer.take(), ['PUBACK 1 0x97', 'PUBREC 2 0x97']);
    assert.deepEqual(subscriber.take(), []);
    assert.equal(broker.core.figures().dropped.refused, 3);
  });

  it('frees the identifier of a QoS 2 message: the next with it is a new message (4.3.3-9), the slot is given back', () => {
    const broker = new BrokerHarness({ ...REFUSE_A, receiveMaximum: 1 });
    const peer = broker.connect('c', 5);
    peer.publish('a', 'x', 2, 7);
    broker.core.configure({ refusals: [] });
    const subscriber = broker.connect('all');
    subscriber.subscribe('a', 0);
    peer.publish('a', 'y', 2, 7);
    assert.deepEqual(peer.take(), ['PUBREC 7 0x97', 'PUBREC 7']);
    assert.deepEqual(subscriber.take(), ['SUBACK 1 [0]', 'PUBLISH q0 a=y']);
  });

  it('acknowledges and drops what comes in 3.1.1, which has no way to say it (3.1.1: 3.3.5-2)', () => {
    const broker = new BrokerHarness(REFUSE_A);
    const subscriber = broker.connect('all');
    subscriber.subscribe('#', 0);
    subscriber.take();
    const peer = broker.connect('c');
    peer.publish('a', 'x', 1, 1);
    peer.publish('a', 'x', 2, 2);
    peer.publish('a', 'x', 2, 2, { dup: true });
    peer.acknowledge('pubrel', 2);
    assert.deepEqual(peer.take(), ['PUBACK 1', 'PUBREC 2', 'PUBREC 2', 'PUBCOMP 2']);
    assert.deepEqual(subscriber.take(), []);
  });

  it('refuses only what may be answered by its code', () => {
    const broker = new BrokerHarness({
      refusals: [
        { filter: 's', reasonCode: 0x9e },
        { filter: 'p', reasonCode: 0x90 },
      ],
    });
    const peer = broker.connect('c', 5);
    peer.subscribe('s', 0);
    peer.subscribe('p', 0, 2);
    peer.publish('s', 'x', 1, 3);
    peer.publish('p', 'x', 1, 4);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x9e]', 'SUBACK 2 [0]', 'PUBACK 3 0x10', 'PUBACK 4 0x90']);
  });

  it('drops a will to its topic', () => {
    const broker = new BrokerHarness(REFUSE_A);
    const subscriber = broker.connect('all');
    subscriber.subscribe('#', 0);
    subscriber.take();
    broker.connect('w', 4, { will: { topic: 'a', payload: 'gone', qos: 0 } }).vanish();
    assert.deepEqual(subscriber.take(), []);
    assert.equal(broker.core.figures().dropped.refused, 1);
  });
});

describe('the retain switch', () => {
  const OFF = { retainAvailable: false };

  it('is announced by CONNACK (3.2.2.3.5)', () => {
    const announced = (options: object): boolean => {
      const bytes = new BrokerHarness(options).connecting('c', 5).takeBytes()[0] ?? [];
      return Buffer.from(bytes).toString('hex').includes('2500');
    };
    assert.deepEqual([announced(OFF), announced({})], [true, false]);
  });

  it('ends a connection that publishes with RETAIN all the same (3.2.2-14)', () => {
    const broker = new BrokerHarness(OFF);
    const five = broker.connect('five', 5);
    five.publish('a', 'x', 1, 1, { retain: true });
    assert.deepEqual(five.take(), ['DISCONNECT 0x9a', 'closed']);
    const four = broker.connect('four');
    four.publish('a', 'x', 1, 1, { retain: true });
    assert.deepEqual(four.take(), ['closed']);
    assert.equal(broker.core.figures().retained, 0);
  });

  it('refuses a will with RETAIN: 0x9A in MQTT 5 (3.2.2-13), no CONNACK in 3.1.1 (3.1.1: 3.2.2-6)', () => {
    const broker = new BrokerHarness(OFF);
    const will = { topic: 'w', payload: 'x', qos: 0 as const, retain: true };
    assert.deepEqual(broker.connecting('five', 5, { will }).take(), ['CONNACK 0x9a', 'closed']);
    assert.deepEqual(broker.connecting('four', 4, { will }).take(), ['closed']);
  });

  it('keeps back what was retained before from those who connect with it off', () => {
    const broker = new BrokerHarness();
    broker.connect('pub').publish('a', 'x', 0, 0, { retain: true });
    broker.core.configure(OFF);
    const peer = broker.connect('c');
    peer.subscribe('a', 0);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]']);
  });
});

describe('the overlap switch', () => {
  it('gives a copy for each matching subscription, at its own QoS and with its own identifier (3.3.4-2, -5)', () => {
    const broker = new BrokerHarness({ overlap: 'each' });
    const peer = broker.connect('c', 5);
    for (const [i, topic] of ['a', '#', '+'].entries()) {
      const subscriptions = [{ topic, qos: i as 0 | 1 | 2 }];
      peer.write({ cmd: 'subscribe', messageId: 1, subscriptions, properties: { subscriptionIdentifier: i + 1 } });
    }
    peer.take();
    broker.connect('pub').publish('a', 'x', 2, 1);
    const copies = peer.take().map((line) => line.replace(/ id\d/, ''));
    assert.deepEqual(copies.sort(), ['PUBLISH q0 a=x ids=1', 'PUBLISH q1 a=x ids=2', 'PUBLISH q2 a=x ids=3']);
  });

  it('set to one gives one copy at the highest QoS, at once for the clients there are', () => {
    const broker = new BrokerHarness({ overlap: 'each' });
    const peer = broker.connect('c');
    peer.subscribe('a', 0);
    peer.subscribe('#', 1);
    peer.take();
    broker.core.configure({ overlap: 'one' });
    broker.connect('pub').publish('a', 'x', 2, 1);
    assert.deepEqual(peer.take(), ['PUBLISH q1 id1 a=x']);
  });
});

describe('a switch that is changed while clients are connected', () => {
  it('leaves them what CONNACK announced to them, and holds for those that come (3.2.2.3)', () => {
    const broker = new BrokerHarness();
    const before = broker.connect('before', 5);
    broker.core.configure({ receiveMaximum: 1, maximumQos: 1, topicAliasMaximum: 0, retainAvailable: false });
    before.publish('a', 'x', 2, 1, { retain: true });
    before.publish('a', 'x', 2, 2);
    before.write({
      cmd: 'publish',
      topic: 'b',
      payload: 'x',
      qos: 0,
      dup: false,
      retain: false,
      properties: { topicAlias: 1 },
    });
    assert.deepEqual(before.take(), ['PUBREC 1 0x10', 'PUBREC 2 0x10']);
    const after = broker.connect('after', 5);
    after.publish('a', 'x', 2, 1);
    assert.deepEqual(after.take(), ['DISCONNECT 0x9b', 'closed']);
  });

  it('counts Receive Maximum per connection: the message above it ends the connection (3.3.4-7, 0x93)', () => {
    const broker = new BrokerHarness({ receiveMaximum: 20 });
    const peer = broker.connect('c', 5);
    for (let packetId = 1; packetId <= 21; packetId++) peer.publish('a', 'x', 2, packetId);
    assert.deepEqual(peer.take().slice(-3), ['PUBREC 20 0x10', 'DISCONNECT 0x93', 'closed']);
  });
});

describe('optionsForSwitches', () => {
  it('reads no limit, and the largest one, as a session that never ends', () => {
    assert.equal(optionsForSwitches(DEFAULT_SWITCHES).sessionExpiryLimit, Infinity);
    assert.equal(
      optionsForSwitches({ ...DEFAULT_SWITCHES, sessionExpiryLimit: 0xffff_ffff }).sessionExpiryLimit,
      Infinity,
    );
    assert.equal(optionsForSwitches({ ...DEFAULT_SWITCHES, sessionExpiryLimit: 30 }).sessionExpiryLimit, 30);
  });

  it('names every switch as the core does', () => {
    const known = Object.keys(optionsForSwitches(DEFAULT_SWITCHES)).sort();
    assert.deepEqual(known, [
      'maximumQos',
      'overlap',
      'queueLimit',
      'receiveMaximum',
      'refusals',
      'retainAvailable',
      'serverKeepAlive',
      'sessionExpiryLimit',
      'topicAliasMaximum',
    ]);
  });
});
