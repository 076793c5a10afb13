import assert from 'node:assert/strict';
import type { Packet } from 'mqtt-packet';

import { withCode } from '../support/errors';
import { FakeBroker, type FakeConnection } from '../support/fakeBroker';
import { TracedEngine } from '../support/tracedEngine';

/** Accepts with these limits, grants every subscription, acknowledges nothing. */
function limited(properties: Parameters<FakeConnection['accept']>[0]) {
  return (packet: Packet, connection: FakeConnection): void => {
    if (packet.cmd === 'connect') connection.accept(properties);
    if (packet.cmd === 'subscribe') connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [0] });
  };
}

describe('our client and the limits of its broker', () => {
  let own: TracedEngine;
  let broker: FakeBroker;

  const connect = async (properties: Parameters<FakeConnection['accept']>[0]): Promise<FakeConnection> => {
    broker = await FakeBroker.start(limited(properties));
    await own.connect(broker.port);
    return broker.connection(1);
  };

  const topics = (connection: FakeConnection): string =>
    connection
      .of('publish')
      .map(({ topic }) => topic)
      .join(' ');

  /** When its answer is here, all that was written before it has arrived. */
  const roundTrip = (): Promise<unknown> =>
    own.request('client.subscribe', { connection: 'own', filter: 'round/trip', qos: 0 });

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(async () => {
    await own.close();
    await broker.close();
  });

  it('keeps a Receive Maximum of 2, in order, and gives places back by PUBACK, PUBCOMP and a refusing PUBREC', async () => {
    const connection = await connect({ receiveMaximum: 2 });
    const identifier = (topic: string): number => connection.of('publish').find((p) => p.topic === topic)!.messageId!;
    const published = [
      own.publish('a', '', 1),
      own.publish('b', '', 2),
      own.publish('c', '', 1),
      own.publish('d', '', 2),
      own.publish('e', '', 0),
    ];
    await roundTrip();
    assert.equal(topics(connection), 'a b');

    connection.send({ cmd: 'pubrec', messageId: identifier('b'), reasonCode: 0 });
    await roundTrip();
    assert.equal(connection.of('pubrel').length, 1);
    assert.equal(topics(connection), 'a b', 'a PUBREC that accepts gives no place back');

    connection.send({ cmd: 'puback', messageId: identifier('a'), reasonCode: 0 });
    await roundTrip();
    assert.equal(topics(connection), 'a b c');

    connection.send({ cmd: 'pubcomp', messageId: identifier('b'), reasonCode: 0 });
    await roundTrip();
    assert.equal(topics(connection), 'a b c d e');

    connection.send({ cmd: 'pubrec', messageId: identifier('d'), reasonCode: 0x97 });
    const next = own.publish('f', '', 1);
    await roundTrip();
    assert.equal(topics(connection), 'a b c d e f');
    assert.equal(connection.of('pubrel').length, 1, 'what is refused gets no PUBREL');
    await Promise.all([...published, next]);
  });

  it('never reuses a packet identifier that is in flight', async () => {
    const connection = await connect({});
    await Promise.all(Array.from({ length: 300 }, () => own.publish('a', '', 1)));
    await roundTrip();
    const identifiers = connection.of('publish').map(({ messageId }) => messageId);
    assert.equal(new Set([...identifiers, connection.of('subscribe')[0]?.messageId]).size, 301);
  });

  it('refuses a message above the Maximum QoS, and sends those up to it', async () => {
    const connection = await connect({ maximumQoS: 1 });
    await assert.rejects(own.publish('a', '', 2), withCode('client.qosAboveMaximum'));
    await own.publish('b', '', 1);
    await roundTrip();
    assert.equal(topics(connection), 'b');
  });

  it('refuses a retained message where the broker retains none', async () => {
    const connection = await connect({ retainAvailable: false });
    await assert.rejects(own.publish('a', '', 1, true), withCode('client.retainUnavailable'));
    await roundTrip();
    assert.equal(topics(connection), '');
  });

  it('refuses a packet one byte above the Maximum Packet Size and sends one that fits it exactly', async () => {
    const connection = await connect({ maximumPacketSize: 150 });
    // Fixed header 3 (the length takes two bytes), topic 2 + 1, identifier 2, properties 1: 9 bytes around the payload.
    await assert.rejects(own.publish('a', 'x'.repeat(142), 1), withCode('client.packetAboveMaximum'));
    await own.publish('a', 'x'.repeat(141), 1);
    await roundTrip();
    assert.equal(connection.of('publish').length, 1);
    const [row] = await own.deliveries();
    const { packets } = await own.delivery(row!.n);
    assert.equal(packets[0]?.length, 150);
  });

  for (const [topic, code] of [
    ['', 'topic.empty'],
    ['a/#', 'topic.wildcard'],
    ['a\0', 'topic.nul'],
    ['x'.repeat(65_536), 'topic.tooLong'],
  ] as const) {
    it(`refuses a topic with the fault ${code}`, async () => {
      const connection = await connect({});
      await assert.rejects(own.publish(topic, '', 0), withCode(code));
      await roundTrip();
      assert.equal(topics(connection), '');
    });
  }

  it('reports a refused message in its delivery', async () => {
    const connection = await connect({});
    const delivery = await own.publish('a', '', 1);
    await roundTrip();
    connection.send({ cmd: 'puback', messageId: connection.of('publish')[0]!.messageId!, reasonCode: 0x87 });
    await own.until(([row]) => row?.state === 'refused');
    const detail = await own.delivery(delivery);
    assert.equal(detail.delivery.reason, 0x87);
  });
});
