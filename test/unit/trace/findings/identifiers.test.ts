import assert from 'node:assert/strict';
import { assertNone, assertOnly, byVersion, KEPT, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`packet identifiers, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    const rule = (mqtt5: string, mqtt311: string): string => byVersion(version, mqtt5, mqtt311);

    for (const from of ['client', 'broker'] as const) {
      const receiver = from === 'client' ? 'broker' : 'client';
      const kind = `${from}IdentifierInUse` as const;
      const number = from === 'client' ? rule('2.2.1-3', '2.3.1-2') : rule('2.2.1-4', '2.3.1-4');

      it(`of the ${from} that are in use are told of with what holds them, and what that waits for`, () => {
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

    it('of a SUBSCRIBE that was not answered are free on the connection that takes over', () => {
      for (const isEarly of [false, true]) {
        const { t, wire } = withClient(version, KEPT);
        wire.subscribe(7, 'a', 1);
        const next = t.wire(version);
        next.connect('c', KEPT);
        if (isEarly) next.subscribe(7, 'a', 1);
        next.connack(true);
        if (!isEarly) next.subscribe(7, 'a', 1);
        next.suback(7, 1);
        next.publish('client', 1, { id: 7 });
        assertNone(t);
      }
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
  });
}
