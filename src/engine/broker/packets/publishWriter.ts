/** Builds the PUBLISH of a delivery by hand: what must arrive unaltered is copied as the bytes it came in (3.3). */

import type { ProtocolVersion } from '../../../shared/model';
import type { Outgoing } from '../outgoing';
import { PROPERTY } from './properties';

/** The PUBLISH of `outgoing` for a connection of `version`; `dup` where it is sent again (3.3.1-1, -3). */
export function writePublish(outgoing: Outgoing, version: ProtocolVersion, dup: boolean, now: number): Uint8Array {
  const { message, qos } = outgoing;
  const expiry = version === 5 ? message.remainingExpiry(now) : null;
  const properties = version === 5 ? propertiesLength(outgoing, expiry !== null) : -1;
  const remaining =
    message.topicEnd -
    message.topicStart +
    (qos > 0 ? 2 : 0) +
    (properties < 0 ? 0 : variableLength(properties) + properties) +
    message.payloadLength;
  const bytes = Buffer.allocUnsafe(1 + variableLength(remaining) + remaining);
  bytes[0] = 0x30 | (dup ? 8 : 0) | (qos << 1) | (outgoing.retain ? 1 : 0);
  let at = putVariable(bytes, 1, remaining);
  at = copy(message.bytes, message.topicStart, message.topicEnd, bytes, at);
  if (qos > 0) {
    bytes[at++] = outgoing.packetId >> 8;
    bytes[at++] = outgoing.packetId & 0xff;
  }
  if (properties >= 0) at = putProperties(outgoing, expiry, properties, bytes, at);
  copy(message.bytes, message.payloadStart, message.bytes.length, bytes, at);
  return bytes;
}

function propertiesLength({ message, identifiers }: Outgoing, expires: boolean): number {
  let length = message.propertiesEnd - message.propertiesStart + (expires ? 5 : 0);
  for (const identifier of identifiers ?? []) length += 1 + variableLength(identifier);
  return length;
}

function putProperties(
  { message, identifiers }: Outgoing,
  expiry: number | null,
  length: number,
  bytes: Buffer,
  start: number,
): number {
  let at = putVariable(bytes, start, length);
  if (expiry !== null) {
    bytes[at] = PROPERTY.messageExpiryInterval;
    at = bytes.writeUInt32BE(expiry, at + 1);
  }
  for (const identifier of identifiers ?? []) {
    bytes[at] = PROPERTY.subscriptionIdentifier;
    at = putVariable(bytes, at + 1, identifier);
  }
  return copy(message.bytes, message.propertiesStart, message.propertiesEnd, bytes, at);
}

/** Below this many bytes a loop is faster than the call into native code. */
const SMALL = 24;

function copy(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): number {
  if (end - start > SMALL) to.set(from.subarray(start, end), at);
  else for (let i = start; i < end; i++) to[at + i - start] = from[i] ?? 0;
  return at + end - start;
}

function variableLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  return value < 0x20_0000 ? 3 : 4;
}

function putVariable(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>= 7;
  }
  bytes[at++] = rest;
  return at;
}
