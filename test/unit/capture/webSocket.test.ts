import assert from 'node:assert/strict';
import { once } from 'node:events';
import zlib, { constants, createDeflateRaw, deflateRawSync } from 'node:zlib';

import { importBytes } from '../../support/captures';
import { mqttBytes } from '../../support/mqttBytes';
import { callsOf } from '../../support/calls';
import { captureFile, segment, type TimedFrame } from '../../support/pcapBytes';
import type { Side } from '../../../src/shared/model';

const CONNECT = mqttBytes({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'c',
  clean: true,
  keepalive: 0,
});
const CONNACK = mqttBytes({ cmd: 'connack', sessionPresent: false, returnCode: 0 });

const publish = (size: number, messageId: number): Uint8Array =>
  mqttBytes({
    cmd: 'publish',
    topic: 't',
    payload: Buffer.alloc(size, 0x78),
    qos: 1,
    dup: false,
    retain: false,
    messageId,
  });

const request = (protocol: string): Uint8Array =>
  Buffer.from(
    `GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  );

const answer = (status: string): Uint8Array =>
  Buffer.from(`HTTP/1.1 ${status}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`);
const SWITCHING = '101 Switching Protocols';

interface FrameWords {
  readonly first?: number;
  readonly mask?: readonly number[];
}

/** One frame; a binary message of its own unless `first` says otherwise. */
function framed(payload: Uint8Array, { first = 0x82, mask = [] }: FrameWords = {}): Uint8Array {
  const size = payload.length;
  const length =
    size < 126
      ? [size]
      : size < 65_536
        ? [126, size >> 8, size & 255]
        : [127, 0, 0, 0, 0, 0, size >> 16, (size >> 8) & 255, size & 255];
  length[0] = (length[0] ?? 0) | (mask.length === 0 ? 0 : 0x80);
  const body = mask.length === 0 ? payload : payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Uint8Array.from([first, ...length, ...mask]), body]);
}

const MASK = [0x12, 0x34, 0x56, 0x78];

/** A connection at a port of web servers, cut into segments of `size` bytes. */
function talk(said: readonly (readonly [Side, Uint8Array])[], size = 1000): TimedFrame[] {
  const next = { client: 1, broker: 1 };
  const frames: Uint8Array[] = [segment('client', { flags: 2 })];
  for (const [from, bytes] of said) {
    for (let offset = 0; offset < bytes.length; offset += size) {
      const payload = bytes.subarray(offset, offset + size);
      frames.push(segment(from, { sequence: next[from], payload }));
      next[from] += payload.length;
    }
  }
  return frames.map((bytes, i) => {
    const moved = Buffer.from(bytes);
    for (const place of [34, 36]) if (moved.readUInt16BE(place) === 1883) moved.writeUInt16BE(8080, place);
    return { time: BigInt(i) * 1_000_000n, bytes: moved };
  });
}

const rows = (said: readonly (readonly [Side, Uint8Array])[], size?: number): string[] =>
  [...importBytes(captureFile(talk(said, size))).trace.packets()].map(
    ({ type, length, error }) => `${error?.code ?? type} ${length}`,
  );

const opened: readonly (readonly [Side, Uint8Array])[] = [
  ['client', request('mqtt')],
  ['broker', answer(SWITCHING)],
];

describe('A WebSocket in a capture', () => {
  const expected = ['CONNECT 15', 'CONNACK 4', 'PUBLISH 207', 'PUBLISH 70008', 'PUBLISH 9'];

  it('gives the packets in its masked frames, however frames, packets and segments are cut', () => {
    const stream = Buffer.concat([publish(199, 1), publish(69_999, 2), publish(2, 3)]);
    const said: (readonly [Side, Uint8Array])[] = [
      ...opened,
      ['client', framed(CONNECT, { mask: MASK })],
      ['broker', framed(CONNACK)],
      ['client', framed(stream.subarray(0, 100), { first: 0x02, mask: MASK })],
      ['client', framed(Buffer.from('ping'), { first: 0x89, mask: MASK })],
      ['client', framed(stream.subarray(100, 300), { first: 0x00, mask: MASK })],
      ['client', framed(stream.subarray(300), { first: 0x80, mask: MASK })],
    ];
    for (const size of [1, 7, 60_000]) assert.deepEqual(rows(said, size), expected);
  });

  it('gives the packets in compressed messages, each of which builds on those before', async () => {
    const deflate = createDeflateRaw();
    const compressed = async (bytes: Uint8Array): Promise<Uint8Array> => {
      deflate.write(bytes);
      const ended = once(deflate, 'data');
      deflate.flush(constants.Z_SYNC_FLUSH);
      const [chunk] = (await ended) as [Uint8Array];
      return chunk.subarray(0, -4);
    };
    const said: (readonly [Side, Uint8Array])[] = [...opened];
    for (const packet of [CONNECT, publish(50, 1), publish(50, 2), publish(50, 1)]) {
      const message = await compressed(packet);
      said.push(['client', framed(message.subarray(0, 5), { first: 0x42, mask: MASK })]);
      said.push(['client', framed(message.subarray(5), { first: 0x80, mask: MASK })]);
    }
    deflate.close();
    assert.deepEqual(rows(said), ['CONNECT 15', 'PUBLISH 57', 'PUBLISH 57', 'PUBLISH 57']);
  });

  it('says where a compressed message cannot be read', () => {
    const broken = framed(Uint8Array.of(0xff, 0xff, 0xff), { first: 0xc2, mask: MASK });
    assert.deepEqual(rows([...opened, ['client', framed(CONNECT, { mask: MASK })], ['client', broken]]), [
      'CONNECT 15',
      'capture.gap 0',
    ]);
  });

  it('unpacks the messages of a segment together, but for those behind one that says that it is the last or that cannot be read', () => {
    const message = (bytes: Uint8Array): Uint8Array => framed(bytes, { first: 0xc2, mask: MASK });
    const packed = (packet: Uint8Array): Uint8Array => {
      const bytes = deflateRawSync(packet, { finishFlush: constants.Z_SYNC_FLUSH });
      return message(bytes.subarray(0, -4));
    };
    const last = message(deflateRawSync(publish(50, 1)));
    const broken = message(Uint8Array.of(0xff, 0xff, 0xff));
    const told = (...messages: readonly Uint8Array[]): string[] =>
      rows([...opened, ['client', Buffer.concat([packed(CONNECT), ...messages])]], 60_000);
    assert.deepEqual(told(last, packed(publish(60, 2)), packed(publish(70, 3))), [
      'CONNECT 15',
      'PUBLISH 57',
      'PUBLISH 67',
      'PUBLISH 77',
    ]);
    const small = Array.from({ length: 500 }, () => packed(publish(2, 4)));
    assert.ok(callsOf([[zlib, 'inflateRawSync']], () => void told(...small)) < 10);
    const many = Array<Uint8Array>(5000).fill(broken);
    assert.deepEqual(told(packed(publish(60, 2)), ...many), ['CONNECT 15', 'PUBLISH 67', 'capture.gap 0']);
  });

  it('is left alone where it is refused or carries something else', () => {
    const connect = ['client', framed(CONNECT, { mask: MASK })] as const;
    assert.deepEqual(rows([['client', request('chat')], ['broker', answer(SWITCHING)], connect]), []);
    assert.deepEqual(rows([['client', request('mqtt')], ['broker', answer('403 Forbidden')], connect]), []);
  });
});
