/** What a core keeps in a store, and what another one makes of it after a kill. */

import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';
import { KilledExchange } from '../../support/killedExchange';
import { MemoryStore } from '../../support/memoryStore';

const NOTHING = { sessions: 0, wills: 0, subscriptions: 0, received: 0, messages: 0, deliveries: 0, retained: 0 };

describe('a core with a store', () => {
  let store: MemoryStore;
  let broker: BrokerHarness;

  const kept = (clientId: string): Peer => broker.connect(clientId, 4, { clean: false });

  beforeEach(() => {
    store = new MemoryStore();
    broker = new BrokerHarness({}, store);
  });

  it('keeps nothing of sessions that end with their connection', () => {
    const peer = broker.connect('c', 4, { clean: true });
    peer.subscribe('a', 2);
    broker.connect('p').publish('a', 'x', 2, 1);
    assert.deepEqual(store.sizes(), NOTHING);
  });

  it('keeps a message once, however many wait for it, until the last has it', () => {
    const peers = ['c', 'd'].map(kept);
    for (const peer of peers) peer.subscribe('a', 1);
    broker.connect('p').publish('a', 'x', 1, 1);
    assert.deepEqual(store.sizes(), { ...NOTHING, sessions: 2, subscriptions: 2, messages: 1, deliveries: 2 });
    peers[0]?.acknowledge('puback', 1);
    assert.equal(store.sizes().messages, 1);
    peers[1]?.acknowledge('puback', 1);
    assert.deepEqual(store.sizes(), { ...NOTHING, sessions: 2, subscriptions: 2 });
  });

  it('forgets a session with all that it holds when it starts clean', () => {
    kept('c').subscribe('a', 1);
    kept('c').vanish();
    broker.connect('p').publish('a', 'x', 1, 1);
    assert.equal(store.sizes().deliveries, 1);
    broker.connect('c', 4, { clean: true });
    assert.deepEqual(store.sizes(), NOTHING);
  });

  it('ends a kept session at the moment that it had, and the one that was connected after its interval from then', () => {
    const expiring = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const away = broker.connect('away', 5, expiring);
    broker.connect('here', 5, expiring);
    away.vanish();
    broker.advance(40_000);
    broker.crash();
    broker.advance(19_999);
    assert.equal(store.sizes().sessions, 2, 'until 60 s');
    broker.advance(1);
    assert.equal(store.sizes().sessions, 1);
    broker.crash();
    broker.advance(19_999);
    assert.equal(store.sizes().sessions, 1, 'until 60 s after the kill that parted it from its client');
    broker.advance(20_001);
    assert.deepEqual(store.sizes(), NOTHING);
    assert.deepEqual(broker.connecting('here', 5, expiring).take(), ['CONNACK 0']);
  });

  it('ends at once what ran out while no broker ran', () => {
    const peer = broker.connect('c', 5, { clean: false, properties: { sessionExpiryInterval: 600 } });
    peer.subscribe('a', 1);
    peer.vanish();
    const publisher = broker.connect('p', 5);
    const expiring = { cmd: 'publish', qos: 1, dup: false, properties: { messageExpiryInterval: 60 } } as const;
    publisher.write({ ...expiring, topic: 'a', payload: 'x', messageId: 1, retain: false });
    publisher.write({ ...expiring, topic: 'b', payload: 'y', messageId: 2, retain: true });
    assert.deepEqual([store.sizes().deliveries, store.sizes().retained, store.sizes().messages], [1, 1, 2]);
    broker.now += 60_000;
    broker.crash();
    assert.deepEqual([store.sizes().deliveries, store.sizes().retained, store.sizes().messages], [0, 0, 0]);
    broker.now += 600_000;
    broker.crash();
    assert.deepEqual(store.sizes(), NOTHING);
  });

  it('keeps retained messages, and forgets them with an empty one', () => {
    const publisher = broker.connect('p');
    publisher.publish('a', 'one', 1, 1, { retain: true });
    publisher.publish('a', 'two', 1, 2, { retain: true });
    assert.deepEqual([store.sizes().retained, store.sizes().messages], [1, 1]);
    broker.crash();
    const peer = broker.connect('c');
    peer.subscribe('a', 1);
    assert.deepEqual(peer.take().slice(1), ['PUBLISH q1 id1 retain a=two']);
    broker.connect('p').publish('a', '', 1, 1, { retain: true });
    assert.deepEqual(store.sizes(), NOTHING);
  });

  it('keeps what a subscription asked for', () => {
    const peer = broker.connect('c', 5, { clean: false, properties: { sessionExpiryInterval: 60 } });
    peer.write({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'a', qos: 1, nl: true, rap: true }],
      properties: { subscriptionIdentifier: 9 },
    });
    broker.crash();
    broker.connect('p').publish('a', 'x', 2, 1, { retain: true });
    const back = broker.connecting('c', 5, { clean: false });
    back.publish('a', 'mine', 1, 1);
    const lines = ['CONNACK 0 present', 'PUBLISH q1 id1 retain a=x ids=9', 'PUBACK 1 0x10'];
    assert.deepEqual(back.take(), lines, 'granted QoS, identifier, Retain As Published and No Local');
  });

  it('sends again in the order of the first sending, and behind it what waited', () => {
    const peer = broker.connect('c', 5, {
      clean: false,
      properties: { sessionExpiryInterval: 60, receiveMaximum: 2 },
    });
    peer.subscribe('a', 2);
    const publisher = broker.connect('p');
    for (const [i, word] of ['one', 'two', 'three', 'four'].entries()) publisher.publish('a', word, 2, i + 1);
    peer.take();
    peer.acknowledge('pubrec', 1);
    broker.crash();
    assert.deepEqual(broker.connecting('c', 5, { clean: false }).take(), [
      'CONNACK 0 present',
      'PUBREL 1',
      'PUBLISH q2 id2 dup a=two',
      'PUBLISH q2 id3 a=three',
      'PUBLISH q2 id4 a=four',
    ]);
  });

  it('frees the identifier of a QoS 2 message that was refused (4.3.3-9), and gives a session to no other user', () => {
    const refusals = [{ filter: 'no', reasonCode: 0x97 }];
    broker = new BrokerHarness({ refusals, authenticate: () => 'accepted' }, store);
    const expiring = { clean: false, properties: { sessionExpiryInterval: 60 } };
    broker.connect('c', 5, { ...expiring, username: 'anna' }).publish('no', 'x', 2, 1);
    assert.deepEqual(store.sizes(), { ...NOTHING, sessions: 1 });
    broker.crash();
    assert.deepEqual(broker.connecting('c', 5, { ...expiring, username: 'anna' }).take(), ['CONNACK 0 present']);
    broker.crash();
    assert.deepEqual(broker.connecting('c', 5, { ...expiring, username: 'bert' }).take(), ['CONNACK 0']);
  });

  for (const death of ['uncommitted', 'unsent'] as const) {
    it(`delivers a QoS 2 message once, in whichever turn it is killed ${death}, and keeps nothing of it then`, () => {
      const whole = new KilledExchange(0, death);
      whole.run();
      assert.equal(whole.turns, 4, 'PUBLISH and PUBREL, PUBREC and PUBCOMP');
      for (let killAt = 1; killAt <= whole.turns; killAt++) {
        const exchange = new KilledExchange(killAt, death);
        exchange.run();
        assert.deepEqual(exchange.arrived, ['x'], `killed in turn ${killAt}`);
        const { messages, deliveries, received } = exchange.store.sizes();
        assert.deepEqual([messages, deliveries, received], [0, 0, 0], `killed in turn ${killAt}`);
      }
    });
  }
});
