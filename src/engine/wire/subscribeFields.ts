/** SUBSCRIBE, UNSUBSCRIBE and their answers, read from their raw bytes. */

import { isQos, type ProtocolVersion, type Qos } from '../../shared/model';
import type { Reading } from './connectFields';
import { FieldReader } from './fieldReader';
import { findProperty, PROPERTY } from './properties';
import { variableByteInteger, variableByteIntegerEnd } from './variableByteInteger';

/** SUBSCRIBE (3.8). */
export interface SubscribeFields {
  readonly packetId: number;
  /** In the order of the packet; its answer has one reason for each. */
  readonly requests: readonly { readonly filter: string; readonly qos: Qos }[];
  /** 1 to 268,435,455; null where there is none. */
  readonly subscriptionIdentifier: number | null;
}

/** UNSUBSCRIBE (3.10). */
export interface UnsubscribeFields {
  readonly packetId: number;
  readonly filters: readonly string[];
}

/** SUBACK (3.9) and UNSUBACK (3.11). */
export interface SubscribeAnswerFields {
  readonly packetId: number;
  /** One for each filter asked for; empty in an UNSUBACK before MQTT 5. */
  readonly reasons: readonly number[];
}

/** Reads a whole SUBSCRIBE. The fault is `packet.truncated` or `packet.malformed`. */
export function readSubscribe(bytes: Uint8Array, version: ProtocolVersion): Reading<SubscribeFields> {
  const reader = new FieldReader(bytes);
  const packetId = reader.uint16();
  const subscriptionIdentifier = version === 5 ? readIdentifier(bytes, reader) : null;
  const requests: { filter: string; qos: Qos }[] = [];
  while (reader.more) {
    const filter = reader.string();
    const qos = reader.byte() & 3;
    // 3.8.3-5 (3.1.1: 3-8.3-4)
    if (!isQos(qos)) return fail('packet.malformed', { type: 'SUBSCRIBE', cause: 'QoS 3' });
    requests.push({ filter, qos });
  }
  // 3.8.3-2 (3.1.1: 3.8.3-3): at least one filter.
  if (reader.truncated || requests.length === 0) return fail('packet.truncated', { type: 'SUBSCRIBE' });
  return { fields: { packetId, requests, subscriptionIdentifier }, fault: null };
}

/** Reads a whole UNSUBSCRIBE. The fault is `packet.truncated`. */
export function readUnsubscribe(bytes: Uint8Array, version: ProtocolVersion): Reading<UnsubscribeFields> {
  const reader = new FieldReader(bytes);
  const packetId = reader.uint16();
  if (version === 5) reader.properties();
  const filters: string[] = [];
  while (reader.more) filters.push(reader.string());
  // 3.10.3-2: at least one filter.
  if (reader.truncated || filters.length === 0) return fail('packet.truncated', { type: 'UNSUBSCRIBE' });
  return { fields: { packetId, filters }, fault: null };
}

/** Reads a whole SUBACK or UNSUBACK. The fault is `packet.truncated`. */
export function readSubscribeAnswer(bytes: Uint8Array, version: ProtocolVersion): Reading<SubscribeAnswerFields> {
  const reader = new FieldReader(bytes);
  const packetId = reader.uint16();
  if (version === 5) reader.properties();
  const reasons: number[] = [];
  while (reader.more) reasons.push(reader.byte());
  if (reader.truncated) return fail('packet.truncated', { type: (bytes[0] ?? 0) >> 4 === 9 ? 'SUBACK' : 'UNSUBACK' });
  return { fields: { packetId, reasons }, fault: null };
}

function readIdentifier(bytes: Uint8Array, reader: FieldReader): number | null {
  const range = reader.properties();
  const offset = findProperty(bytes, range.start, range.end, PROPERTY.subscriptionIdentifier);
  if (offset < 0) return null;
  return variableByteInteger(bytes, offset, variableByteIntegerEnd(bytes, offset, range.end));
}

function fail(
  code: 'packet.truncated' | 'packet.malformed',
  args: Readonly<Record<string, string>>,
): { readonly fields: null; readonly fault: { readonly code: typeof code; readonly args: typeof args } } {
  return { fields: null, fault: { code, args } };
}
