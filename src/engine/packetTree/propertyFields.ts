/** MQTT 5 properties (2.2.2) as fields, by the names of table 2-4. */

import type { FieldList } from './fieldList';
import { binaryText, secondsText, shownText } from './values';
import { text, uint16, uint32 } from '../wire/bytes';
import { variableByteInteger, variableByteIntegerEnd } from '../wire/variableByteInteger';

type Form = 'byte' | 'uint16' | 'uint32' | 'seconds' | 'seconds16' | 'variable' | 'string' | 'binary' | 'pair';

/** What each property is called and how its value is written (table 2-4). */
const PROPERTIES: Readonly<Partial<Record<number, readonly [name: string, form: Form]>>> = {
  0x01: ['Payload Format Indicator', 'byte'],
  0x02: ['Message Expiry Interval', 'seconds'],
  0x03: ['Content Type', 'string'],
  0x08: ['Response Topic', 'string'],
  0x09: ['Correlation Data', 'binary'],
  0x0b: ['Subscription Identifier', 'variable'],
  0x11: ['Session Expiry Interval', 'seconds'],
  0x12: ['Assigned Client Identifier', 'string'],
  0x13: ['Server Keep Alive', 'seconds16'],
  0x15: ['Authentication Method', 'string'],
  0x16: ['Authentication Data', 'binary'],
  0x17: ['Request Problem Information', 'byte'],
  0x18: ['Will Delay Interval', 'seconds'],
  0x19: ['Request Response Information', 'byte'],
  0x1a: ['Response Information', 'string'],
  0x1c: ['Server Reference', 'string'],
  0x1f: ['Reason String', 'string'],
  0x21: ['Receive Maximum', 'uint16'],
  0x22: ['Topic Alias Maximum', 'uint16'],
  0x23: ['Topic Alias', 'uint16'],
  0x24: ['Maximum QoS', 'byte'],
  0x25: ['Retain Available', 'byte'],
  0x26: ['User Property', 'pair'],
  0x27: ['Maximum Packet Size', 'uint32'],
  0x28: ['Wildcard Subscription Available', 'byte'],
  0x29: ['Subscription Identifier Available', 'byte'],
  0x2a: ['Shared Subscription Available', 'byte'],
};

/** Takes the properties with their length before them, under a name such as "Properties" or "Will Properties". */
export function takeProperties(list: FieldList, name = 'Properties'): void {
  const end = variableByteIntegerEnd(list.bytes, list.offset, list.end);
  if (end < 0) {
    list.fail('Property Length');
    return;
  }
  const length = end - list.offset + variableByteInteger(list.bytes, list.offset, end);
  list.group(
    name,
    (properties) => {
      properties.variableByteInteger('Property Length');
      while (properties.more) takeProperty(properties);
    },
    length,
  );
}

/** The identifier and its value are one field; one that is not known ends the properties. */
function takeProperty(list: FieldList): void {
  const [name, form] = PROPERTIES[list.bytes[list.offset] ?? 0] ?? [];
  const value = form === undefined ? null : valueOf(list.bytes, list.offset + 1, list.end, form);
  if (name === undefined || value === null || value.end > list.end) list.fail(name ?? '');
  else list.leaf(name, value.end - list.offset, value.shown());
}

interface PropertyValue {
  /** Behind its last byte, which need not be there. */
  readonly end: number;
  /** Only for a value that is there. */
  readonly shown: () => string;
}

/** Null where even its length cannot be read. */
function valueOf(bytes: Uint8Array, offset: number, end: number, form: Form): PropertyValue | null {
  switch (form) {
    case 'byte':
      return { end: offset + 1, shown: () => String(bytes[offset]) };
    case 'uint16':
      return { end: offset + 2, shown: () => String(uint16(bytes, offset)) };
    case 'seconds16':
      return { end: offset + 2, shown: () => secondsText(uint16(bytes, offset)) };
    case 'uint32':
      return { end: offset + 4, shown: () => String(uint32(bytes, offset)) };
    case 'seconds':
      return { end: offset + 4, shown: () => secondsText(uint32(bytes, offset)) };
    case 'variable': {
      const next = variableByteIntegerEnd(bytes, offset, end);
      return next < 0 ? null : { end: next, shown: () => String(variableByteInteger(bytes, offset, next)) };
    }
    default:
      return prefixed(bytes, offset, end, form);
  }
}

function prefixed(
  bytes: Uint8Array,
  offset: number,
  end: number,
  form: 'string' | 'binary' | 'pair',
): PropertyValue | null {
  const next = offset + 2 + uint16(bytes, offset);
  if (offset + 2 > end) return null;
  if (form === 'binary') return { end: next, shown: () => binaryText(bytes.subarray(offset + 2, next)) };
  const shown = (): string => shownText(text(bytes, offset + 2, next));
  if (form === 'string') return { end: next, shown };
  const second = prefixed(bytes, next, end, 'string');
  return second === null ? null : { end: second.end, shown: () => `${shown()} = ${second.shown()}` };
}
