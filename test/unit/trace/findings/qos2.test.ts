import { routing, type Version } from '../exchange';
import { assertNone, KEPT, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  for (const from of ['client', 'broker'] as const) {
    describe(`QoS 2 from the ${from}, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => exchanges(version, from));
  }
}

function exchanges(version: Version, from: 'client' | 'broker'): void {
  const receiver = from === 'client' ? 'broker' : 'client';

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
});

describe('a refusal in MQTT 5', () => {
  it('may be followed by a new message under the identifier', () => {
    const { t, wire } = withClient(5);
    wire.publish('client', 2);
    wire.acknowledge('broker', 'pubrec', 1, 0x97);
    wire.publish('client', 2);
    assertNone(t);
  });
});
