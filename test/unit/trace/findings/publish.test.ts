import assert from 'node:assert/strict';
import { effectiveQos, QOS_LEVELS } from '../../../../src/shared/model';
import { routing } from '../exchange';
import { assertNone, found, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`the flags of PUBLISH, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('may have DUP on what was acknowledged, where the PUBACK may have been lost', () => {
      const { t, wire } = withClient(version, KEPT);
      wire.publish('client', 1);
      wire.acknowledge('broker', 'puback');
      const again = resumed(t, wire, version);
      again.publish('client', 1, { dup: true });
      again.acknowledge('broker', 'puback');
      assertNone(t);
    });
  });

  describe(`the QoS of a delivery, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('is the lower of published and granted, in all nine cases', () => {
      for (const publishedQos of QOS_LEVELS) {
        for (const grantedQos of QOS_LEVELS) {
          for (const qos of QOS_LEVELS) {
            const { t, wire } = withClient(version);
            wire.publish('broker', qos, { routing: routing(1, { publishedQos, grantedQos }) });
            if (qos === effectiveQos(publishedQos, grantedQos)) assertNone(t);
            else assert.deepEqual(kinds(t), ['notEffectiveQos']);
          }
        }
      }
    });

    it('is not held against the broker while a subscription changes, or after it did', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 2);
      wire.subscribe(2, 'a/#', 0);
      wire.publish('broker', 2, { id: 1 });
      wire.suback(2, 0);
      wire.publish('broker', 2, { id: 2 });
      assertNone(t);
    });

    it('is the one that counted when the message came, where it waited', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(1, 'a/b', 1);
      wire.suback(1, 1);
      const publisher = t.connected('p', version);
      publisher.publish('client', 2);
      const journey = publisher.recorder.lastJourney();
      wire.subscribe(2, 'a/#', 2);
      wire.suback(2, 2);
      wire.publish('broker', 1, { id: 1, routing: routing(journey, { grantedQos: 1, filter: 'a/b' }) });
      wire.publish('broker', 1, { id: 2 });
      wire.close();
      assertNone(t);
    });

    it('is held against the broker for each message that came too low', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 2);
      wire.subscribe(2, 'a/b', 0);
      wire.suback(2, 0);
      const publisher = t.connected('p', version);
      for (const [id, payload] of ['m1', 'm2'].entries()) {
        publisher.publish('client', 2, { id: id + 1, payload });
        wire.publish('broker', 0, { payload });
      }
      wire.close();
      assert.deepEqual(kinds(t), ['belowHighestGranted', 'belowHighestGranted']);
    });

    for (const order of [
      [0, 2],
      [2, 0],
    ] as const) {
      it(`may be lower in one of several copies, at QoS ${order.join(' then ')}`, () => {
        const { t, wire } = withClient(version);
        wire.subscribe(1, 'a/#', 2);
        wire.suback(1, 2);
        wire.subscribe(2, 'a/b', 0);
        wire.suback(2, 0);
        t.connected('p', version).publish('client', 2);
        for (const qos of order) wire.publish('broker', qos);
        t.time += 2000;
        wire.publish('broker', 0, { topic: 'c' });
        assertNone(t);
      });
    }
  });
}

describe('a downgrade', () => {
  it('is told once for each filter and pair of levels', () => {
    const { t, wire } = withClient(5);
    for (let id = 1; id < 4; id++) {
      wire.publish('broker', 1, { id, routing: routing(id, { publishedQos: 2, grantedQos: 1 }) });
    }
    assertNone(t);
    assert.deepEqual(kinds(t, 'pitfall'), ['downgraded']);
    wire.publish('broker', 0, { routing: routing(9, { publishedQos: 2, grantedQos: 0 }) });
    assert.deepEqual(kinds(t, 'pitfall'), ['downgraded', 'exactlyOnceLost']);
  });

  it('is none where the subscriber was granted what was published', () => {
    const { t, wire } = withClient(5);
    wire.publish('broker', 1, { routing: routing(1, { publishedQos: 1, grantedQos: 2 }) });
    assert.deepEqual(found(t), []);
  });
});
