/**
 * Looks at the raw bytes of the packets that mqtt-packet decodes, because it lets much pass: packet identifier 0, text
 * that is no UTF-8, repeated properties, missing filters. Each function throws ProtocolFault; nothing is changed.
 */

import { PACKET_TYPES, type ProtocolVersion } from '../../../shared/model';
import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';
import { malformed, PacketReader } from './packetReader';
import { ALLOWED_PROPERTIES, readProperties } from './properties';

/** The reserved flags of PUBREL (3.6.1-1), SUBSCRIBE (3.8.1-1) and UNSUBSCRIBE (3.10.1-1). */
const RESERVED_FLAGS = 0b0010;

/** In MQTT 3.1 these three have DUP as well, set where they are sent again (its 2.1). */
const DUP = 0b1000;

/** Those three have the reserved flags 0010, the others but PUBLISH 0000 (5: 2.1.3-1; 3.1.1: 2.2.2-1, -2). */
export function checkFlags(bytes: Uint8Array, version: ProtocolVersion): void {
  const first = bytes[0] ?? 0;
  const type = PACKET_TYPES[first >> 4];
  if (type === 'PUBLISH') return;
  const isRequest = type === 'PUBREL' || type === 'SUBSCRIBE' || type === 'UNSUBSCRIBE';
  const flags = isRequest && version === 3 ? first & ~DUP : first;
  if ((flags & 0x0f) !== (isRequest ? RESERVED_FLAGS : 0)) {
    throw malformed('Reserved flags of the fixed header are set.');
  }
}

/** What CONNECT says that only its raw bytes tell. */
export interface ConnectHead {
  readonly protocolName: string;
  /** The level byte as it came. */
  readonly level: number;
}

/** Protocol name and level, without a look at the rest: the version decides how that is read (3.1.2). */
export function readConnectHead(bytes: Uint8Array): ConnectHead {
  const reader = new PacketReader(bytes);
  return { protocolName: reader.string(), level: reader.byte() };
}

/** Whether the name belongs to the level: "MQIsdp" is MQTT 3.1, "MQTT" 3.1.1 and 5 (3.1.2-1). */
export function protocolVersion(head: ConnectHead): ProtocolVersion | null {
  if (head.protocolName === 'MQIsdp') return head.level === 3 ? 3 : null;
  return head.level === 4 || head.level === 5 ? head.level : null;
}

/**
 * Checks a CONNECT of a version that is spoken here. Gives the will's properties as the bytes they came in (their
 * length field not included); null where there is no will or the version has none.
 */
export function checkConnect(bytes: Uint8Array, version: ProtocolVersion): Uint8Array | null {
  const reader = new PacketReader(bytes);
  reader.skipString();
  reader.byte();
  const flags = reader.byte();
  checkConnectFlags(flags, version);
  reader.uint16();
  if (version === 5) readProperties(reader, ALLOWED_PROPERTIES.connect);
  reader.skipString();
  const willProperties = (flags & WILL) === 0 ? null : checkWill(reader, version);
  if ((flags & USER_NAME) !== 0) reader.skipString();
  if ((flags & PASSWORD) !== 0) reader.skipBinary();
  reader.expectEnd();
  return willProperties;
}

const WILL = 0x04;
const USER_NAME = 0x80;
const PASSWORD = 0x40;

function checkConnectFlags(flags: number, version: ProtocolVersion): void {
  // 3.1.2-3: the reserved flag is 0. MQTT 3.1 left it undefined.
  if ((flags & 1) !== 0 && version > 3) throw malformed('The reserved flag of CONNECT is set.');
  const willQos = (flags >> 3) & 3;
  // 5: 3.1.2-12; 3.1.1: 3.1.2-14.
  if (willQos === 3) throw malformed('Both QoS bits of the will are set.');
  // 5: 3.1.2-11, -13; 3.1.1: 3.1.2-11, -13, -15.
  if ((flags & WILL) === 0 && (flags & 0x38) !== 0) throw malformed('The flags describe a will that is not there.');
  // 3.1.1: 3.1.2-22. MQTT 5 allows a password alone.
  if ((flags & USER_NAME) === 0 && (flags & PASSWORD) !== 0 && version === 4) {
    throw malformed('CONNECT has a password and no user name.');
  }
}

function checkWill(reader: PacketReader, version: ProtocolVersion): Uint8Array | null {
  let properties: Uint8Array | null = null;
  if (version === 5) {
    const block = readProperties(reader, ALLOWED_PROPERTIES.will);
    properties = reader.bytes.slice(block.start, block.end);
  }
  checkTopicName(reader.string());
  reader.skipBinary();
  return properties;
}

/** A topic name has at least one character and no wildcard (4.7.1-1, 4.7.3-1; 5: 3.3.2-2; 3.1.1: 3.3.2-2). */
export function checkTopicName(topic: string): void {
  if (topic === '') throw new ProtocolFault(REASON.topicNameInvalid, 'The topic name is empty.');
  if (topic.includes('+') || topic.includes('#')) {
    throw new ProtocolFault(REASON.topicNameInvalid, 'The topic name contains a wildcard.');
  }
}

/** A SUBSCRIBE has an identifier, at least one filter (5: 3.8.3-2; 3.1.1: 3.8.3-3) and sound options (3.8.3-5; 3.8.3-4). */
export function checkSubscribe(bytes: Uint8Array, version: ProtocolVersion, mostFilters: number): void {
  const reader = new PacketReader(bytes);
  reader.packetId();
  if (version === 5) readProperties(reader, ALLOWED_PROPERTIES.subscribe);
  if (reader.atEnd()) throw new ProtocolFault(REASON.protocolError, 'SUBSCRIBE has no topic filter.');
  for (let count = 1; !reader.atEnd(); count++) {
    checkCount(count, mostFilters);
    reader.skipString();
    checkSubscriptionOptions(reader.byte(), version);
  }
}

/** 3.14.2.1: a limit of the broker's own. */
function checkCount(count: number, most: number): void {
  if (count > most) throw new ProtocolFault(REASON.quotaExceeded, `There are more than ${most} filters in one packet.`);
}

function checkSubscriptionOptions(options: number, version: ProtocolVersion): void {
  const reserved = version === 5 ? 0xc0 : 0xfc;
  if ((options & reserved) !== 0) throw malformed('Reserved bits of the subscription options are set.');
  if ((options & 3) === 3) throw malformed('Both QoS bits of a subscription are set.');
  if (((options >> 4) & 3) === 3) throw new ProtocolFault(REASON.protocolError, 'Retain Handling is 3.');
}

/** An UNSUBSCRIBE has an identifier and at least one filter (3.10.3-2). */
export function checkUnsubscribe(bytes: Uint8Array, version: ProtocolVersion, mostFilters: number): void {
  const reader = new PacketReader(bytes);
  reader.packetId();
  if (version === 5) readProperties(reader, ALLOWED_PROPERTIES.unsubscribe);
  if (reader.atEnd()) throw new ProtocolFault(REASON.protocolError, 'UNSUBSCRIBE has no topic filter.');
  for (let count = 1; !reader.atEnd(); count++) {
    checkCount(count, mostFilters);
    reader.skipString();
  }
}

/** A DISCONNECT has nothing behind its header before MQTT 5 (3.14.1). */
export function checkDisconnect(bytes: Uint8Array, version: ProtocolVersion): void {
  const reader = new PacketReader(bytes);
  if (version === 5 && !reader.atEnd()) {
    reader.byte();
    if (!reader.atEnd()) readProperties(reader, ALLOWED_PROPERTIES.disconnect);
  }
  reader.expectEnd();
}

/** PINGREQ is its header alone (3.12). */
export function checkPing(bytes: Uint8Array): void {
  new PacketReader(bytes).expectEnd();
}
