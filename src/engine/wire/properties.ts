/** MQTT 5 properties (2.2.2), found in a packet's bytes without an object for each. */

import { uint16 } from './bytes';
import { variableByteIntegerEnd } from './variableByteInteger';

/** The identifiers of the properties that sessions and deliveries depend on (2.2.2.2). */
export const PROPERTY = {
  subscriptionIdentifier: 0x0b,
  sessionExpiryInterval: 0x11,
  assignedClientIdentifier: 0x12,
  serverKeepAlive: 0x13,
  receiveMaximum: 0x21,
  topicAlias: 0x23,
  maximumQos: 0x24,
} as const;

const ONE_BYTE = 1;
const TWO_BYTES = 2;
const FOUR_BYTES = 3;
const VARIABLE = 4;
const STRING = 5;
const STRING_PAIR = 6;

/** How the value of each property is written (table 2-4); 0 where there is no such property. */
const FORMATS = new Uint8Array(0x2b);
for (const id of [0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2a]) FORMATS[id] = ONE_BYTE;
for (const id of [0x13, 0x21, 0x22, 0x23]) FORMATS[id] = TWO_BYTES;
for (const id of [0x02, 0x11, 0x18, 0x27]) FORMATS[id] = FOUR_BYTES;
FORMATS[0x0b] = VARIABLE;
for (const id of [0x03, 0x08, 0x09, 0x12, 0x15, 0x16, 0x1a, 0x1c, 0x1f]) FORMATS[id] = STRING;
FORMATS[0x26] = STRING_PAIR;

/**
 * The offset of the value of the first property `id` between `start` and `end`, or -1 where there is none or the
 * properties cannot be read up to it. The value is whole where an offset is given.
 */
export function findProperty(bytes: Uint8Array, start: number, end: number, id: number): number {
  let offset = start;
  while (offset < end) {
    const found = bytes[offset] ?? 0;
    const next = valueEnd(bytes, offset + 1, end, FORMATS[found] ?? 0);
    if (next < 0 || next > end) return -1;
    if (found === id) return offset + 1;
    offset = next;
  }
  return -1;
}

/** The offset behind a value, which may lie past `end`; -1 where the format or a length cannot be read. */
function valueEnd(bytes: Uint8Array, offset: number, end: number, format: number): number {
  switch (format) {
    case ONE_BYTE:
      return offset + 1;
    case TWO_BYTES:
      return offset + 2;
    case FOUR_BYTES:
      return offset + 4;
    case VARIABLE:
      return variableByteIntegerEnd(bytes, offset, end);
    case STRING:
      return stringEnd(bytes, offset, end);
    case STRING_PAIR: {
      const name = stringEnd(bytes, offset, end);
      return name < 0 ? -1 : stringEnd(bytes, name, end);
    }
    default:
      return -1;
  }
}

function stringEnd(bytes: Uint8Array, offset: number, end: number): number {
  return offset + 2 > end ? -1 : offset + 2 + uint16(bytes, offset);
}
