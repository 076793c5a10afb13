/** MQTT as it travels in a WebSocket (6), byte by byte, so that all of it can be spoilt. */

import type { Random } from '../broker/random';

const HANDSHAKE = [
  'GET /mqtt HTTP/1.1',
  'Host: localhost',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: mqtt',
  '\r\n',
].join('\r\n');

const BINARY = 0x2;
const CONTROL = [0x8, 0x9, 0xa] as const;

/** A handshake and the packets in frames, whose borders need not be those of packets (6.0.0-2). */
export function inWebSocket(
  random: Random,
  packets: readonly Uint8Array[],
  spoil: (part: Uint8Array) => Uint8Array,
): Uint8Array {
  const handshake = Buffer.from(HANDSHAKE);
  const parts = [random.between(1, 8) === 1 ? spoil(handshake) : handshake];
  for (const piece of pieces(random, Buffer.concat(packets))) {
    const whole = frame(random, BINARY, piece, true);
    parts.push(random.between(1, 6) === 1 ? spoil(whole) : whole);
    if (random.between(1, 6) === 1) parts.push(frame(random, random.pick(CONTROL), piece.subarray(0, 100), true));
  }
  return Buffer.concat(parts);
}

function pieces(random: Random, bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = random.between(1, 200);
    found.push(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}

/** A masked frame, as a client has to send it (RFC 6455, 5.2); of `last` seldom the contrary. */
function frame(random: Random, opcode: number, payload: Uint8Array, last: boolean): Uint8Array {
  const mask = Uint8Array.from({ length: 4 }, () => random.between(0, 255));
  const end = last === random.between(1, 12) > 1 ? 0x80 : 0;
  const length = payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff];
  const masked = payload.map((value, i) => value ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Uint8Array.of(end | opcode, ...length), mask, masked]);
}
