/** Whether bytes from the middle of a connection look like the beginning of a control packet. */

import type { Side } from '../../../shared/model';
import { uint16 } from '../../wire/bytes';
import { TYPE } from '../../wire/packetFields';
import { variableByteInteger, variableByteIntegerEnd } from '../../wire/variableByteInteger';

/** The types that only a client sends, and those that only a broker sends. */
const FROM_CLIENT = new Set<number>([TYPE.CONNECT, TYPE.SUBSCRIBE, TYPE.UNSUBSCRIBE, TYPE.PINGREQ]);
const FROM_BROKER = new Set<number>([TYPE.CONNACK, TYPE.SUBACK, TYPE.UNSUBACK, TYPE.PINGRESP]);

/**
 * Whether `bytes`, which begin a TCP segment, are a run of plausible packets, the last of which may be cut. One that
 * is cut counts alone only where it is a PUBLISH with its whole topic: nothing else is so long.
 */
export function beginsWithPacket(bytes: Uint8Array, from: Side): boolean {
  let whole = 0;
  for (let offset = 0; offset < bytes.length;) {
    const body = variableByteIntegerEnd(bytes, offset + 1, bytes.length);
    if (!isPlausibleType(bytes[offset] ?? 0, from)) return false;
    if (body < 0) return whole > 0 && bytes.length - offset < 5;
    const length = variableByteInteger(bytes, offset + 1, body);
    if (!isPlausibleBody(bytes, offset, body, length)) return false;
    offset = body + length;
    if (offset <= bytes.length) whole++;
    else if (whole === 0) return isPublish(bytes[0] ?? 0);
  }
  return whole > 0;
}

/** Type and reserved flags (2.1.2, 2.1.3). */
function isPlausibleType(first: number, from: Side): boolean {
  const type = first >> 4;
  if ((from === 'client' ? FROM_BROKER : FROM_CLIENT).has(type)) return false;
  // 3.3.1-4, 3.3.1-2
  if (type === TYPE.PUBLISH) return (first & 6) !== 6 && (first & 14) !== 8;
  const flags = type === TYPE.PUBREL || type === TYPE.SUBSCRIBE || type === TYPE.UNSUBSCRIBE ? 2 : 0;
  return type !== TYPE.RESERVED && (first & 15) === flags;
}

function isPlausibleBody(bytes: Uint8Array, offset: number, body: number, length: number): boolean {
  const first = bytes[offset] ?? 0;
  const type = first >> 4;
  if (isPublish(first)) return isPlausiblePublish(bytes, first, body, length);
  if (type === TYPE.PINGREQ || type === TYPE.PINGRESP) return length === 0;
  if (type >= TYPE.PUBACK && type <= TYPE.PUBCOMP)
    return length >= 2 && length < LONGEST_ACKNOWLEDGEMENT && hasId(bytes, body);
  if (type === TYPE.DISCONNECT || type === TYPE.AUTH) return length < LONGEST_ACKNOWLEDGEMENT;
  if (type === TYPE.CONNECT) return length >= 12;
  if (type === TYPE.CONNACK) return length >= 2;
  return length >= (type === TYPE.UNSUBACK ? 2 : 3) && hasId(bytes, body);
}

/** Reason strings and user properties can make an acknowledgement long, but hardly longer. */
const LONGEST_ACKNOWLEDGEMENT = 4096;

/** A topic of printable text without wildcards (3.3.2-2), and a packet identifier that is not 0 (2.2.1-3). */
function isPlausiblePublish(bytes: Uint8Array, first: number, body: number, length: number): boolean {
  const topicEnd = body + 2 + uint16(bytes, body);
  const identifier = (first & 6) === 0 ? 0 : 2;
  if (topicEnd + identifier > body + length || topicEnd + identifier > bytes.length) return false;
  for (let i = body + 2; i < topicEnd; i++) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x20 || byte === 0x23 || byte === 0x2b || byte === 0x7f) return false;
  }
  return identifier === 0 || hasId(bytes, topicEnd);
}

function isPublish(first: number): boolean {
  return first >> 4 === TYPE.PUBLISH;
}

/** What is cut off is taken to be there. */
function hasId(bytes: Uint8Array, offset: number): boolean {
  return offset + 2 > bytes.length || uint16(bytes, offset) !== 0;
}
