/** mqtt-packet for the packets that are not on the hot path; their raw bytes are checked before (checkPackets.ts). */

import { generate, parser, type Packet } from 'mqtt-packet';
import type { ProtocolVersion } from '../../../shared/model';
import { asBuffer, malformed } from './packetReader';

type PacketOf<Command extends Packet['cmd']> = Extract<Packet, { cmd: Command }>;

/** Decodes one whole packet that must be of the given type. Throws ProtocolFault where mqtt-packet refuses it. */
export function decode<Command extends Packet['cmd']>(
  command: Command,
  bytes: Uint8Array,
  version: ProtocolVersion,
): PacketOf<Command> {
  const decoder = parser({ protocolVersion: version });
  let decoded: Packet | null = null;
  decoder.on('packet', (packet) => {
    decoded = packet;
  });
  decoder.on('error', (error: unknown) => {
    throw malformed(error instanceof Error ? error.message : 'The packet cannot be read.');
  });
  decoder.parse(asBuffer(version === 3 ? withoutDup(bytes) : bytes));
  if (!isOf(decoded, command)) throw malformed('The packet cannot be read.');
  return decoded;
}

/** mqtt-packet takes no DUP on SUBSCRIBE and UNSUBSCRIBE, which MQTT 3.1 sets where they are sent again (its 2.1). */
function withoutDup(bytes: Uint8Array): Uint8Array {
  const plain = bytes.slice();
  plain[0] = (bytes[0] ?? 0) & ~0b1000;
  return plain;
}

function isOf<Command extends Packet['cmd']>(packet: Packet | null, command: Command): packet is PacketOf<Command> {
  return packet?.cmd === command;
}

/** Encodes a packet for a connection of that version. */
export function encode(packet: Packet, version: ProtocolVersion): Uint8Array {
  return generate(packet, { protocolVersion: version });
}
