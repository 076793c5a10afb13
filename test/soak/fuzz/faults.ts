/**
 * Packets that break one rule each, with what the standard has a server answer in MQTT 5: a DISCONNECT with one of these
 * reasons (4.13.1). Before MQTT 5 the answer is the end of the connection (3.1.1: 4.8.0-1).
 */

import type { Random } from '../broker/random';
import { encodePlan, text, variable, type Field, type PacketPlan } from './packetPlan';
import { acknowledgement, byte, connect, property, publish, subscribe, uint16, unsubscribe } from './soundPackets';
import type { FuzzVersion } from './soundPackets';

/** One kind of fault. */
export interface Fault {
  readonly name: string;
  /** Reasons of MQTT 5 that name it. */
  readonly reasons: readonly number[];
  /** Not a fault before MQTT 5. */
  readonly fiveOnly?: boolean;
  readonly bytes: (random: Random, version: FuzzVersion) => Uint8Array;
}

/** Largest packet that the fuzzed broker takes, in bytes. */
export const MAXIMUM_PACKET_SIZE = 4_096;

const MALFORMED = [0x81];
const PROTOCOL = [0x82];
const EITHER = [0x81, 0x82];

/** 1.5.4-1, -2: cut, overlong, a surrogate, beyond U+10FFFF, a lone continuation, NUL. */
const BAD_TEXTS: readonly [Uint8Array, ...Uint8Array[]] = [
  Uint8Array.of(0x61, 0xc3),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
  Uint8Array.of(0x80, 0x61),
  Uint8Array.of(0x61, 0x00),
];

const BAD_FILTERS = ['a#', '#/a', 'a/#/b', 'a+', '+a/b', ''] as const;

/** Before MQTT 5 these are filters like others. */
const BAD_SHARES = ['$share/g', '$share//a', '$share/g+/a', '$share/g/a#'] as const;

/** Every kind there is. */
export const FAULTS: readonly [Fault, ...Fault[]] = [
  { name: 'reserved flags', reasons: MALFORMED, bytes: reservedFlags },
  { name: 'QoS 3', reasons: MALFORMED, bytes: (random, version) => flagged(random, version, 0x36) },
  { name: 'DUP on QoS 0', reasons: EITHER, bytes: (random, version) => withoutId(random, version, 0x38) },
  { name: 'identifier 0', reasons: EITHER, bytes: identifierZero },
  { name: 'identifier missing', reasons: MALFORMED, bytes: () => Uint8Array.of(0x32, 3, 0, 1, 0x61) },
  { name: 'a packet that is cut', reasons: MALFORMED, bytes: cutShort },
  { name: 'bytes behind the end', reasons: EITHER, bytes: lengthened },
  { name: 'a text that is no UTF-8 in a topic', reasons: MALFORMED, bytes: badTopic },
  { name: 'a text that is no UTF-8 in a filter', reasons: [0x81, 0x8f], bytes: badFilterText },
  { name: 'a topic with a wildcard', reasons: EITHER.concat(0x90), bytes: wildcardTopic },
  { name: 'no topic', reasons: EITHER.concat(0x90), bytes: (_, version) => publishTo(version, text('')) },
  { name: 'a filter that is none', reasons: EITHER.concat(0x8f), bytes: badFilter },
  { name: 'no filter', reasons: EITHER, bytes: noFilter },
  { name: 'QoS 3 in a subscription', reasons: EITHER, bytes: (_, version) => wishing(version, 'a', 3) },
  { name: 'reserved bits in a subscription', reasons: EITHER, bytes: (_, version) => wishing(version, 'a', 0xc0) },
  { name: 'a packet that only a server sends', reasons: PROTOCOL, bytes: serverPacket },
  {
    name: 'a second CONNECT',
    reasons: PROTOCOL,
    bytes: (random, version) => encodePlan(connect(random, version, 's')),
  },
  { name: 'AUTH without a method', reasons: EITHER, bytes: () => Uint8Array.of(0xf0, 0) },
  { name: 'packet type 0', reasons: EITHER, bytes: () => Uint8Array.of(0, 0) },
  { name: 'a length of five bytes', reasons: MALFORMED, bytes: () => Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 1) },
  { name: 'a packet that is too large', reasons: [0x95], bytes: tooLarge },
  { name: 'a length that text in it denies', reasons: MALFORMED, bytes: lyingLength },
  { name: 'Retain Handling 3', reasons: EITHER, fiveOnly: true, bytes: (_, version) => wishing(version, 'a', 0x30) },
  {
    name: 'No Local on a share',
    reasons: PROTOCOL,
    fiveOnly: true,
    bytes: (_, five) => wishing(five, '$share/g/a', 4),
  },
  { name: 'a share that is none', reasons: EITHER.concat(0x8f), fiveOnly: true, bytes: badShare },
  { name: 'a property twice', reasons: EITHER, fiveOnly: true, bytes: () => publishWith([2, 1], [2, 1]) },
  { name: 'a property of another packet', reasons: EITHER, fiveOnly: true, bytes: () => publishWith([0x11, 1]) },
  { name: 'a property that there is not', reasons: EITHER, fiveOnly: true, bytes: () => publishWith([0x7f, 1]) },
  { name: 'properties longer than the packet', reasons: MALFORMED, fiveOnly: true, bytes: lyingProperties },
  { name: 'topic alias 0', reasons: [0x81, 0x82, 0x94], fiveOnly: true, bytes: () => aliased(0) },
  { name: 'a topic alias above the maximum', reasons: [0x82, 0x94], fiveOnly: true, bytes: () => aliased(0xffff) },
  { name: 'subscription identifier 0', reasons: EITHER, fiveOnly: true, bytes: () => identified(0) },
];

function reservedFlags(random: Random, version: FuzzVersion): Uint8Array {
  const makers = [subscribe, unsubscribe, acknowledgement] as const;
  const { first, fields } = random.pick(makers)(random, version);
  // In MQTT 3.1 the highest of the four is DUP also here (its 2.1).
  return encodePlan({ first: first ^ random.between(1, version === 3 ? 7 : 15), fields });
}

function flagged(random: Random, version: FuzzVersion, first: number): Uint8Array {
  const { fields } = publish(random, version);
  return encodePlan({ first, fields });
}

function withoutId(random: Random, version: FuzzVersion, first: number): Uint8Array {
  const own: Field[] = version === 5 ? [byte(0)] : [];
  return encodePlan({
    first,
    fields: [text('a'), ...own, { kind: 'rest', bytes: Uint8Array.of(random.between(0, 255)) }],
  });
}

function identifierZero(random: Random, version: FuzzVersion): Uint8Array {
  const makers = [subscribe, unsubscribe, acknowledgement] as const;
  const { first, fields } = random.pick(makers)(random, version);
  return encodePlan({ first, fields: [uint16(0), ...fields.slice(1)] });
}

function cutShort(random: Random, version: FuzzVersion): Uint8Array {
  const makers = [subscribe, unsubscribe] as const;
  return resized(random.pick(makers)(random, version), -1);
}

function lengthened(random: Random, version: FuzzVersion): Uint8Array {
  const makers = [subscribe, unsubscribe] as const;
  return resized(random.pick(makers)(random, version), 1);
}

/** With a byte less or more at its end, and a Remaining Length that says so. */
function resized({ first, fields }: PacketPlan, by: 1 | -1): Uint8Array {
  const body = Buffer.from(encodePlan({ first, fields })).subarray(1);
  const content = body.subarray(body.findIndex((value) => value < 0x80) + 1);
  const changed = by === 1 ? Buffer.concat([content, Uint8Array.of(0)]) : content.subarray(0, -1);
  return Buffer.concat([Uint8Array.of(first), variable(changed.length), changed]);
}

function badTopic(random: Random, version: FuzzVersion): Uint8Array {
  return publishTo(version, { kind: 'binary', bytes: random.pick(BAD_TEXTS) });
}

function wildcardTopic(random: Random, version: FuzzVersion): Uint8Array {
  return publishTo(version, text(random.pick(['a/#', '+', 'a+b'])));
}

function publishTo(version: FuzzVersion, topic: Field): Uint8Array {
  return encodePlan({ first: 0x30, fields: [topic, ...(version === 5 ? [byte(0)] : [])] });
}

function badFilterText(random: Random, version: FuzzVersion): Uint8Array {
  const filter: Field = { kind: 'binary', bytes: random.pick(BAD_TEXTS) };
  return encodePlan({ first: 0x82, fields: [uint16(1), ...noProperties(version), filter, byte(0)] });
}

function badFilter(random: Random, version: FuzzVersion): Uint8Array {
  return wishing(version, random.pick(BAD_FILTERS), 0);
}

function badShare(random: Random, version: FuzzVersion): Uint8Array {
  return wishing(version, random.pick(BAD_SHARES), 0);
}

function noFilter(random: Random, version: FuzzVersion): Uint8Array {
  return encodePlan({ first: random.pick([0x82, 0xa2]), fields: [uint16(1), ...noProperties(version)] });
}

function wishing(version: FuzzVersion, filter: string, options: number): Uint8Array {
  return encodePlan({ first: 0x82, fields: [uint16(1), ...noProperties(version), text(filter), byte(options)] });
}

function serverPacket(random: Random): Uint8Array {
  return random.pick([
    Uint8Array.of(0x20, 2, 0, 0),
    Uint8Array.of(0x90, 3, 0, 1, 0),
    Uint8Array.of(0xb0, 2, 0, 1),
    Uint8Array.of(0xd0, 0),
  ]);
}

function tooLarge(random: Random): Uint8Array {
  const length = random.between(MAXIMUM_PACKET_SIZE, 0x0fff_ffff);
  return Buffer.concat([Uint8Array.of(0x30), variable(length)]);
}

function lyingLength(_: Random, version: FuzzVersion): Uint8Array {
  return publishTo(version, { kind: 'binary', bytes: Buffer.from('a'), lie: 200 });
}

function lyingProperties(): Uint8Array {
  const block: Field = { kind: 'properties', properties: [property(1, byte(0))], lie: 100 };
  return encodePlan({ first: 0x30, fields: [text('a'), block] });
}

/** Each property as its identifier and one byte. */
function publishWith(...list: readonly (readonly [number, number])[]): Uint8Array {
  const properties = list.map(([id, value]) =>
    id === 1 || id === 0x7f ? property(id, byte(value)) : property(id, { kind: 'uint32', value }),
  );
  return encodePlan({ first: 0x30, fields: [text('a'), { kind: 'properties', properties }] });
}

function aliased(alias: number): Uint8Array {
  const block: Field = { kind: 'properties', properties: [property(0x23, uint16(alias))] };
  return encodePlan({ first: 0x30, fields: [text('a'), block] });
}

function identified(value: number): Uint8Array {
  const block: Field = { kind: 'properties', properties: [property(0x0b, { kind: 'variable', value })] };
  return encodePlan({ first: 0x82, fields: [uint16(1), block, text('a'), byte(0)] });
}

function noProperties(version: FuzzVersion): Field[] {
  return version === 5 ? [byte(0)] : [];
}
