/**
 * Where the fields of a PUBLISH stand in its bytes (3.3). By hand rather than by mqtt-packet: broker and trace need
 * offsets, forward properties and payload as the bytes they came in, and may not make an object for each field.
 */

import type { ProtocolVersion, Qos } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { uint16 } from './bytes';
import { variableByteInteger, variableByteIntegerEnd } from './variableByteInteger';

/** Offsets into the bytes that were read; an end is the offset behind the last byte. */
export interface PublishFields {
  /** Why the packet cannot be read, or null. With a fault, only the flags and what stands before the fault are set. */
  fault: Sentence | null;
  qos: Qos;
  dup: boolean;
  retain: boolean;
  /** Of the topic's UTF-8 bytes, behind their length field; equal ends where the topic is empty (MQTT 5 with an alias). */
  topicStart: number;
  topicEnd: number;
  /** 1 to 65,535; 0 for QoS 0. */
  packetId: number;
  /** Of the properties, behind their length field; equal ends before MQTT 5 and where there are none. */
  propertiesStart: number;
  propertiesEnd: number;
  payloadStart: number;
  payloadEnd: number;
}

/** An empty result for `readPublish` to fill, so that one can serve for many packets. */
export function newPublishFields(): PublishFields {
  return {
    fault: null,
    qos: 0,
    dup: false,
    retain: false,
    topicStart: 0,
    topicEnd: 0,
    packetId: 0,
    propertiesStart: 0,
    propertiesEnd: 0,
    payloadStart: 0,
    payloadEnd: 0,
  };
}

/**
 * Finds the fields of a PUBLISH that the framer gave whole, from `start` to before `end` of `bytes`. Never throws: the fault is in the result
 * (`packet.qos3`, `packet.truncated`, `packet.zeroPacketId`). Whether topic and properties are well formed inside is
 * not looked at here. Fills and returns `fields`.
 */
export function readPublish(
  bytes: Uint8Array,
  version: ProtocolVersion,
  fields: PublishFields = newPublishFields(),
  start = 0,
  end = bytes.length,
): PublishFields {
  readFlags(bytes[start] ?? 0, fields);
  fields.topicStart = fields.topicEnd = fields.payloadStart = fields.payloadEnd = end;
  fields.propertiesStart = fields.propertiesEnd = end;
  fields.packetId = 0;
  fields.fault ??= readBody(bytes, version, fields, start, end);
  return fields;
}

/** Both QoS bits set are a protocol error (3.3.1-4; 3.1.1 has the same number); it then reads as QoS 0. */
function readFlags(first: number, fields: PublishFields): void {
  const qos = (first >> 1) & 3;
  fields.dup = (first & 8) !== 0;
  fields.retain = (first & 1) !== 0;
  fields.qos = qos === 1 || qos === 2 ? qos : 0;
  fields.fault = qos === 3 ? { code: 'packet.qos3', args: {} } : null;
}

function readBody(
  bytes: Uint8Array,
  version: ProtocolVersion,
  fields: PublishFields,
  packetStart: number,
  end: number,
): Sentence | null {
  const topicLength = variableByteIntegerEnd(bytes, packetStart + 1, end);
  if (topicLength < 0 || topicLength + 2 > end) return TRUNCATED;
  let offset = topicLength + 2 + uint16(bytes, topicLength);
  if (offset > end) return TRUNCATED;
  fields.topicStart = topicLength + 2;
  fields.topicEnd = offset;
  if (fields.qos > 0) {
    if (offset + 2 > end) return TRUNCATED;
    fields.packetId = uint16(bytes, offset);
    offset += 2;
  }
  if (version === 5) {
    offset = readPropertiesPlace(bytes, fields, offset, end);
    if (offset < 0) return TRUNCATED;
  }
  fields.payloadStart = offset;
  // 2.2.1-3 (3.1.1: 2.3.1-1): a PUBLISH with QoS 1 or 2 has a packet identifier, and it is not 0.
  return fields.qos > 0 && fields.packetId === 0 ? ZERO_PACKET_ID : null;
}

/** Gives the offset behind the properties; -1 where they do not end before `end`. */
function readPropertiesPlace(bytes: Uint8Array, fields: PublishFields, offset: number, end: number): number {
  const start = variableByteIntegerEnd(bytes, offset, end);
  if (start < 0) return -1;
  const behind = start + variableByteInteger(bytes, offset, start);
  if (behind > end) return -1;
  fields.propertiesStart = start;
  fields.propertiesEnd = behind;
  return behind;
}

const TRUNCATED: Sentence = { code: 'packet.truncated', args: { type: 'PUBLISH' } };
const ZERO_PACKET_ID: Sentence = { code: 'packet.zeroPacketId', args: { type: 'PUBLISH' } };
