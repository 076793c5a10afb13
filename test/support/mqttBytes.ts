/** Packets as bytes, for tests: well-formed ones from mqtt-packet, the others from hex. */

import { generate, type Packet } from 'mqtt-packet';

/** The bytes of a packet in that version; a copy, since mqtt-packet hands out views of a pool. */
export function mqttBytes(packet: Packet, version: 3 | 4 | 5 = 4): Uint8Array {
  return new Uint8Array(generate(packet, { protocolVersion: version }));
}

/** Bytes from hex digits, with or without spaces. */
export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replace(/\s+/g, ''), 'hex'));
}
