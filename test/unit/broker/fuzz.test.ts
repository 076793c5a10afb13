/** Bytes that nobody meant to send: whatever comes, the core goes on, and answers or closes as the standard says. */

import assert from 'node:assert/strict';

import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';

import { part } from '../../../src/engine/wire/bytes';
import { Framer } from '../../../src/engine/wire/framer';
import type { ProtocolVersion } from '../../../src/shared/model';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';

const will = { topic: 'w', payload: 'x', qos: 1 as const, properties: { willDelayInterval: 1, contentType: 't' } };

const SOUND: readonly Packet[] = [
  { cmd: 'connect', clientId: 'f', clean: true, protocolVersion: 5, will, properties: { receiveMaximum: 3 } },
  { cmd: 'connect', clientId: 'f', clean: false, protocolVersion: 4, username: 'u', password: Buffer.from('p') },
  {
    ...{ cmd: 'publish', topic: 'a/b', payload: 'x', qos: 2, dup: false, retain: true, messageId: 3 },
    properties: { topicAlias: 1, messageExpiryInterval: 9, userProperties: { a: ['1', '2'] } },
  },
  { cmd: 'publish', topic: 'é', payload: 'x', qos: 0, dup: false, retain: false },
  { cmd: 'puback', messageId: 1, reasonCode: 0x10, properties: { reasonString: 'r' } },
  { cmd: 'pubrec', messageId: 1, reasonCode: 0 },
  { cmd: 'pubrel', messageId: 3, reasonCode: 0 },
  { cmd: 'pubcomp', messageId: 1, reasonCode: 0 },
  {
    ...{ cmd: 'subscribe', messageId: 4, properties: { subscriptionIdentifier: 300 } },
    subscriptions: [
      { topic: 'a/#', qos: 2, rh: 1 },
      { topic: '$share/g/+', qos: 1 },
    ],
  },
  { cmd: 'unsubscribe', messageId: 5, unsubscriptions: ['a/#', 'b'] },
  { cmd: 'pingreq' },
  { cmd: 'disconnect', reasonCode: 4, properties: { sessionExpiryInterval: 3 } },
  { cmd: 'auth', reasonCode: 0x18, properties: { authenticationMethod: 'm' } },
];

const version = fc.constantFrom<ProtocolVersion>(4, 5);

/** A sound packet of which some bytes were overwritten. */
const spoilt = fc
  .tuple(fc.constantFrom(...SOUND), version, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }))
  .map(([packet, protocolVersion, changes]) => {
    const bytes = Uint8Array.from(generate(packet, { protocolVersion: packet.cmd === 'auth' ? 5 : protocolVersion }));
    for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
    return bytes;
  });

const stream = fc.array(fc.oneof({ weight: 9, arbitrary: spoilt }, fc.uint8Array({ maxLength: 30 })), {
  maxLength: 12,
});

/** Frames the bytes as the listener does; says whether a DISCONNECT was the last packet that was looked at. */
function feed(broker: BrokerHarness, peer: Peer, chunks: readonly Uint8Array[]): boolean {
  let type = 0;
  const framer = new Framer(
    {
      packetIn: (chunk, start, end) => {
        const bytes = part(chunk, start, end);
        type = (bytes[0] ?? 0) >> 4;
        broker.receive(peer, bytes);
        return !peer.closed;
      },
      fault: () => broker.perform(broker.core.refuse(peer.number, 0x81, 'unreadable', broker.now)),
    },
    1_000,
  );
  for (const chunk of chunks) framer.push(chunk);
  return type === 14;
}

describe('the core under bytes that nobody meant', function () {
  this.timeout(60_000);

  it('never throws, says a reason before it closes in MQTT 5, and goes on serving others', () => {
    fc.assert(
      fc.property(version, fc.boolean(), stream, (level, introduced, chunks) => {
        const broker = new BrokerHarness();
        const healthy = broker.connect('healthy', 5);
        healthy.subscribe('healthy', 1);
        const peer = introduced ? broker.connect('f', level, { clean: false }) : broker.open();
        peer.version = level;
        const saidGoodbye = feed(broker, peer, chunks);
        broker.advance(60_000);
        if (peer.closed && introduced && level === 5) {
          const last = peer.takeBytes().at(-1);
          assert.ok(saidGoodbye || (last?.[0] ?? 0) >> 4 === 14, 'a DISCONNECT goes out before the end (4.13.2)');
        }
        peer.vanish();
        healthy.take();
        healthy.publish('healthy', 'x', 1, 9);
        assert.deepEqual(healthy.take().at(-1), 'PUBACK 9');
      }),
      { numRuns: 2_000 },
    );
  });
});
