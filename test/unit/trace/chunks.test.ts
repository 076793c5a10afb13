import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Side } from '../../../src/shared/model';
import { Framer } from '../../../src/engine/wire/framer';
import { hex, mqttBytes } from '../../support/mqttBytes';
import { TestTrace, type Version } from './exchange';

/** What one side says at once. */
interface Said {
  readonly from: Side;
  readonly packets: readonly Uint8Array[];
}

const side = fc.constantFrom<Side>('client', 'broker');
const identifier = fc.integer({ min: 0, max: 4 });
const topic = fc.constantFrom('a/b', 'a/c', 'grüße/b', 'x'.repeat(200));

function publish(version: Version): fc.Arbitrary<Uint8Array> {
  const words = fc.record({
    qos: fc.constantFrom(0, 1, 2),
    id: fc.integer({ min: 1, max: 4 }),
    topic,
    length: fc.constantFrom(0, 1, 4, 64, 300),
    dup: fc.boolean(),
    retain: fc.boolean(),
    alias: fc.constantFrom(0, 0, 1, 2),
  });
  return words.map(({ qos, id, topic, length, dup, retain, alias }) => {
    const properties = alias === 0 ? {} : { topicAlias: alias };
    const named = { topic, payload: Buffer.alloc(length, id), properties };
    const flags = { dup: dup && qos > 0, retain, qos };
    return mqttBytes({ cmd: 'publish', messageId: id, ...named, ...flags }, version);
  });
}

/** PUBACK, PUBREC, PUBREL and PUBCOMP, sound ones and others, short and long. */
function acknowledgement(): fc.Arbitrary<Uint8Array> {
  const first = fc.constantFrom(0x40, 0x50, 0x62, 0x70, 0x60, 0x41);
  const rest = fc.constantFrom([], [0x00], [0x10], [0x80], [0x92, 0x00]);
  return fc
    .tuple(first, identifier, rest)
    .map(([type, id, more]) => Uint8Array.of(type, 2 + more.length, 0, id, ...more));
}

function request(version: Version): fc.Arbitrary<Uint8Array> {
  const subscribe = fc.record({ id: fc.integer({ min: 1, max: 4 }), topic, qos: fc.constantFrom(0, 1, 2) });
  return subscribe.map(({ id, topic, qos }) =>
    mqttBytes({ cmd: 'subscribe', messageId: id, subscriptions: [{ topic, qos }] }, version),
  );
}

function answer(version: Version): fc.Arbitrary<Uint8Array> {
  return identifier.map((id) => mqttBytes({ cmd: 'suback', messageId: id, granted: [1] }, version));
}

/** Whole packets by their headers, and nothing else. */
const spoilt = fc.constantFrom(
  '30 00',
  '32 03 00 01 61',
  '40 00',
  '40 01 00',
  '36 05 00 01 61 00 01',
  'c0 00',
  '00 00',
);

function conversation(version: Version): fc.Arbitrary<readonly Said[]> {
  const packet = fc.oneof(
    { weight: 6, arbitrary: publish(version) },
    { weight: 6, arbitrary: acknowledgement() },
    { weight: 1, arbitrary: request(version) },
    { weight: 1, arbitrary: answer(version) },
    { weight: 1, arbitrary: spoilt.map(hex) },
  );
  return fc.array(fc.record({ from: side, packets: fc.array(packet, { minLength: 1, maxLength: 8 }) }), {
    maxLength: 20,
  });
}

/** Chunks of the bytes, each within a larger Buffer as the pool gives them, cut at these places. */
function* pooled(bytes: Uint8Array, cuts: readonly number[]): Generator<Buffer> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [i, start] of places.slice(0, -1).entries()) {
    const chunk = Buffer.concat([Buffer.alloc(3, 0x30), bytes.subarray(start, places[i + 1]), Buffer.alloc(5, 0x32)]);
    yield chunk.subarray(3, -5);
  }
}

function state({ trace }: TestTrace): unknown {
  const packets = [...trace.packets()].map((packet) => ({ packet, bytes: [...trace.packet(packet.n).bytes] }));
  const { rows } = trace.deliveries(null, 200);
  const details = rows.map(({ n }) => trace.delivery(n));
  return { packets, details, sessions: trace.sessions().rows, found: trace.findings(null, null, 200).groups };
}

const cutsOf = fc.array(fc.nat(5_000), { maxLength: 8 });

describe('Recording chunks', function () {
  this.timeout(60_000);

  for (const version of [4, 5] as const) {
    for (const infers of [false, true]) {
      it(`gives the rows of single packets, however the chunks are cut (MQTT ${version}, inferred: ${infers})`, () => {
        fc.assert(
          fc.property(conversation(version), cutsOf, fc.boolean(), (said, cuts, together) => {
            const single = new TestTrace(undefined, infers);
            const chunked = new TestTrace(undefined, infers);
            const one = single.connected('c', version);
            const other = chunked.connected('c', version);
            const framers = { client: framerOf(other, chunked, 'client'), broker: framerOf(other, chunked, 'broker') };
            single.time = chunked.time = 2000;
            for (const { from, packets } of said) {
              for (const bytes of packets) one.recorder.packet(from, bytes, single.time);
              for (const chunk of pooled(Buffer.concat(packets), cuts)) {
                if (together) other.recorder.together(() => framers[from].push(chunk));
                else framers[from].push(chunk);
                chunk.fill(0xff); // a pool's bytes are used again
              }
            }
            assert.deepEqual(state(chunked), state(single));
          }),
          { numRuns: 60 },
        );
      });
    }
  }
});

function framerOf({ recorder }: ReturnType<TestTrace['connected']>, owner: TestTrace, from: Side): Framer {
  return new Framer(
    {
      packetIn: (bytes, start, end) => recorder.packetIn(from, bytes, start, end, owner.time) > 0,
      fault: ({ code }) => assert.fail(code),
    },
    1_000_000,
  );
}
