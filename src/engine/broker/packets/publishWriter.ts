/** Builds the PUBLISH of a delivery by hand: what must arrive unaltered is copied as the bytes it came in (3.3). */

import type { ProtocolVersion } from '../../../shared/model';
import type { Message } from '../message';
import type { Outgoing } from '../outgoing';
import type { TopicAlias } from '../outgoingAliases';
import { PROPERTY } from './properties';

/** An empty topic: an alias stands for it (3.3.2.3.4). */
const NO_TOPIC = Uint8Array.of(0, 0);

/** What goes into the properties beside those that came. */
interface AddedProperties {
  /** In seconds, or null. */
  readonly expiry: number | null;
  readonly alias: TopicAlias | null;
  readonly identifiers: readonly number[] | null;
}

/** The PUBLISH of `outgoing` for a connection of `version`; `dup` where it is sent again (3.3.1-1, -3). */
export function writePublish(
  outgoing: Outgoing,
  version: ProtocolVersion,
  alias: TopicAlias | null,
  dup: boolean,
  now: number,
): Uint8Array {
  const { message, qos, packetId } = outgoing;
  const added: AddedProperties | null =
    version === 5 ? { expiry: message.remainingExpiry(now), alias, identifiers: outgoing.identifiers } : null;
  const properties = added === null ? 0 : propertiesLength(message, added);
  const withoutTopic = alias?.known === true;
  const topicLength = withoutTopic ? NO_TOPIC.length : message.topicEnd - message.topicStart;
  const remaining =
    topicLength +
    (qos > 0 ? 2 : 0) +
    (added === null ? 0 : variableLength(properties) + properties) +
    message.payloadLength;
  const bytes = Buffer.allocUnsafe(1 + variableLength(remaining) + remaining);
  bytes[0] = 0x30 | (dup ? 8 : 0) | (qos << 1) | (outgoing.retain ? 1 : 0);
  let at = putVariable(bytes, 1, remaining);
  if (withoutTopic) at = copy(NO_TOPIC, 0, NO_TOPIC.length, bytes, at);
  else at = copy(message.bytes, message.topicStart, message.topicEnd, bytes, at);
  // 5: 2.2.1-2; 3.1.1: 2.3.1-5: a PUBLISH with QoS 0 carries no identifier.
  if (qos > 0) at = bytes.writeUInt16BE(packetId, at);
  if (added !== null) at = putProperties(message, added, properties, bytes, at);
  copy(message.bytes, message.payloadStart, message.bytes.length, bytes, at);
  return bytes;
}

function propertiesLength(message: Message, { expiry, alias, identifiers }: AddedProperties): number {
  let length = message.propertiesEnd - message.propertiesStart;
  if (expiry !== null) length += 5;
  if (alias !== null) length += 3;
  for (const identifier of identifiers ?? []) length += 1 + variableLength(identifier);
  return length;
}

function putProperties(
  message: Message,
  { expiry, alias, identifiers }: AddedProperties,
  length: number,
  bytes: Buffer,
  start: number,
): number {
  let at = putVariable(bytes, start, length);
  if (expiry !== null) {
    bytes[at] = PROPERTY.messageExpiryInterval;
    at = bytes.writeUInt32BE(expiry, at + 1);
  }
  if (alias !== null) {
    bytes[at] = PROPERTY.topicAlias;
    at = bytes.writeUInt16BE(alias.number, at + 1);
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
