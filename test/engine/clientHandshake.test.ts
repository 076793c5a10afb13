import assert from 'node:assert/strict';
import { connectAsync, type MqttClient } from 'mqtt';

import type { PacketType, ProtocolVersion, Qos, Side } from '../../src/shared/model';
import { Relay, type RelayedPacket, type RelayVerdict } from '../support/relay';
import { TracedBroker } from '../support/tracedBroker';
import { TracedEngine } from '../support/tracedEngine';

type Cut = {
  readonly title: string;
  readonly qos: Qos;
  readonly from: Side;
  readonly type: PacketType;
  readonly verdict: RelayVerdict;
  /** What the client sends on its second connection. */
  readonly again: readonly string[];
  /** Whether the broker gets a QoS 1 message a second time, which "at least once" allows. */
  readonly twice?: boolean;
};

const CUTS: readonly Cut[] = [
  {
    title: 'before its PUBLISH arrives',
    qos: 1,
    from: 'client',
    type: 'PUBLISH',
    verdict: 'swallow and cut',
    again: ['PUBLISH dup'],
  },
  {
    title: 'after its PUBLISH arrived',
    qos: 1,
    from: 'client',
    type: 'PUBLISH',
    verdict: 'pass and cut',
    again: ['PUBLISH dup'],
    twice: true,
  },
  {
    title: 'before the PUBACK comes',
    qos: 1,
    from: 'broker',
    type: 'PUBACK',
    verdict: 'swallow and cut',
    again: ['PUBLISH dup'],
    twice: true,
  },
  { title: 'after the PUBACK came', qos: 1, from: 'broker', type: 'PUBACK', verdict: 'pass and cut', again: [] },
  {
    title: 'before its PUBLISH arrives',
    qos: 2,
    from: 'client',
    type: 'PUBLISH',
    verdict: 'swallow and cut',
    again: ['PUBLISH dup', 'PUBREL'],
  },
  {
    title: 'after its PUBLISH arrived',
    qos: 2,
    from: 'client',
    type: 'PUBLISH',
    verdict: 'pass and cut',
    again: ['PUBLISH dup', 'PUBREL'],
  },
  {
    title: 'before the PUBREC comes',
    qos: 2,
    from: 'broker',
    type: 'PUBREC',
    verdict: 'swallow and cut',
    again: ['PUBLISH dup', 'PUBREL'],
  },
  {
    title: 'after the PUBREC came',
    qos: 2,
    from: 'broker',
    type: 'PUBREC',
    verdict: 'pass and cut',
    again: ['PUBREL'],
  },
  {
    title: 'before its PUBREL arrives',
    qos: 2,
    from: 'client',
    type: 'PUBREL',
    verdict: 'swallow and cut',
    again: ['PUBREL'],
  },
  {
    title: 'after its PUBREL arrived',
    qos: 2,
    from: 'client',
    type: 'PUBREL',
    verdict: 'pass and cut',
    again: ['PUBREL'],
  },
  {
    title: 'before the PUBCOMP comes',
    qos: 2,
    from: 'broker',
    type: 'PUBCOMP',
    verdict: 'swallow and cut',
    again: ['PUBREL'],
  },
  { title: 'after the PUBCOMP came', qos: 2, from: 'broker', type: 'PUBCOMP', verdict: 'pass and cut', again: [] },
];

/** Cuts once, at the first packet of that kind. */
function once({ from, type, verdict }: Cut): (packet: RelayedPacket) => RelayVerdict {
  let done = false;
  return (packet) => {
    if (done || packet.from !== from || packet.type !== type) return 'pass';
    done = true;
    return verdict;
  };
}

for (const version of [4, 5] as readonly ProtocolVersion[]) {
  describe(`our client in MQTT ${version === 5 ? '5' : '3.1.1'}, its connection cut and resumed`, () => {
    let broker: TracedBroker;
    let relay: Relay;
    let own: TracedEngine;
    let subscriber: MqttClient;
    let received: string[];

    beforeEach(async () => {
      broker = await TracedBroker.start();
      relay = await Relay.start(broker.port);
      own = new TracedEngine();
      subscriber = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: 5, clientId: 'sub' });
      received = [];
      subscriber.on('message', (_topic, payload) => received.push(payload.toString()));
      await subscriber.subscribeAsync('t/#', { qos: 2 });
    });

    afterEach(async () => {
      await own.close();
      await subscriber.endAsync(true);
      await relay.close();
      await broker.stop();
    });

    for (const cut of CUTS) {
      it(`QoS ${cut.qos}: ${cut.title}: loses nothing, doubles nothing it may not, sets DUP on what it sends again`, async () => {
        await own.connect(relay.port, { version });
        relay.judge = once(cut);
        const lost = own.timers.scheduled(1_000);
        const delivery = await own.publish('t/a', 'first', cut.qos);
        await lost;
        assert.equal((await own.status()).state, 'reconnecting');
        own.timers.advance(1_000);
        await own.until(([first]) => first?.state === 'complete');
        await own.untilState('connected');
        await own.publish('t/a', 'last', cut.qos);
        await broker.until(
          (deliveries) =>
            deliveries.filter((d) => d.to === 'client' && d.state === 'complete').length === (cut.twice ? 3 : 2),
        );
        assert.deepEqual(received, cut.twice ? ['first', 'first', 'last'] : ['first', 'last']);
        const { packets } = await own.delivery(delivery);
        const second = packets.filter((packet) => packet.from === 'client' && packet.wire === 2);
        assert.deepEqual(
          second.map(({ type, dup }) => (dup ? `${type} dup` : type)),
          cut.again,
        );
      });
    }

    it('loses and doubles no QoS 2 message and keeps their order, whichever packet the cut falls on', async () => {
      // Five handshakes of four packets at once: the cut falls on each of the twenty in turn.
      for (let position = 1; position <= 20; position++) {
        const client = new TracedEngine();
        await client.connect(relay.port, { version, clientId: `own-${position}` });
        let left = position;
        const cutAt = (packet: RelayedPacket): RelayVerdict =>
          packet.type !== 'CONNECT' && packet.type !== 'CONNACK' && --left === 0 ? 'swallow and cut' : 'pass';
        relay.judge = cutAt;
        received.length = 0;
        const lost = client.timers.scheduled(1_000);
        const names = ['1', '2', '3', '4', '5'].map((name) => `${position}.${name}`);
        await Promise.all(names.map((name) => client.publish('t/a', name, 2)));
        await lost;
        client.timers.advance(1_000);
        await client.until((rows) => rows.length === 5 && rows.every(({ state }) => state === 'complete'));
        await broker.until(
          (rows) => rows.filter((row) => row.to === 'client' && row.state === 'complete').length === position * 5,
        );
        assert.deepEqual(received, names, `the cut fell on packet ${position}`);
        await client.close();
      }
    });
  });
}
