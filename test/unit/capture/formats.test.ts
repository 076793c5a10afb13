import assert from 'node:assert/strict';

import { Fragments, type Fragment } from '../../../src/engine/capture/network/fragments';
import { readInternet } from '../../../src/engine/capture/network/internet';
import { internetStart, NO_INTERNET } from '../../../src/engine/capture/network/linkLayers';
import { beginIn, newSegment } from '../../../src/engine/capture/network/segment';
import type { Trace } from '../../../src/engine/trace/trace';
import { QoScopeError } from '../../../src/shared/sentences';
import { importBytes } from '../../support/captures';
import { hex, mqttBytes } from '../../support/mqttBytes';
import { captureFile, ETHERNET_HEADER, PLAIN, segment, type FileForm, type TimedFrame } from '../../support/pcapBytes';

const CONNECT = mqttBytes({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'c',
  clean: true,
  keepalive: 0,
});
const CONNACK = mqttBytes({ cmd: 'connack', sessionPresent: false, returnCode: 0 });

/** 22 November 2026, with microseconds. */
const BEGAN = 1_795_000_000_123_456_000n;

function frames(version: 4 | 6 = 4): TimedFrame[] {
  return [
    { time: BEGAN, bytes: segment('client', { sequence: 100, flags: 2 }, version) },
    { time: BEGAN + 1_000_000n, bytes: segment('client', { sequence: 101, payload: CONNECT }, version) },
    { time: BEGAN + 3_500_000n, bytes: segment('broker', { sequence: 900, payload: CONNACK }, version) },
  ];
}

const relinked = (link: (ip: Uint8Array) => Uint8Array, version: 4 | 6 = 4): TimedFrame[] =>
  frames(version).map(({ time, bytes }) => ({ time, bytes: link(bytes.subarray(ETHERNET_HEADER)) }));

const before =
  (...header: readonly number[]) =>
  (ip: Uint8Array): Uint8Array =>
    Buffer.concat([Uint8Array.from(header), ip]);

const types = (trace: Trace): string[] => [...trace.packets()].map(({ type }) => type);

function isFault(code: string): (error: unknown) => boolean {
  return (error) => error instanceof QoScopeError && error.code === code;
}

describe('A capture file', () => {
  for (const format of ['pcap', 'pcapng'] as const)
    for (const littleEndian of [true, false])
      for (const nanoseconds of [true, false]) {
        const words = `${littleEndian ? 'little' : 'big'} endian, ${nanoseconds ? 'nano' : 'micro'}seconds`;
        it(`gives packets with their times as ${format}, ${words}`, () => {
          const form: FileForm = { format, littleEndian, nanoseconds, linkType: 1 };
          const { trace, problem, notes } = importBytes(captureFile(frames(), form), 50);
          assert.deepEqual([problem, notes], [null, []]);
          assert.deepEqual(types(trace), ['CONNECT', 'CONNACK']);
          assert.deepEqual(
            [...trace.packets()].map(({ time }) => time),
            [0, 2.5],
          );
          assert.ok(Math.abs(trace.counts().startedAt - 1_795_000_000_124.456) < 0.001);
        });
      }

  const cooked2 = [8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0];
  const links: readonly (readonly [string, number, TimedFrame[]])[] = [
    ['Ethernet, IPv6', 1, frames(6)],
    [
      'Ethernet with two VLAN tags',
      1,
      relinked(before(...new Array<number>(12).fill(0), 0x88, 0xa8, 0, 1, 0x81, 0, 0, 2, 8, 0)),
    ],
    ['Linux cooked', 113, relinked(before(...new Array<number>(14).fill(0), 8, 0))],
    ['Linux cooked v2', 276, relinked(before(...cooked2))],
    ['loopback in the order of an Intel machine', 0, relinked(before(2, 0, 0, 0))],
    ['loopback in the order of the network', 0, relinked(before(0, 0, 0, 2))],
    ['loopback of OpenBSD, IPv6', 108, relinked(before(0, 0, 0, 24), 6)],
    ['raw IP', 101, relinked((ip) => ip)],
    ['raw IPv6', 229, relinked((ip) => ip, 6)],
  ];
  for (const [name, linkType, framed] of links) {
    it(`is read on ${name}`, () => {
      assert.deepEqual(types(importBytes(captureFile(framed, { ...PLAIN, linkType })).trace), ['CONNECT', 'CONNACK']);
    });
  }

  it('says which link type it does not know, and how many frames that were', () => {
    const { trace, notes } = importBytes(captureFile(frames(), { ...PLAIN, linkType: 147 }));
    assert.deepEqual(types(trace), []);
    assert.deepEqual(notes, [{ code: 'capture.unknownLink', args: { linkType: 147, count: 3 } }]);
  });

  it('is read past the extension headers of IPv6, and fragments of both are counted', () => {
    const [syn, connect, connack] = frames(6).map(({ time, bytes }) => ({ time, bytes: extended(bytes, 0) }));
    const fragment6 = { time: BEGAN, bytes: extended(segment('client', { sequence: 1 }, 6), 8) };
    const fragment4 = { time: BEGAN, bytes: segment('client', { sequence: 1 }) };
    fragment4.bytes[ETHERNET_HEADER + 6] = 0x20; // More Fragments
    const { trace, notes } = importBytes(captureFile([syn!, fragment6, connect!, fragment4, connack!]));
    assert.deepEqual(types(trace), ['CONNECT', 'CONNACK']);
    assert.deepEqual(notes, [{ code: 'capture.fragments', args: { count: 2 } }]);
  });

  it('is shown up to where it was cut off, with the offset', () => {
    const whole = captureFile(frames());
    const last = captureFile(frames().slice(0, 2)).length;
    for (const cut of [1, 20, 70]) {
      const { trace, problem } = importBytes(whole.subarray(0, whole.length - cut));
      assert.deepEqual(types(trace), ['CONNECT']);
      assert.deepEqual(problem, { code: 'capture.truncated', args: { offset: last } });
    }
  });

  it('that is none is refused with the reason', () => {
    assert.throws(() => importBytes(Buffer.from('{"kind":"packet"}')), isFault('capture.notCapture'));
    assert.throws(() => importBytes(new Uint8Array()), isFault('capture.notCapture'));
    assert.throws(() => importBytes(Uint8Array.of(0x1f, 0x8b, 8, 0)), isFault('capture.compressed'));
  });

  it('cannot be read on from a length that cannot be, from an unknown interface or byte order', () => {
    const wrong = (offset: number, value: number, code: string): void => {
      const bytes = Buffer.from(captureFile(frames()));
      bytes.writeUInt32LE(value, offset);
      assert.throws(() => importBytes(bytes), isFault(code), String(offset));
    };
    wrong(4, 29, 'capture.badLength');
    wrong(8, 0, 'capture.badByteOrder');
    wrong(28 + 4, 0x7fff_fffc, 'capture.badLength');
    const first = captureFile([]).length;
    wrong(first + 8, 7, 'capture.badInterface');
    wrong(first + 20, 0xffff_ffff, 'capture.badLength');
    const simple = Buffer.from('030000000c0000000c000000', 'hex');
    assert.throws(() => importBytes(Buffer.concat([captureFile([]), simple])), isFault('capture.badLength'));
    const pcap = Buffer.from(captureFile(frames(), { ...PLAIN, format: 'pcap' }));
    pcap.writeUInt32LE(0x7fff_ffff, 24 + 8);
    assert.throws(() => importBytes(pcap), isFault('capture.badLength'));
  });
});

describe('A frame that is cut short', () => {
  it('is not read on into the bytes of the next one', () => {
    const frame = segment('client', { payload: new Uint8Array(20) });
    for (const end of [0, 12, 13]) assert.equal(internetStart(1, frame, 0, end), NO_INTERNET, `Ethernet, ${end} bytes`);
    for (const end of [0, 3])
      assert.equal(internetStart(0, hex('02000000 45'), 0, end), NO_INTERNET, `loopback, ${end} bytes`);
    assert.equal(internetStart(276, hex('0800'.padEnd(80, '0')), 0, 19), NO_INTERNET, 'Linux cooked');
    for (let end = ETHERNET_HEADER; end < frame.length; end++) {
      const cut = newSegment();
      beginIn(cut, frame, end);
      const found = readInternet(cut, ETHERNET_HEADER);
      assert.equal(found, end < ETHERNET_HEADER + 40 ? 'other' : 'tcp', `${end} bytes`);
      if (found === 'tcp') assert.ok(cut.dataEnd <= end && cut.dataLength === 20);
    }
  });
});

describe('Fragments of IP packets in a capture', () => {
  for (const version of [4, 6] as const) {
    it(`make one packet in any order and sent twice (IPv${version})`, () => {
      const [syn, connect, connack] = frames(version);
      const parts = fragmentsOf(connect!.bytes, version).map((bytes) => ({ time: connect!.time, bytes }));
      assert.equal(parts.length, 3);
      for (const order of [parts, [...parts].reverse(), [...parts.slice(1), parts[1]!, parts[0]!]]) {
        const { trace, notes } = importBytes(captureFile([syn!, ...order, connack!]));
        assert.deepEqual([types(trace), notes], [['CONNECT', 'CONNACK'], []]);
      }
      const lacking = importBytes(captureFile([syn!, ...parts.slice(1), connack!]));
      assert.deepEqual(lacking.notes, [{ code: 'capture.fragments', args: { count: parts.length - 1 } }]);
    });
  }

  it('that never become whole do not pile up', () => {
    const [syn, connect] = frames();
    const [part] = fragmentsOf(connect!.bytes, 4);
    const many = Array.from({ length: 1000 }, (_, i) => {
      const bytes = Uint8Array.from(part!);
      bytes.set([i >> 8, i & 255], ETHERNET_HEADER + 4);
      return { time: BEGAN, bytes };
    });
    const { notes } = importBytes(captureFile([syn!, ...many]));
    assert.deepEqual(notes, [{ code: 'capture.fragments', args: { count: 1000 } }]);
  });

  it('that are large do not wait in any number', () => {
    const fragments = new Fragments();
    const large = (key: string, offset: number, length: number, isLast = false): Fragment => {
      const place = { lengthAt: 2, counted: 20, offset, isLast };
      return { key, header: new Uint8Array(20), bytes: new Uint8Array(length), ...place };
    };
    for (let i = 0; i < 200; i++) {
      for (let part = 0; part < 20; part++) assert.equal(fragments.add(large(`k${i}`, 65_000, 200_000)), null);
      assert.ok(fragments.held <= 16 * 1024 * 1024);
    }
    assert.equal(fragments.add(large('whole', 0, 8)), null);
    assert.equal(fragments.add(large('whole', 8, 8, true))?.length, 36);
    assert.equal(fragments.leftOut(), 4000);
    assert.equal(fragments.held, 0);
  });
});

/** The frame in fragments of 16 bytes. */
function fragmentsOf(frame: Uint8Array, version: 4 | 6): Uint8Array[] {
  const headerEnd = ETHERNET_HEADER + (version === 4 ? 20 : 40);
  const payload = frame.subarray(headerEnd);
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += 16) {
    const bytes = payload.subarray(offset, offset + 16);
    const more = offset + 16 < payload.length;
    const place = version === 4 ? (offset / 8) | (more ? 0x2000 : 0) : offset | (more ? 1 : 0);
    const own = version === 4 ? [] : [6, 0, place >> 8, place & 255, 0, 0, 0, 7];
    const part = Buffer.concat([frame.subarray(0, headerEnd), Uint8Array.from(own), bytes]);
    part.writeUInt16BE(own.length + bytes.length + (version === 4 ? 20 : 0), ETHERNET_HEADER + (version === 4 ? 2 : 4));
    if (version === 4) part.writeUInt16BE(place, ETHERNET_HEADER + 6);
    else part[ETHERNET_HEADER + 6] = 44;
    parts.push(part);
  }
  return parts;
}

/** Puts a hop-by-hop header and a fragment header, with that offset, before TCP. */
function extended(frame: Uint8Array, fragmentOffset: number): Uint8Array {
  const start = ETHERNET_HEADER + 40;
  const headers = [44, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, fragmentOffset, 0, 0, 0, 1];
  const bytes = Buffer.concat([frame.subarray(0, start), Uint8Array.from(headers), frame.subarray(start)]);
  bytes[ETHERNET_HEADER + 6] = 0;
  bytes.writeUInt16BE(bytes.readUInt16BE(ETHERNET_HEADER + 4) + headers.length, ETHERNET_HEADER + 4);
  return bytes;
}
