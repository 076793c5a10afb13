import { hex } from '../../support/mqttBytes';
import { routing, type Version } from './exchange';
import { assertNone, assertOnly, byVersion, KEPT, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  for (const from of ['client', 'broker'] as const) {
    describe(`QoS 2 from the ${from}, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => exchanges(version, from));
  }
}

function exchanges(version: Version, from: 'client' | 'broker'): void {
  const receiver = from === 'client' ? 'broker' : 'client';
  const rule = (mqtt5: string, mqtt311: string): string => byVersion(version, mqtt5, mqtt311);

  it('has its PUBREL after the PUBREC', () => {
    const { t, wire } = withClient(version);
    wire.publish(from, 2);
    wire.acknowledge(from, 'pubrel');
    assertOnly(t, 'pubrelUnasked', rule('4.3.3-4', '4.3.3-1'));
  });

  it('has its PUBCOMP after the PUBREL', () => {
    const { t, wire } = withClient(version);
    wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(receiver, 'pubcomp');
    assertOnly(t, 'pubcompUnasked', rule('4.3.3-11', '4.3.3-2'));
  });

  it('does not have its PUBLISH again after the PUBREL', () => {
    const { t, wire } = withClient(version, KEPT);
    wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(from, 'pubrel');
    resumed(t, wire, version).publish(from, 2, { dup: true });
    assertOnly(t, 'publishAfterPubrel', rule('4.3.3-6', '4.3.3-1'));
  });

  it('is resumed with its PUBREL after the PUBREL, and with its PUBLISH before', () => {
    const { t, wire } = withClient(version, KEPT);
    wire.publish(from, 2, { id: 1, payload: 'one' });
    wire.acknowledge(receiver, 'pubrec', 1);
    wire.acknowledge(from, 'pubrel', 1);
    wire.publish(from, 2, { id: 2, payload: 'two' });
    wire.acknowledge(receiver, 'pubrec', 2);
    const again = resumed(t, wire, version);
    again.acknowledge(from, 'pubrel', 1);
    again.publish(from, 2, { id: 2, payload: 'two', dup: true });
    again.acknowledge(receiver, 'pubcomp', 1);
    again.acknowledge(receiver, 'pubrec', 2);
    again.acknowledge(from, 'pubrel', 2);
    again.acknowledge(receiver, 'pubcomp', 2);
    assertNone(t);
  });

  it('keeps an earlier PUBREC although the PUBLISH was sent again meanwhile', () => {
    const { t, wire } = withClient(version, KEPT);
    wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    const again = resumed(t, wire, version);
    again.publish(from, 2, { dup: true });
    again.acknowledge(from, 'pubrel');
    again.acknowledge(receiver, 'pubrec');
    again.acknowledge(receiver, 'pubcomp');
    assertNone(t);
  });
}

describe('QoS 2 at the broker', () => {
  for (const version of [4, 5] as const) {
    it(`goes onward once, however often its PUBLISH comes, in version ${version}`, () => {
      const { t, wire } = withClient(version, KEPT);
      const subscriber = t.connected('s', version);
      wire.publish('client', 2);
      const journey = wire.recorder.lastJourney();
      subscriber.publish('broker', 2, { id: 1, routing: routing(journey) });
      resumed(t, wire, version).publish('client', 2, { dup: true });
      assertNone(t);
      subscriber.publish('broker', 2, { id: 2, routing: routing(journey) });
      assertOnly(t, 'deliveredOnwardAgain', byVersion(version, '4.3.3-10', '4.3.3-2'));
    });
  }

  it('may take several copies onward where subscriptions overlap', () => {
    const { t, wire } = withClient(5, KEPT);
    const subscriber = t.connected('s', 5);
    wire.publish('client', 2);
    const journey = wire.recorder.lastJourney();
    resumed(t, wire, 5).publish('client', 2, { dup: true });
    subscriber.publish('broker', 2, { id: 1, routing: routing(journey, { filter: 'a/#' }) });
    subscriber.publish('broker', 2, { id: 2, routing: routing(journey, { filter: 'a/b' }) });
    assertNone(t);
  });

  it('stays with one member of a shared subscription', () => {
    const { t, wire } = withClient(5);
    const [one, two] = [t.connected('s1', 5), t.connected('s2', 5)];
    wire.publish('client', 2);
    const shared = routing(wire.recorder.lastJourney(), { filter: '$share/g/a/#' });
    one.publish('broker', 2, { routing: shared });
    assertNone(t);
    two.publish('broker', 2, { routing: shared });
    assertOnly(t, 'sharedSentElsewhere', '4.8.2-5');
  });
});

describe('a refusal in MQTT 5', () => {
  it('is followed by no PUBREL', () => {
    const { t, wire } = withClient(5);
    wire.publish('client', 2);
    wire.acknowledge('broker', 'pubrec', 1, 0x97);
    assertNone(t);
    wire.acknowledge('client', 'pubrel');
    assertOnly(t, 'pubrelAfterRefusal', '4.3.3-4');
  });

  it('is not answered by sending the message again', () => {
    const { t, wire } = withClient(5);
    wire.publish('client', 1);
    wire.acknowledge('broker', 'puback', 1, 0x97);
    wire.publish('client', 1, { dup: true });
    assertOnly(t, 'resentAfterRefusal', '4.4.0-2');
  });

  it('may be followed by a new message under the identifier', () => {
    const { t, wire } = withClient(5);
    wire.publish('client', 2);
    wire.acknowledge('broker', 'pubrec', 1, 0x97);
    wire.publish('client', 2);
    assertNone(t);
  });
});

describe('reserved flags', () => {
  for (const [bytes, kind, rule] of [
    ['60 02 00 01', 'pubrelFlags', '3.6.1-1'],
    ['80 06 00 01 00 01 61 00', 'subscribeFlags', '3.8.1-1'],
    ['a0 05 00 01 00 01 61', 'unsubscribeFlags', '3.10.1-1'],
  ] as const) {
    for (const version of [4, 5] as const) {
      it(`are told of as ${kind} in version ${version}`, () => {
        const { t, wire } = withClient(version);
        wire.bytes('client', hex(bytes));
        assertOnly(t, kind, rule);
      });
    }
  }

  it('of other packets have the general rule', () => {
    const [four, five] = [withClient(4), withClient(5)];
    four.wire.bytes('client', hex('c1 00'));
    assertOnly(four.t, 'reservedFlags', '2.2.2-1');
    five.wire.bytes('client', hex('c1 00'));
    assertOnly(five.t, 'reservedFlags', '2.1.3-1');
  });
});
