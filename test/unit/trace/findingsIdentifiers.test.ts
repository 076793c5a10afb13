import assert from 'node:assert/strict';
import { hex } from '../../support/mqttBytes';
import { assertNone, assertOnly, byVersion, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`packet identifiers, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    const rule = (mqtt5: string, mqtt311: string): string => byVersion(version, mqtt5, mqtt311);

    it('may not be 0 in a PUBLISH', () => {
      for (const from of ['client', 'broker'] as const) {
        const { t, wire } = withClient(version);
        const row = wire.bytes(from, hex(version === 5 ? '32 06 00 01 61 00 00 00' : '32 05 00 01 61 00 00'));
        const number = from === 'client' ? '2.2.1-3' : '2.2.1-4';
        const finding = assertOnly(t, `${from}IdentifierZero`, rule(number, '2.3.1-1'));
        assert.deepEqual([finding.packet, finding.from, finding.delivery], [row, from, null]);
      }
    });

    it('may not be 0 in a SUBSCRIBE, nor in what answers', () => {
      const one = withClient(version);
      one.wire.bytes('client', hex(version === 5 ? '82 07 00 00 00 00 01 61 00' : '82 06 00 00 00 01 61 00'));
      assertOnly(one.t, 'clientIdentifierZero', rule('2.2.1-3', '2.3.1-1'));
      const two = withClient(version);
      two.wire.bytes('broker', hex('40 02 00 00'));
      assertOnly(two.t, 'acknowledgesNothing', rule('2.2.1-5', '2.3.1-6'));
      const three = withClient(version);
      three.wire.bytes('broker', hex('90 03 00 00 00'));
      assertOnly(three.t, 'subscribeAnswersNothing', rule('2.2.1-6', '2.3.1-7'));
    });

    for (const from of ['client', 'broker'] as const) {
      const receiver = from === 'client' ? 'broker' : 'client';
      const kind = `${from}IdentifierInUse` as const;
      const number = from === 'client' ? rule('2.2.1-3', '2.3.1-2') : rule('2.2.1-4', '2.3.1-4');

      it(`of the ${from} are in use until PUBACK`, () => {
        const { t, wire } = withClient(version);
        wire.publish(from, 1, { id: 7, payload: 'one' });
        const second = wire.publish(from, 1, { id: 7, payload: 'two' });
        const finding = assertOnly(t, kind, number);
        assert.deepEqual([finding.delivery, finding.topic, finding.client], [second, 'a/b', 'c']);
        assert.deepEqual(finding.sentence.args, {
          id: 7,
          type: 'PUBLISH',
          holder: 'PUBLISH (QoS 1)',
          missing: 'PUBACK',
        });
      });

      it(`of the ${from} are in use until PUBCOMP`, () => {
        const { t, wire } = withClient(version);
        wire.publish(from, 2, { id: 7, payload: 'one' });
        wire.acknowledge(receiver, 'pubrec', 7);
        wire.acknowledge(from, 'pubrel', 7);
        wire.publish(from, 2, { id: 7, payload: 'two' });
        assert.equal(assertOnly(t, kind, number).sentence.args.missing, 'PUBCOMP');
      });

      it(`of the ${from} are free after PUBACK and PUBCOMP`, () => {
        const { t, wire } = withClient(version);
        for (const payload of ['one', 'two']) {
          wire.publish(from, 1, { id: 7, payload });
          wire.acknowledge(receiver, 'puback', 7);
          wire.publish(from, 2, { id: 7, payload });
          wire.acknowledge(receiver, 'pubrec', 7);
          wire.acknowledge(from, 'pubrel', 7);
          wire.acknowledge(receiver, 'pubcomp', 7);
        }
        assertNone(t);
      });
    }

    it('are one space for PUBLISH and SUBSCRIBE of a client, and another for the broker', () => {
      const one = withClient(version);
      one.wire.publish('client', 1, { id: 7 });
      one.wire.subscribe(7, 'a', 1);
      assertOnly(one.t, 'clientIdentifierInUse', rule('2.2.1-3', '2.3.1-2'));
      const two = withClient(version);
      two.wire.subscribe(7, 'a', 1);
      two.wire.publish('client', 1, { id: 7 });
      assertOnly(two.t, 'clientIdentifierInUse', rule('2.2.1-3', '2.3.1-2'));
      const three = withClient(version);
      three.wire.subscribe(7, 'a', 1);
      three.wire.subscribe(7, 'b', 1);
      assertOnly(three.t, 'clientIdentifierInUse', rule('2.2.1-3', '2.3.1-2'));
      const twin = withClient(version);
      twin.wire.subscribe(7, 'a', 1);
      twin.wire.publish('broker', 1, { id: 7, topic: 'a' });
      twin.wire.suback(7, 1);
      twin.wire.publish('client', 1, { id: 7 });
      assertNone(twin.t);
    });

    it('of acknowledgements are those of what they acknowledge', () => {
      for (const cmd of ['puback', 'pubrec', 'pubrel', 'pubcomp'] as const) {
        const { t, wire } = withClient(version);
        wire.publish('client', 1, { id: 7 });
        wire.acknowledge('broker', cmd, 9);
        assert.equal(
          assertOnly(t, 'acknowledgesNothing', rule('2.2.1-5', '2.3.1-6')).sentence.args.type,
          cmd.toUpperCase(),
        );
      }
    });

    it('of acknowledgements come once for each packet', () => {
      const one = withClient(version);
      one.wire.publish('client', 1);
      one.wire.acknowledge('broker', 'puback');
      one.wire.acknowledge('broker', 'puback');
      assertOnly(one.t, 'acknowledgesNothing', rule('2.2.1-5', '2.3.1-6'));
      const two = withClient(version);
      two.wire.publish('client', 2);
      two.wire.acknowledge('broker', 'pubrec');
      two.wire.acknowledge('client', 'pubrel');
      two.wire.acknowledge('broker', 'pubcomp');
      two.wire.acknowledge('broker', 'pubcomp');
      assertOnly(two.t, 'acknowledgesNothing', rule('2.2.1-5', '2.3.1-6'));
    });

    it('of a PUBREL are answered by PUBCOMP even where they are not known', () => {
      const { t, wire } = withClient(version, KEPT);
      wire.publish('client', 2);
      wire.acknowledge('broker', 'pubrec');
      wire.acknowledge('client', 'pubrel');
      wire.acknowledge('broker', 'pubcomp');
      const again = resumed(t, wire, version);
      again.acknowledge('client', 'pubrel');
      again.acknowledge('broker', 'pubcomp', 1, version === 5 ? 0x92 : 0);
      assertNone(t);
    });

    it('of SUBACK and UNSUBACK are those of a request', () => {
      const { t, wire } = withClient(version);
      wire.subscribe(3, 'a', 1);
      wire.suback(4, 1);
      assertOnly(t, 'subscribeAnswersNothing', rule('2.2.1-6', '2.3.1-7'));
      const twin = withClient(version);
      twin.wire.subscribe(3, 'a', 1);
      twin.wire.suback(3, 1);
      twin.wire.say('client', { cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['a'] });
      twin.wire.say('broker', { cmd: 'unsuback', messageId: 4, granted: [0] });
      assertNone(twin.t);
      assert.deepEqual(kinds(twin.t, 'pitfall'), []);
    });

    it('stay the same when a PUBLISH is sent again', () => {
      const { t, wire } = withClient(version, KEPT);
      wire.publish('client', 1, { id: 1, payload: 'm' });
      wire.publish('client', 1, { id: 2, payload: 'm', dup: true });
      assertOnly(t, 'resentUnderOtherIdentifier', rule('4.4.0-1', '2.3.1-3'));
      const twin = withClient(version, KEPT);
      twin.wire.publish('client', 1, { id: 1, payload: 'm' });
      resumed(twin.t, twin.wire, version).publish('client', 1, { id: 1, payload: 'm', dup: true });
      assertNone(twin.t);
    });
  });
}
