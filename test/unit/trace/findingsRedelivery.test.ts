import assert from 'node:assert/strict';
import { routing, type TestTrace, type TestWire } from './exchange';
import { assertNone, assertOnly, byVersion, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`redelivery and order, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('keeps the original order of PUBLISHes from a client', () => {
      const { t, wire } = withClient(version, KEPT);
      for (const id of [1, 2, 3]) wire.publish('client', id === 2 ? 2 : 1, { id, payload: `m${id}` });
      const again = resumed(t, wire, version);
      for (const id of [1, 2, 3]) again.publish('client', id === 2 ? 2 : 1, { id, payload: `m${id}`, dup: true });
      assertNone(t);
      const third = resumed(t, again, version);
      for (const id of [1, 3, 2]) third.publish('client', id === 2 ? 2 : 1, { id, payload: `m${id}`, dup: true });
      assertOnly(t, 'resendOrder', '4.6.0-1');
    });

    for (const [cmd, qos, kind, rule] of [
      ['puback', 1, 'pubackOrder', '4.6.0-2'],
      ['pubrec', 2, 'pubrecOrder', '4.6.0-3'],
    ] as const) {
      it(`has each ${cmd.toUpperCase()} of a client in the order of the PUBLISHes; a broker is free`, () => {
        const { t, wire } = withClient(version);
        for (const id of [1, 2]) wire.publish('broker', qos, { id });
        for (const id of [2, 1]) wire.acknowledge('client', cmd, id);
        assertOnly(t, kind, rule);
        const twin = withClient(version);
        for (const id of [1, 2]) twin.wire.publish('broker', qos, { id });
        for (const id of [1, 2]) twin.wire.acknowledge('client', cmd, id);
        for (const id of [1, 2]) twin.wire.publish('client', qos, { id });
        for (const id of [2, 1]) twin.wire.acknowledge('broker', cmd, id);
        assertNone(twin.t);
      });
    }

    it('has each PUBREL of a client in the order of the PUBRECs', () => {
      const { t, wire } = withClient(version);
      for (const id of [1, 2]) wire.publish('client', 2, { id });
      for (const id of [2, 1]) wire.acknowledge('broker', 'pubrec', id);
      for (const id of [1, 2]) wire.acknowledge('client', 'pubrel', id);
      assertOnly(t, 'pubrelOrder', '4.6.0-4');
      const twin = withClient(version);
      for (const id of [1, 2]) twin.wire.publish('client', 2, { id });
      for (const id of [2, 1]) twin.wire.acknowledge('broker', 'pubrec', id);
      for (const id of [2, 1]) twin.wire.acknowledge('client', 'pubrel', id);
      assertNone(twin.t);
    });

    it('sends the messages of one publisher and topic to a subscriber in their order', () => {
      const { t, wire } = withClient(version);
      const [first, second] = twoMessages(t, wire);
      const subscriber = t.connected('s', version);
      const words = { publishedQos: 1, grantedQos: 1 } as const;
      subscriber.publish('broker', 1, { id: 1, routing: routing(second, words) });
      subscriber.publish('broker', 1, { id: 2, routing: routing(first, words) });
      assertOnly(t, 'topicOrder', byVersion(version, '4.6.0-5', '4.6.0-6'));
    });

    it('may send messages of two publishers, topics or shared subscriptions in any order', () => {
      const { t, wire } = withClient(version);
      const [first, second] = twoMessages(t, wire);
      const other = t.connected('other', version);
      other.publish('client', 1, { id: 3 });
      const third = other.recorder.lastJourney();
      const subscriber = t.connected('s', version);
      const words = { publishedQos: 1, grantedQos: 1 } as const;
      subscriber.publish('broker', 1, { id: 1, routing: routing(third, words) });
      subscriber.publish('broker', 1, { id: 2, routing: routing(first, words) });
      subscriber.publish('broker', 1, { id: 3, topic: 'c/d', routing: routing(second, words) });
      const member = t.connected('m', version);
      for (const [id, journey] of [second, first].entries()) {
        member.publish('broker', 1, { id: id + 1, routing: routing(journey, { ...words, filter: '$share/g/a/b' }) });
      }
      assertNone(t);
    });

    it('is owed when a session resumes: who goes on without it is told of after ten seconds', () => {
      const { t, wire } = withClient(version, KEPT);
      const left = wire.publish('client', 1, { id: 1, payload: 'old' });
      const again = resumed(t, wire, version);
      again.publish('client', 1, { id: 2, payload: 'new' });
      again.acknowledge('broker', 'puback', 2);
      assertNone(t);
      t.time += 10_000;
      assert.equal(assertOnly(t, 'notResent', '4.4.0-1').delivery, left);
      assertOnly(t, 'notResent', '4.4.0-1');
    });

    it('is not missed of a sender that has sent nothing new', () => {
      const { t, wire } = withClient(version, KEPT);
      wire.publish('client', 1);
      resumed(t, wire, version);
      t.time += 60_000;
      assert.deepEqual([kinds(t), kinds(t, 'pitfall')], [[], []]);
    });
  });
}

describe('sending again on a live connection', () => {
  it('is against MQTT 5', () => {
    const publish = withClient(5);
    publish.wire.publish('client', 1);
    publish.wire.publish('client', 1, { dup: true });
    assertOnly(publish.t, 'resentUnasked', '4.4.0-1');
    const pubrel = withClient(5);
    pubrel.wire.publish('client', 2);
    pubrel.wire.acknowledge('broker', 'pubrec');
    pubrel.wire.acknowledge('client', 'pubrel');
    pubrel.wire.acknowledge('broker', 'pubcomp');
    pubrel.wire.acknowledge('client', 'pubrel');
    assertOnly(pubrel.t, 'resentUnasked', '4.4.0-1');
    const acknowledged = withClient(5);
    acknowledged.wire.publish('client', 1);
    acknowledged.wire.acknowledge('broker', 'puback');
    acknowledged.wire.publish('client', 1, { dup: true });
    assertOnly(acknowledged.t, 'resentUnasked', '4.4.0-1');
  });

  it('is allowed in 3.1.1, with DUP, and each copy may be answered', () => {
    const { t, wire } = withClient(4);
    wire.publish('client', 1);
    wire.publish('client', 1, { dup: true });
    wire.acknowledge('broker', 'puback');
    wire.acknowledge('broker', 'puback');
    for (const id of [1, 2]) wire.publish('broker', 1, { id, payload: `m${id}` });
    wire.publish('broker', 1, { id: 1, payload: 'm1', dup: true });
    for (const id of [1, 2]) wire.acknowledge('client', 'puback', id);
    wire.acknowledge('client', 'puback', 1);
    assertNone(t);
  });

  it('without DUP is a redelivery without DUP in 3.1.1, and a reused identifier in MQTT 5', () => {
    const four = withClient(4);
    for (let i = 0; i < 2; i++) four.wire.publish('client', 1);
    assertOnly(four.t, 'redeliveredWithoutDup', '3.3.1-1');
    const five = withClient(5);
    for (let i = 0; i < 2; i++) five.wire.publish('client', 1);
    assertOnly(five.t, 'clientIdentifierInUse', '2.2.1-3');
  });
});

function twoMessages(t: TestTrace, wire: TestWire): [number, number] {
  wire.publish('client', 1, { id: 1, payload: 'one' });
  const first = wire.recorder.lastJourney();
  wire.publish('client', 1, { id: 2, payload: 'two' });
  assertNone(t);
  return [first, wire.recorder.lastJourney()];
}
