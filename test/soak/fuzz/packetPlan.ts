/** A control packet in its parts, so that it can be spoilt part by part before it becomes bytes. */

/** One part. Lengths are written as they are, unless `lie` is added to them. */
export type Field =
  | { readonly kind: 'byte' | 'uint16' | 'uint32' | 'variable'; readonly value: number }
  /** Two bytes of length, then the bytes. */
  | { readonly kind: 'binary'; readonly bytes: Uint8Array; readonly lie?: number }
  /** To the end of the packet. */
  | { readonly kind: 'rest'; readonly bytes: Uint8Array }
  | { readonly kind: 'properties'; readonly properties: readonly Property[]; readonly lie?: number };

/** One property of MQTT 5. */
export interface Property {
  readonly id: number;
  readonly fields: readonly Field[];
}

/** A whole packet: its first byte, and what follows the Remaining Length. */
export interface PacketPlan {
  readonly first: number;
  readonly fields: readonly Field[];
}

/** The bytes of the packet. */
export function encodePlan({ first, fields }: PacketPlan): Uint8Array {
  const body = encodeFields(fields);
  return Buffer.concat([Uint8Array.of(first), variable(body.length), body]);
}

/** A text as it stands in a packet. */
export function text(value: string): Field {
  return { kind: 'binary', bytes: Buffer.from(value, 'utf8') };
}

/** A length in as few bytes as it takes (5: 1.5.5; 3.1.1: 2.2.3); above 268,435,455 in five, which are one too many. */
export function variable(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    const more = left >= 0x80;
    bytes.push((left % 0x80) + (more ? 0x80 : 0));
    left = Math.floor(left / 0x80);
  } while (left > 0);
  return Uint8Array.from(bytes);
}

function encodeFields(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields.map(encodeField));
}

function encodeField(field: Field): Uint8Array {
  switch (field.kind) {
    case 'byte':
      return Uint8Array.of(field.value);
    case 'uint16':
      return uint(field.value, 2);
    case 'uint32':
      return uint(field.value, 4);
    case 'variable':
      return variable(field.value);
    case 'rest':
      return field.bytes;
    case 'binary':
      return Buffer.concat([uint(Math.max(0, field.bytes.length + (field.lie ?? 0)), 2), field.bytes]);
    case 'properties': {
      const all = field.properties.map(({ id, fields }) => Buffer.concat([Uint8Array.of(id), encodeFields(fields)]));
      const block = Buffer.concat(all);
      return Buffer.concat([variable(Math.max(0, block.length + (field.lie ?? 0))), block]);
    }
  }
}

function uint(value: number, bytes: number): Uint8Array {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value % 2 ** (8 * bytes), 0, bytes);
  return buffer;
}
