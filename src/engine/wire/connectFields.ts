/** What a session needs of CONNECT, CONNACK and DISCONNECT, read from their raw bytes. */

import { isQos, type ProtocolVersion, type Qos } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { text, uint16, uint32 } from './bytes';
import { FieldReader, type Range } from './fieldReader';
import { findProperty, PROPERTY } from './properties';

/** Session Expiry Interval for "does not expire" (3.1.2.11.2). */
export const NEVER_EXPIRES = 0xffff_ffff;

/** Receive Maximum where a packet has none (3.1.2.11.3). */
export const DEFAULT_RECEIVE_MAXIMUM = 65_535;

/** A result, or why there is none. */
export type Reading<Fields> =
  { readonly fields: Fields; readonly fault: null } | { readonly fields: null; readonly fault: Sentence };

/** The will of a client (3.1.2.5). */
export interface WillFields {
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  /** Where its payload stands in the CONNECT. */
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

/** What CONNECT says of the session that it opens (3.1). */
export interface ConnectFields {
  readonly version: ProtocolVersion;
  /** Empty where the broker shall assign one. */
  readonly clientId: string;
  /** Clean session before MQTT 5. */
  readonly cleanStart: boolean;
  /** In seconds. Before MQTT 5: 0 for a clean session, else NEVER_EXPIRES. */
  readonly sessionExpiryInterval: number;
  /** In seconds; 0 is off. */
  readonly keepAlive: number;
  readonly receiveMaximum: number;
  readonly will: WillFields | null;
}

/** What CONNACK says of the session (3.2); null where it says nothing. */
export interface ConnackFields {
  readonly sessionPresent: boolean;
  /** The return code before MQTT 5; 0 is success in both. */
  readonly reason: number;
  readonly assignedClientId: string | null;
  readonly sessionExpiryInterval: number | null;
  readonly receiveMaximum: number | null;
  /** Maximum QoS (3.2.2.3.4): 0 or 1; 2 where it has none. */
  readonly maximumQos: Qos;
  /** In seconds (3.2.2.3.14). */
  readonly serverKeepAlive: number | null;
}

const NO_RANGE: Range = { start: 0, end: 0 };

/** Reads a whole CONNECT. The fault is `packet.truncated` or `packet.malformed`. */
export function readConnect(bytes: Uint8Array): Reading<ConnectFields> {
  const reader = new FieldReader(bytes);
  const name = reader.string();
  const level = reader.byte() & 0x7f; // bridges of mosquitto set the highest bit
  const flags = reader.byte();
  const keepAlive = reader.uint16();
  const version = protocolVersion(name, level);
  if (version === null)
    return reader.truncated ? truncated('CONNECT') : malformed(`protocol ${name} level ${String(level)}`);
  const properties = version === 5 ? reader.properties() : NO_RANGE;
  const clientId = reader.string();
  const willQos = (flags >> 3) & 3;
  if (!isQos(willQos)) return malformed('Will QoS 3'); // 3.1.2-12 (3.1.1: 3.1.2-14)
  const will = (flags & 4) === 0 ? null : readWill(reader, version, willQos, (flags & 0x20) !== 0);
  if (reader.truncated) return truncated('CONNECT');
  const cleanStart = (flags & 2) !== 0;
  const expiry = property(bytes, properties, PROPERTY.sessionExpiryInterval, uint32);
  const sessionExpiryInterval = version === 5 ? (expiry ?? 0) : cleanStart ? 0 : NEVER_EXPIRES;
  const receiveMaximum = property(bytes, properties, PROPERTY.receiveMaximum, uint16) ?? DEFAULT_RECEIVE_MAXIMUM;
  const fields = { version, clientId, cleanStart, sessionExpiryInterval, keepAlive, receiveMaximum, will };
  return { fields, fault: null };
}

/** Reads a whole CONNACK. The fault is `packet.truncated`. */
export function readConnack(bytes: Uint8Array, version: ProtocolVersion): Reading<ConnackFields> {
  const reader = new FieldReader(bytes);
  const sessionPresent = (reader.byte() & 1) !== 0;
  const reason = reader.byte();
  // A refusal by a broker of an older version has no properties.
  const properties = version === 5 && reader.more ? reader.properties() : NO_RANGE;
  if (reader.truncated) return truncated('CONNACK');
  const assignedClientId = property(bytes, properties, PROPERTY.assignedClientIdentifier, string);
  const sessionExpiryInterval = property(bytes, properties, PROPERTY.sessionExpiryInterval, uint32);
  const receiveMaximum = property(bytes, properties, PROPERTY.receiveMaximum, uint16);
  const maximumQos = property(bytes, properties, PROPERTY.maximumQos, qosOf) ?? 2;
  const serverKeepAlive = property(bytes, properties, PROPERTY.serverKeepAlive, uint16);
  const limits = { sessionExpiryInterval, receiveMaximum, maximumQos, serverKeepAlive };
  return { fields: { sessionPresent, reason, assignedClientId, ...limits }, fault: null };
}

/** The Session Expiry Interval, in seconds, that a DISCONNECT sets (3.14.2.2.2), or null. */
export function disconnectExpiry(bytes: Uint8Array, version: ProtocolVersion): number | null {
  if (version !== 5) return null;
  const reader = new FieldReader(bytes);
  reader.byte();
  if (!reader.more) return null;
  return property(bytes, reader.properties(), PROPERTY.sessionExpiryInterval, uint32);
}

function readWill(reader: FieldReader, version: ProtocolVersion, qos: Qos, retain: boolean): WillFields {
  if (version === 5) reader.properties();
  const topic = reader.string();
  const payload = reader.binary();
  return { topic, qos, retain, payloadStart: payload.start, payloadEnd: payload.end };
}

/** 3.1 calls itself MQIsdp; 3.1.1 and 5 MQTT (3.1.2-1, -2). */
function protocolVersion(name: string, level: number): ProtocolVersion | null {
  if (name === 'MQIsdp' && level === 3) return 3;
  if (name === 'MQTT' && (level === 4 || level === 5)) return level;
  return null;
}

function property<Value>(
  bytes: Uint8Array,
  range: Range,
  id: number,
  read: (bytes: Uint8Array, offset: number) => Value,
): Value | null {
  const offset = findProperty(bytes, range.start, range.end, id);
  return offset < 0 ? null : read(bytes, offset);
}

function string(bytes: Uint8Array, offset: number): string {
  return text(bytes, offset + 2, offset + 2 + uint16(bytes, offset));
}

/** A value that the standard does not know limits nothing. */
function qosOf(bytes: Uint8Array, offset: number): Qos {
  const value = bytes[offset];
  return isQos(value) ? value : 2;
}

function truncated(type: string): { readonly fields: null; readonly fault: Sentence } {
  return { fields: null, fault: { code: 'packet.truncated', args: { type } } };
}

function malformed(cause: string): { readonly fields: null; readonly fault: Sentence } {
  return { fields: null, fault: { code: 'packet.malformed', args: { type: 'CONNECT', cause } } };
}
