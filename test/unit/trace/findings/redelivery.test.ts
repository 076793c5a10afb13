import assert from 'node:assert/strict';
import { routing, type TestTrace, type TestWire } from '../exchange';
import { assertNone, assertOnly, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`redelivery and order, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    for (const [cmd, qos] of [
      ['puback', 1],
      ['pubrec', 2],
    ] as const) {
      it(`leaves a broker free in the order of its ${cmd.toUpperCase()}s`, () => {
        const { t, wire } = withClient(version);
        for (const id of [1, 2]) wire.publish('client', qos, { id });
        for (const id of [2, 1]) wire.acknowledge('broker', cmd, id);
        assertNone(t);
      });
    }

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

    it('keeps the place of a message whose acknowledgement was lost once before', () => {
      const { t, wire } = withClient(version, KEPT);
      wire.publish('client', 1, { id: 1, payload: 'one' });
      wire.acknowledge('broker', 'puback', 1);
      wire.publish('client', 2, { id: 2, payload: 'two' });
      let again = wire;
      for (let i = 0; i < 2; i++) {
        again = resumed(t, again, version);
        again.publish('client', 1, { id: 1, payload: 'one', dup: true });
        again.publish('client', 2, { id: 2, payload: 'two', dup: true });
      }
      assertNone(t);
    });

    it('takes what a publisher sends again at QoS 1 for a new message, behind those sent meanwhile', () => {
      const { t, wire } = withClient(version, KEPT);
      const [first, second] = twoMessages(t, wire);
      const subscriber = t.connected('s', version);
      const words = { publishedQos: 1, grantedQos: 1 } as const;
      for (const [i, journey] of [first, second].entries()) {
        subscriber.publish('broker', 1, { id: i + 1, routing: routing(journey, words) });
      }
      resumed(t, wire, version).publish('client', 1, { id: 1, payload: 'one', dup: true });
      subscriber.publish('broker', 1, { id: 3, routing: routing(first, words) });
      assertNone(t);
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
