/** Spoils packets without a plan for what comes of it: their parts, their bytes, and where one ends. */

import type { Random } from '../broker/random';
import { encodePlan, type Field, type PacketPlan, type Property } from './packetPlan';

/** Values at which something often changes. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x3fff, 0x4000, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0xffff_ffff] as const;

/** Bytes that mean something somewhere. */
const TOKENS: readonly [Uint8Array, ...Uint8Array[]] = [
  Buffer.from('MQTT'),
  Buffer.from('$share/'),
  Buffer.from('$SYS/broker/#'),
  Buffer.from('#'),
  Buffer.from('+/+'),
  Uint8Array.of(0xc0, 0x00),
  Uint8Array.of(0xe0, 0x00),
  Uint8Array.of(0xff, 0xff, 0xff, 0x7f),
  Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x01),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0x00, 0x00),
];

/** A plan of which one to three parts were changed, left out, put in twice or exchanged. */
function spoilPlan(random: Random, plan: PacketPlan): PacketPlan {
  let { first, fields } = plan;
  for (let times = random.between(1, 3); times > 0; times--) {
    if (random.between(1, 6) === 1) first ^= 1 << random.between(0, 7);
    else fields = spoilFields(random, fields);
  }
  return { first, fields };
}

/** Bytes of which one to four places were overwritten, turned over, cut out, filled or repeated. */
export function spoilBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let spoilt: Buffer = Buffer.from(bytes);
  for (let times = random.between(1, 4); times > 0; times--) spoilt = spoilOnce(random, spoilt);
  return spoilt;
}

/** As `encodePlan`, after the one or the other. */
export function spoil(random: Random, plan: PacketPlan): Uint8Array {
  if (random.between(0, 1) === 1) return encodePlan(spoilPlan(random, plan));
  return spoilBytes(random, encodePlan(plan));
}

function spoilFields(random: Random, fields: readonly Field[]): readonly Field[] {
  const at = random.between(0, fields.length - 1);
  const field = fields[at];
  if (field === undefined) return fields;
  const before = fields.slice(0, at);
  const behind = fields.slice(at + 1);
  switch (random.between(0, 3)) {
    case 0:
      return [...before, ...behind];
    case 1:
      return [...before, field, field, ...behind];
    case 2:
      return [...behind, field, ...before];
    default:
      return [...before, spoilField(random, field), ...behind];
  }
}

function spoilField(random: Random, field: Field): Field {
  switch (field.kind) {
    case 'byte':
      return { ...field, value: random.between(0, 255) };
    case 'uint16':
    case 'uint32':
    case 'variable':
      return { ...field, value: random.pick(EDGES) };
    case 'rest':
      return { ...field, bytes: spoilBytes(random, field.bytes) };
    case 'binary':
      return random.between(0, 1) === 1
        ? { ...field, bytes: spoilBytes(random, field.bytes) }
        : { ...field, lie: random.between(-3, 3) };
    case 'properties':
      return spoilProperties(random, field);
  }
}

function spoilProperties(random: Random, field: Extract<Field, { kind: 'properties' }>): Field {
  const { properties } = field;
  const at = random.between(0, properties.length - 1);
  const one: Property = properties[at] ?? { id: random.between(0, 0x2b), fields: [{ kind: 'byte', value: 0 }] };
  switch (random.between(0, 3)) {
    case 0:
      return { ...field, lie: random.between(-2, 3) };
    case 1:
      return { ...field, properties: [...properties, one] };
    case 2:
      return { ...field, properties: [...properties, { ...one, id: random.between(0, 0x2b) }] };
    default: {
      const spoilt = { ...one, fields: spoilFields(random, one.fields) };
      return { ...field, properties: [...properties.slice(0, at), spoilt, ...properties.slice(at + 1)] };
    }
  }
}

function spoilOnce(random: Random, bytes: Buffer): Buffer {
  const at = random.between(0, bytes.length);
  const to = random.between(at, Math.min(bytes.length, at + 8));
  switch (random.between(0, 4)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = random.between(0, 255);
      return copy;
    }
    case 1: {
      const copy = Buffer.from(bytes);
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.between(0, 7));
      return copy;
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  }
}
