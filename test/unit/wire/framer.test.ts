import assert from 'node:assert/strict';
import fc from 'fast-check';
import { part } from '../../../src/engine/wire/bytes';
import { Framer } from '../../../src/engine/wire/framer';
import type { Sentence } from '../../../src/shared/sentences';
import { inFrame } from '../../support/captures';
import { hex, mqttBytes } from '../../support/mqttBytes';

interface Heard {
  readonly packets: string[];
  readonly faults: Sentence[];
  readonly framer: Framer;
}

function listen(maximum = 268_435_460, goOn: () => boolean = () => true): Heard {
  const packets: string[] = [];
  const faults: Sentence[] = [];
  const listener = {
    packetIn(bytes: Uint8Array, start: number, end: number): boolean {
      packets.push(Buffer.from(part(bytes, start, end)).toString('hex'));
      return goOn();
    },
    fault: (fault: Sentence) => void faults.push(fault),
  };
  return { packets, faults, framer: new Framer(listener, maximum) };
}

const PINGREQ = hex('c0 00');

function publishOf(length: number): Uint8Array {
  return mqttBytes({ cmd: 'publish', topic: 't', payload: Buffer.alloc(length, 7), qos: 0, dup: false, retain: false });
}

/** Cuts `stream` at these places. */
function* chunks(stream: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  for (const [i, place] of places.slice(1).entries()) yield stream.subarray(places[i], place);
}

describe('Framer', () => {
  it('gives the same packets however the stream is cut into chunks', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(10_000), { maxLength: 30 }), (sizes, cuts) => {
        const sent = sizes.map(publishOf);
        const { framer, packets, faults } = listen();
        for (const chunk of chunks(Buffer.concat(sent), cuts)) framer.push(chunk);
        const placed = listen();
        for (const chunk of chunks(Buffer.concat(sent), cuts)) {
          assert.equal(placed.framer.pushPart(...inFrame(chunk)), chunk.length);
        }
        assert.deepEqual(placed.packets, packets, 'alike among other bytes');
        assert.deepEqual(
          packets,
          sent.map((bytes) => Buffer.from(bytes).toString('hex')),
        );
        assert.deepEqual(faults, []);
        assert.equal(framer.end(), null);
      }),
    );
  });

  it('reads any bytes at all without throwing, and alike in one chunk and byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (stream) => {
        const whole = listen(200);
        const single = listen(200);
        whole.framer.push(stream);
        for (const byte of stream) single.framer.push(Uint8Array.of(byte));
        assert.deepEqual(single.packets, whole.packets);
        assert.deepEqual(single.faults, whole.faults);
        assert.deepEqual(single.framer.end()?.fault, whole.framer.end()?.fault);
      }),
    );
  });

  it('passes a packet within a chunk on as its place in it', () => {
    const chunk = Buffer.concat([PINGREQ, PINGREQ]);
    const places: unknown[][] = [];
    const fault = (): never => assert.fail('there is no fault');
    const packetIn = (...place: unknown[]): boolean => places.push(place) > 0;
    new Framer({ packetIn, fault }, 100).push(chunk);
    assert.deepEqual(
      places.map(([bytes, start, end]) => [bytes === chunk, start, end]),
      [
        [true, 0, 2],
        [true, 2, 4],
      ],
    );
  });

  it('gives the second of two packets after the first was cut as its place in the chunk that ended that', () => {
    const chunk = Buffer.concat([PINGREQ.subarray(1), PINGREQ]);
    const places: [Uint8Array, number, number][] = [];
    const fault = (): never => assert.fail('there is no fault');
    const packetIn = (...place: [Uint8Array, number, number]): boolean => places.push(place) > 0;
    const framer = new Framer({ packetIn, fault }, 100);
    framer.push(PINGREQ.subarray(0, 1));
    framer.push(chunk);
    assert.deepEqual([...part(...(places[0] ?? assert.fail('there is a first')))], [0xc0, 0]);
    assert.deepEqual(places[1]?.slice(1), [1, 3]);
    assert.equal(places[1][0], chunk);
  });

  it('reserves no room for a length that is only claimed', () => {
    const before = process.memoryUsage().arrayBuffers;
    const waiting = Array.from({ length: 40 }, () => {
      const heard = listen();
      heard.framer.push(hex('30 ff ff ff 7f'));
      return heard;
    });
    assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
    assert.ok(waiting.every((heard) => heard.faults.length === 0));
  });

  it('grows with the bytes that come until a large packet is whole', () => {
    const large = publishOf(1_000_000);
    const { framer, packets } = listen();
    for (let i = 0; i < large.length; i += 1460) framer.push(large.subarray(i, i + 1460));
    assert.equal(packets[0], Buffer.from(large).toString('hex'));
  });

  it('says that a Remaining Length of five bytes is bad, and hears nothing after it', () => {
    const { framer, packets, faults } = listen();
    framer.push(Buffer.concat([PINGREQ, hex('30 80 80 80 80 01'), PINGREQ]));
    framer.push(PINGREQ);
    assert.equal(packets.length, 1);
    assert.deepEqual(faults, [{ code: 'packet.badRemainingLength', args: {} }]);
  });

  it('refuses a packet above the maximum as soon as its header has come', () => {
    const { framer, faults } = listen(100);
    framer.push(hex('30'));
    framer.push(hex('80 01'));
    assert.deepEqual(faults, [{ code: 'packet.tooLarge', args: { length: 131, maximum: 100 } }]);
    assert.equal(framer.end(), null);
  });

  it('accepts a packet of exactly the maximum', () => {
    const bytes = publishOf(95);
    const { framer, packets } = listen(bytes.length);
    framer.push(bytes);
    assert.equal(packets.length, 1);
  });

  it('stops when its listener says so', () => {
    const { framer, packets } = listen(100, () => false);
    framer.push(Buffer.concat([PINGREQ, PINGREQ]));
    framer.push(PINGREQ);
    assert.equal(packets.length, 1);
  });

  it('says where its listener stopped it, and goes on from there', () => {
    let room = 3;
    const { framer, packets } = listen(100, () => --room > 0);
    const stream = Buffer.concat([PINGREQ, PINGREQ, publishOf(10), PINGREQ]);
    framer.push(stream.subarray(0, 5));
    const taken = framer.push(stream.subarray(5));
    assert.equal(5 + taken, 4 + publishOf(10).length);
    assert.equal(framer.push(PINGREQ), 0);
    framer.resume();
    assert.equal(framer.push(stream.subarray(5 + taken)), 2);
    assert.equal(packets.length, 4);
  });

  it('tells at the end how much of a cut packet had come', () => {
    const { framer } = listen();
    framer.push(hex('30 05 00 01'));
    const end = framer.end();
    assert.ok(end !== null);
    assert.deepEqual(end.fault, { code: 'packet.incomplete', args: { received: 4, length: 7 } });
    assert.deepEqual([...end.bytes], [0x30, 0x05, 0x00, 0x01]);
  });

  it('does not know the length of a packet whose header was cut', () => {
    const { framer } = listen();
    framer.push(hex('30 80'));
    assert.deepEqual(framer.end()?.fault.args, { received: 2, length: '?' });
  });
});
