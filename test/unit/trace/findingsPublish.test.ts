import assert from 'node:assert/strict';
import { effectiveQos, QOS_LEVELS } from '../../../src/shared/model';
import { hex } from '../../support/mqttBytes';
import { routing } from './exchange';
import { assertNone, assertOnly, byVersion, found, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`the flags of PUBLISH, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    for (const from of ['client', 'broker'] as const) {
      const receiver = from === 'client' ? 'broker' : 'client';

      it(`have DUP when the ${from} sends again what is unacknowledged`, () => {
        const { t, wire } = withClient(version, KEPT);
        const n = wire.publish(from, 1);
        const again = resumed(t, wire, version);
        again.publish(from, 1);
        const finding = assertOnly(t, 'redeliveredWithoutDup', '3.3.1-1');
        assert.deepEqual([finding.delivery, finding.wire, finding.from], [n, 2, from]);
        const twin = withClient(version, KEPT);
        twin.wire.publish(from, 1);
        resumed(twin.t, twin.wire, version).publish(from, 1, { dup: true });
        assertNone(twin.t);
      });

      it(`have no DUP at QoS 0 from the ${from}`, () => {
        const { t, wire } = withClient(version);
        wire.bytes(from, hex(version === 5 ? '38 05 00 01 61 00 78' : '38 04 00 01 61 78'));
        assertOnly(t, 'dupOnQos0', '3.3.1-2');
        const twin = withClient(version);
        twin.wire.publish(from, 0);
        assertNone(twin.t);
      });

      it(`have no DUP on what the ${from} delivers for the first time`, () => {
        const { t, wire } = withClient(version);
        wire.publish(from, 1, { id: 5, payload: 'one' });
        wire.acknowledge(receiver, 'puback', 5);
        wire.publish(from, 1, { id: 5, payload: 'two', dup: true });
        assertOnly(t, 'dupOnFirst', '3.3.1-3');
        const twin = withClient(version);
        twin.wire.publish(from, 1, { id: 5, payload: 'one' });
        twin.wire.acknowledge(receiver, 'puback', 5);
        twin.wire.publish(from, 1, { id: 5, payload: 'two' });
        assertNone(twin.t);
      });

      it(`never have both QoS bits from the ${from}`, () => {
        const { t, wire } = withClient(version);
        wire.bytes(from, hex('36 05 00 01 61 00 01'));
        assertOnly(t, 'qos3', '3.3.1-4');
      });
    }

    it('have no DUP with an identifier that the broker never used', () => {
      const { t, wire } = withClient(version);
      wire.publish('broker', 1, { id: 9, dup: true });
      assertOnly(t, 'dupOnFirst', '3.3.1-3');
    });

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

  describe(`the answer to PUBLISH, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('is PUBREC at QoS 2 and PUBACK at QoS 1', () => {
      const two = withClient(version);
      two.wire.publish('client', 2);
      two.wire.acknowledge('broker', 'puback');
      assertOnly(two.t, 'wrongAnswer', '3.3.4-1');
      const one = withClient(version);
      one.wire.publish('broker', 1);
      one.wire.acknowledge('client', 'pubrec');
      assertOnly(one.t, 'wrongAnswer', '3.3.4-1');
    });
  });

  describe(`the QoS of a delivery, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    const rule = (mqtt5: string, mqtt311: string): string => byVersion(version, mqtt5, mqtt311);

    it('is the lower of published and granted, in all nine cases', () => {
      for (const publishedQos of QOS_LEVELS) {
        for (const grantedQos of QOS_LEVELS) {
          for (const qos of QOS_LEVELS) {
            const { t, wire } = withClient(version);
            wire.publish('broker', qos, { routing: routing(1, { publishedQos, grantedQos }) });
            if (qos === effectiveQos(publishedQos, grantedQos)) assertNone(t);
            else assertOnly(t, 'notEffectiveQos', rule('3.8.4-8', '3.8.4-6'));
          }
        }
      }
    });

    it('is not above what the subscriptions were granted, where only those are known', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 1);
      wire.publish('broker', 1, { id: 1 });
      assertNone(t);
      wire.publish('broker', 2, { id: 2 });
      assertOnly(t, 'aboveGranted', rule('3.8.4-8', '3.8.4-6'));
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

    it('is the highest among overlapping subscriptions', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(1, 'a/#', 2);
      wire.suback(1, 2);
      wire.subscribe(2, 'a/b', 0);
      wire.suback(2, 0);
      const publisher = t.connected('p', version);
      publisher.publish('client', 2);
      const low = wire.publish('broker', 0);
      t.time += 2000;
      const finding = assertOnly(t, 'belowHighestGranted', rule('3.3.4-2', '3.3.5-1'));
      assert.deepEqual([finding.delivery, finding.sentence.args.filter], [low, 'a/#']);
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
  it('is told once for each filter and pair of levels, and is a pitfall', () => {
    const { t, wire } = withClient(5);
    for (let id = 1; id < 4; id++) {
      wire.publish('broker', 1, { id, routing: routing(id, { publishedQos: 2, grantedQos: 1 }) });
    }
    assertNone(t);
    assert.deepEqual(kinds(t, 'pitfall'), ['downgraded']);
    assert.deepEqual([found(t)[0]?.rule, found(t)[0]?.severity], ['downgraded', 'pitfall']);
    wire.publish('broker', 0, { routing: routing(9, { publishedQos: 2, grantedQos: 0 }) });
    assert.deepEqual(kinds(t, 'pitfall'), ['downgraded', 'exactlyOnceLost']);
  });

  it('is none where the subscriber was granted what was published', () => {
    const { t, wire } = withClient(5);
    wire.publish('broker', 1, { routing: routing(1, { publishedQos: 1, grantedQos: 2 }) });
    assert.deepEqual(found(t), []);
  });
});
