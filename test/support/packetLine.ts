/** A packet from a broker as one line that a test can compare. */

import { parser, type IPublishPacket, type Packet } from 'mqtt-packet';

import type { ProtocolVersion } from '../../src/shared/model';

/**
 * For example `CONNACK 0 present`, `PUBLISH q1 id3 dup retain a/b=hello expiry=5 ids=1,2`, `PUBACK 3`, `PUBREC 3 0x10`,
 * `SUBACK 1 [0x01,0x80]`, `DISCONNECT 0x8e`.
 */
export function packetLine(bytes: Uint8Array, version: ProtocolVersion): string {
  return lineOf(decodePacket(bytes, version));
}

/** Decodes one whole packet as mqtt-packet sees it; throws where it cannot. */
export function decodePacket(bytes: Uint8Array, version: ProtocolVersion): Packet {
  const decoded: Packet[] = [];
  const reader = parser({ protocolVersion: version });
  reader.on('packet', (packet) => {
    decoded.push(packet);
  });
  reader.on('error', (error: Error) => {
    throw error;
  });
  reader.parse(Buffer.from(bytes));
  const [packet] = decoded;
  if (packet === undefined) throw new Error(`${Buffer.from(bytes).toString('hex')} is no packet.`);
  return packet;
}

function lineOf(packet: Packet): string {
  const name = packet.cmd.toUpperCase();
  switch (packet.cmd) {
    case 'connack':
      return words(name, code(packet.reasonCode ?? packet.returnCode ?? 0), packet.sessionPresent && 'present');
    case 'publish':
      return publishLine(packet);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return words(name, String(packet.messageId), (packet.reasonCode ?? 0) > 0 && code(packet.reasonCode ?? 0));
    case 'suback':
    case 'unsuback': {
      const granted = (packet as { granted?: number[] }).granted;
      return words(name, String(packet.messageId), granted !== undefined && `[${granted.map(code).join()}]`);
    }
    case 'disconnect':
      return words(name, code(packet.reasonCode ?? 0));
    default:
      return name;
  }
}

function publishLine(packet: IPublishPacket): string {
  const { properties } = packet;
  const ids = properties?.subscriptionIdentifier;
  return words(
    `PUBLISH q${packet.qos}`,
    packet.qos > 0 && `id${packet.messageId ?? '?'}`,
    packet.dup && 'dup',
    packet.retain && 'retain',
    `${packet.topic}=${packet.payload.toString()}`,
    properties?.messageExpiryInterval !== undefined && `expiry=${properties.messageExpiryInterval}`,
    ids !== undefined && `ids=${[ids].flat().join()}`,
  );
}

function words(...parts: (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}

function code(value: number): string {
  return value === 0 ? '0' : `0x${value.toString(16).padStart(2, '0')}`;
}
