/** Packet identifier and reason code of every packet but PUBLISH, read from its raw bytes. */

import { PACKET_TYPES, type PacketType, type ProtocolVersion } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { uint16 } from './bytes';
import { variableByteIntegerEnd } from './variableByteInteger';

/** The type numbers of the first byte's upper half (2.1.2). */
export const TYPE = {
  RESERVED: 0,
  CONNECT: 1,
  CONNACK: 2,
  PUBLISH: 3,
  PUBACK: 4,
  PUBREC: 5,
  PUBREL: 6,
  PUBCOMP: 7,
  SUBSCRIBE: 8,
  SUBACK: 9,
  UNSUBSCRIBE: 10,
  UNSUBACK: 11,
  PINGREQ: 12,
  PINGRESP: 13,
  DISCONNECT: 14,
  AUTH: 15,
} as const satisfies Record<PacketType, number>;

/** DUP in the first byte of a PUBLISH (3.3.1.1). */
export const DUP_FLAG = 0x08;

/** The lowest reason code that says no (2.4). */
export const FIRST_FAILURE = 0x80;

/** In place of a reason code where a packet carries none. */
export const NO_REASON = -1;

/** What `readPacketFields` finds. */
export interface PacketFields {
  /** Why the packet cannot be read, or null. */
  fault: Sentence | null;
  /** 1 to 65,535; 0 where the type carries none or it could not be read. */
  packetId: number;
  /** The reason code (MQTT 5), or the return code of CONNACK; NO_REASON where there is none. */
  reason: number;
}

/** An empty result for `readPacketFields` to fill, so that one can serve for many packets. */
export function newPacketFields(): PacketFields {
  return { fault: null, packetId: 0, reason: NO_REASON };
}

/** The name of the type of the packet that begins with `first`. */
export function packetType(first: number): PacketType {
  return PACKET_TYPES[first >> 4] ?? 'RESERVED';
}

/**
 * Reads packet identifier and reason code of a whole packet that is no PUBLISH, from `from` to before `end` of `bytes`.
 * Never throws: the fault is in the
 * result (`packet.reservedType`, `packet.badFlags`, `packet.truncated`, `packet.zeroPacketId`). SUBACK and UNSUBACK
 * have a list of reasons, which `readSubscribeAnswer` reads. Fills and returns `fields`.
 */
export function readPacketFields(
  bytes: Uint8Array,
  version: ProtocolVersion,
  fields: PacketFields = newPacketFields(),
  from = 0,
  end = bytes.length,
): PacketFields {
  const first = bytes[from] ?? 0;
  const type = first >> 4;
  fields.packetId = 0;
  fields.reason = NO_REASON;
  fields.fault = (first & 15) === FLAGS[type] ? null : headerFault(first, version);
  if (fields.fault !== null) return fields;
  const start = variableByteIntegerEnd(bytes, from + 1, end);
  if (start < 0) fields.fault = truncated(type);
  else if (type >= TYPE.PUBACK && type <= TYPE.UNSUBACK) readIdentified(bytes, start, end, type, version, fields);
  else readReason(bytes, start, end, type, version, fields);
  return fields;
}

/**
 * The packet identifier of a whole PUBACK, PUBREC, PUBREL or PUBCOMP that is well formed and has nothing but that, as nearly
 * all are; 0 where `readPacketFields` has to look at it.
 */
export function plainAcknowledgement(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  const isPlain =
    end - start === 4 && (bytes[start + 1] ?? 0) === 2 && (first & 15) === (first >> 4 === TYPE.PUBREL ? 2 : 0);
  return isPlain ? uint16(bytes, start + 2) : 0;
}

function readIdentified(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
  version: ProtocolVersion,
  fields: PacketFields,
): void {
  if (start + 2 > end) {
    fields.fault = truncated(type);
    return;
  }
  fields.packetId = uint16(bytes, start);
  // 2.2.1-3 (3.1.1: 2.3.1-1); an acknowledgement carries the identifier of what it answers, so it has no 0 either.
  if (fields.packetId === 0) fields.fault = { code: 'packet.zeroPacketId', args: { type: typeName(type) } };
  const acknowledges = type <= TYPE.PUBCOMP;
  if (acknowledges && version === 5 && start + 2 < end) fields.reason = bytes[start + 2] ?? NO_REASON;
}

/** CONNACK has its code behind the flags in every version (3.2.2.2); DISCONNECT and AUTH first, and may leave it out. */
function readReason(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: number,
  version: ProtocolVersion,
  fields: PacketFields,
): void {
  if (type === TYPE.CONNACK) {
    if (start + 2 > end) fields.fault = truncated(type);
    else fields.reason = bytes[start + 1] ?? NO_REASON;
  } else if ((type === TYPE.DISCONNECT || type === TYPE.AUTH) && version === 5 && start < end) {
    fields.reason = bytes[start] ?? NO_REASON;
  }
}

/** By type, the lower half of the first byte (2.1.3-1; 3.1.1: 2.2.2-1); no byte has what stands at the reserved type. */
const FLAGS: readonly number[] = [-1, 0, 0, 0, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0];

/** What is wrong with flags that are not those of the table. */
function headerFault(first: number, version: ProtocolVersion): Sentence | null {
  const type = first >> 4;
  if (type === TYPE.RESERVED) return { code: 'packet.reservedType', args: {} };
  // MQTT 3.1 sets DUP on PUBREL, SUBSCRIBE and UNSUBSCRIBE when it sends them again.
  if (version === 3 && FLAGS[type] === 2 && (first & 7) === 2) return null;
  return { code: 'packet.badFlags', args: { type: typeName(type), flags: (first & 15).toString(2).padStart(4, '0') } };
}

function typeName(type: number): PacketType {
  return packetType(type << 4);
}

function truncated(type: number): Sentence {
  return { code: 'packet.truncated', args: { type: typeName(type) } };
}
