/** The properties of MQTT 5 (2.2.2) as raw bytes: mqtt-packet regroups them and lets repeated ones pass. */

import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';
import { malformed, type PacketReader } from './packetReader';

/** Property identifiers that the broker itself must know. */
export const PROPERTY = {
  payloadFormatIndicator: 0x01,
  messageExpiryInterval: 0x02,
  contentType: 0x03,
  responseTopic: 0x08,
  correlationData: 0x09,
  subscriptionIdentifier: 0x0b,
  sessionExpiryInterval: 0x11,
  authenticationMethod: 0x15,
  authenticationData: 0x16,
  requestProblemInformation: 0x17,
  willDelayInterval: 0x18,
  requestResponseInformation: 0x19,
  reasonString: 0x1f,
  receiveMaximum: 0x21,
  topicAliasMaximum: 0x22,
  topicAlias: 0x23,
  userProperty: 0x26,
  maximumPacketSize: 0x27,
} as const;

type Form = 'flag' | 'uint16' | 'uint32' | 'variable' | 'string' | 'binary' | 'pair';

const FORMS: Readonly<Partial<Record<number, Form>>> = {
  [PROPERTY.payloadFormatIndicator]: 'flag',
  [PROPERTY.messageExpiryInterval]: 'uint32',
  [PROPERTY.contentType]: 'string',
  [PROPERTY.responseTopic]: 'string',
  [PROPERTY.correlationData]: 'binary',
  [PROPERTY.subscriptionIdentifier]: 'variable',
  [PROPERTY.sessionExpiryInterval]: 'uint32',
  [PROPERTY.authenticationMethod]: 'string',
  [PROPERTY.authenticationData]: 'binary',
  [PROPERTY.requestProblemInformation]: 'flag',
  [PROPERTY.willDelayInterval]: 'uint32',
  [PROPERTY.requestResponseInformation]: 'flag',
  [PROPERTY.reasonString]: 'string',
  [PROPERTY.receiveMaximum]: 'uint16',
  [PROPERTY.topicAliasMaximum]: 'uint16',
  [PROPERTY.topicAlias]: 'uint16',
  [PROPERTY.userProperty]: 'pair',
  [PROPERTY.maximumPacketSize]: 'uint32',
};

/** Of which 0 is no value: Receive Maximum, Maximum Packet Size and Subscription Identifier (0x82), Topic Alias (0x94). */
const NEVER_ZERO: ReadonlySet<number> = new Set([
  PROPERTY.receiveMaximum,
  PROPERTY.maximumPacketSize,
  PROPERTY.topicAlias,
  PROPERTY.subscriptionIdentifier,
]);

const MESSAGE_PROPERTIES = [
  PROPERTY.payloadFormatIndicator,
  PROPERTY.messageExpiryInterval,
  PROPERTY.contentType,
  PROPERTY.responseTopic,
  PROPERTY.correlationData,
  PROPERTY.userProperty,
];

/** What a client may put into which packet (table 2-4). */
export const ALLOWED_PROPERTIES = {
  connect: new Set<number>([
    PROPERTY.sessionExpiryInterval,
    PROPERTY.receiveMaximum,
    PROPERTY.maximumPacketSize,
    PROPERTY.topicAliasMaximum,
    PROPERTY.requestResponseInformation,
    PROPERTY.requestProblemInformation,
    PROPERTY.userProperty,
    PROPERTY.authenticationMethod,
    PROPERTY.authenticationData,
  ]),
  will: new Set<number>([...MESSAGE_PROPERTIES, PROPERTY.willDelayInterval]),
  publish: new Set<number>([...MESSAGE_PROPERTIES, PROPERTY.topicAlias]),
  acknowledgement: new Set<number>([PROPERTY.reasonString, PROPERTY.userProperty]),
  subscribe: new Set<number>([PROPERTY.subscriptionIdentifier, PROPERTY.userProperty]),
  unsubscribe: new Set<number>([PROPERTY.userProperty]),
  disconnect: new Set<number>([PROPERTY.sessionExpiryInterval, PROPERTY.reasonString, PROPERTY.userProperty]),
} as const;

/** Where the properties of a packet lie, their length field not included, and the numbers among them. */
export interface PropertyBlock {
  readonly start: number;
  readonly end: number;
  /** Value of each property that is a number, by its identifier. */
  readonly numbers: ReadonlyMap<number, number>;
}

const NO_NUMBERS: ReadonlyMap<number, number> = new Map();

/**
 * Reads over a block of properties. Throws ProtocolFault for one that is unknown, not allowed here, given twice
 * (2.2.2.2; a User Property may be) or out of its range.
 */
export function readProperties(reader: PacketReader, allowed: ReadonlySet<number>): PropertyBlock {
  const length = reader.variableByteInteger();
  const start = reader.position;
  const end = start + length;
  if (end > reader.bytes.length) throw malformed('The properties are longer than their packet.');
  if (length === 0) return { start, end, numbers: NO_NUMBERS };
  const numbers = new Map<number, number>();
  const seen = new Set<number>();
  while (reader.position < end) {
    const identifier = reader.variableByteInteger();
    checkAllowed(identifier, allowed, seen);
    const value = readValue(reader, identifier);
    if (value !== null) numbers.set(identifier, value);
  }
  if (reader.position !== end) throw malformed('A property is longer than the properties.');
  return { start, end, numbers };
}

function checkAllowed(identifier: number, allowed: ReadonlySet<number>, seen: Set<number>): void {
  if (FORMS[identifier] === undefined) throw malformed(`There is no property ${identifier} that a client may send.`);
  if (!allowed.has(identifier)) {
    throw new ProtocolFault(REASON.protocolError, `Property ${identifier} does not belong into this packet.`);
  }
  if (identifier === PROPERTY.userProperty) return;
  if (seen.has(identifier)) throw new ProtocolFault(REASON.protocolError, `Property ${identifier} is given twice.`);
  seen.add(identifier);
}

/** Reads one value; gives it where it is a number. */
function readValue(reader: PacketReader, identifier: number): number | null {
  switch (FORMS[identifier]) {
    case 'flag':
      return checkedFlag(identifier, reader.byte());
    case 'uint16':
      return notZero(identifier, reader.uint16());
    case 'uint32':
      return notZero(identifier, reader.uint32());
    case 'variable':
      return notZero(identifier, reader.variableByteInteger());
    case 'binary':
      reader.skipBinary();
      return null;
    case 'pair':
      reader.skipString();
      reader.skipString();
      return null;
    default:
      reader.skipString();
      return null;
  }
}

function checkedFlag(identifier: number, value: number): number {
  if (value > 1) throw new ProtocolFault(REASON.protocolError, `Property ${identifier} is neither 0 nor 1.`);
  return value;
}

function notZero(identifier: number, value: number): number {
  if (value !== 0 || !NEVER_ZERO.has(identifier)) return value;
  const reason = identifier === PROPERTY.topicAlias ? REASON.topicAliasInvalid : REASON.protocolError;
  throw new ProtocolFault(reason, `Property ${identifier} is 0.`);
}
