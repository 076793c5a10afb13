/** Fields of a packet, taken one after the other so that they lie side by side without a gap. */

import type { PacketField } from '../../shared/model';
import { text, uint16, uint32 } from '../wire/bytes';
import { variableByteInteger, variableByteIntegerEnd } from '../wire/variableByteInteger';
import { binaryText, shownText } from './values';

/** Most fields that one list shows: a packet may have millions, and nobody reads them. */
const MOST_FIELDS = 1000;

/** One bit field of a byte: its name and its value. */
export type Bits = readonly [name: string, value: string];

/**
 * Takes fields from `offset` to `end`. What cannot be read stops the list: from there on every read gives zeros and empty
 * texts and adds nothing, and `close` makes one last field of the rest.
 */
export class FieldList {
  readonly fields: PacketField[] = [];
  /** The field that could not be read; null where all could. */
  private failed: string | null = null;
  /** Whether the rest stands in a field already. */
  private closed = false;
  private full = false;

  constructor(
    readonly bytes: Uint8Array,
    /** The next byte that belongs to no field. */
    public offset: number,
    /** Behind the last byte of the list. */
    readonly end: number,
    /** What the rest is called where it cannot be read: "Malformed", or "Incomplete" for a packet whose end is missing. */
    readonly restName: string,
  ) {}

  /** Whether there is more to take. */
  get more(): boolean {
    return this.failed === null && !this.full && this.offset < this.end;
  }

  byte(name: string, value: (byte: number) => string = String): number {
    return this.fixed(name, 1, () => this.bytes[this.offset] ?? 0, value);
  }

  uint16(name: string, value: (number: number) => string = String): number {
    return this.fixed(name, 2, () => uint16(this.bytes, this.offset), value);
  }

  uint32(name: string, value: (number: number) => string = String): number {
    return this.fixed(name, 4, () => uint32(this.bytes, this.offset), value);
  }

  /** A byte whose bits have meanings of their own, which become its children. */
  flags(name: string, bits: (byte: number) => readonly Bits[]): number {
    const { offset } = this;
    if (!this.has(1, name)) return 0;
    const byte = this.bytes[offset] ?? 0;
    const children = bits(byte).map(([bit, value]) => ({ name: bit, value, offset, length: 1, children: [] }));
    this.add({ name, value: byte.toString(2).padStart(8, '0'), offset, length: 1, children });
    return byte;
  }

  /** A Variable Byte Integer (1.5.5). */
  variableByteInteger(name: string): number {
    const { offset } = this;
    const next = this.failed === null ? variableByteIntegerEnd(this.bytes, offset, this.end) : -1;
    if (next < 0) return this.fail(name);
    const number = variableByteInteger(this.bytes, offset, next);
    this.leaf(name, next - offset, String(number));
    return number;
  }

  /** A UTF-8 string with its length before it (1.5.4). */
  string(name: string): string {
    const length = this.lengthOfPrefixed(name);
    if (length < 0) return '';
    const value = text(this.bytes, this.offset + 2, this.offset + length);
    this.leaf(name, length, shownText(value));
    return value;
  }

  /** Binary data with its length before it (1.5.6). */
  binary(name: string, value: (bytes: Uint8Array) => string = binaryText): void {
    const length = this.lengthOfPrefixed(name);
    if (length >= 0) this.leaf(name, length, value(this.bytes.subarray(this.offset + 2, this.offset + length)));
  }

  /** All that is left, which may be nothing. */
  rest(name: string, value: (bytes: Uint8Array) => string): void {
    if (this.failed === null)
      this.leaf(name, this.end - this.offset, value(this.bytes.subarray(this.offset, this.end)));
  }

  /**
   * A field of fields: `read` takes its children. With a `length` it is so long whatever it holds, and what cannot be
   * read in it stops it alone; without, it ends behind its last child.
   */
  group(name: string, read: (list: FieldList) => string | void, length?: number): void {
    if (!this.has(length ?? 0, name)) return;
    const { offset } = this;
    const list = new FieldList(this.bytes, offset, length === undefined ? this.end : offset + length, this.restName);
    const value = read(list) ?? '';
    if (length !== undefined || list.failed !== null || list.full) list.close();
    if (list.fields.length === 0) return;
    this.add({ name, value, offset, length: list.offset - offset, children: list.fields });
    if (length === undefined && list.failed !== null) {
      this.failed = list.failed;
      this.closed = true;
    }
  }

  /** A field of `length` bytes, all of which are there. */
  leaf(name: string, length: number, value: string): void {
    this.add({ name, value, offset: this.offset, length, children: [] });
  }

  /** Nothing can be read from here on, because of the field `name`. */
  fail(name: string): 0 {
    this.failed ??= name;
    return 0;
  }

  /** Ends the list: what is left of it becomes one field, as does what should be there and is not. */
  close(): void {
    const length = this.end - this.offset;
    if (this.closed || (length === 0 && this.failed === null)) return;
    this.closed = true;
    const isUnread = this.full && this.failed === null;
    const rest = binaryText(this.bytes.subarray(this.offset, this.end));
    const value = [this.failed ?? '', rest].filter((part) => part !== '').join(': ');
    this.leaf(isUnread ? 'Not shown' : this.restName, length, value);
  }

  private fixed(name: string, length: number, read: () => number, value: (number: number) => string): number {
    if (!this.has(length, name)) return 0;
    const number = read();
    this.leaf(name, length, value(number));
    return number;
  }

  /** The length of a field with its prefix; -1 where it is not whole. */
  private lengthOfPrefixed(name: string): number {
    if (!this.has(2, name)) return -1;
    const length = 2 + uint16(this.bytes, this.offset);
    return this.has(length, name) ? length : -1;
  }

  private has(length: number, name: string): boolean {
    if (this.failed !== null || this.full) return false;
    if (this.offset + length <= this.end) return true;
    this.failed = name;
    return false;
  }

  private add(field: PacketField): void {
    this.fields.push(field);
    this.offset += field.length;
    this.full = this.fields.length >= MOST_FIELDS && this.offset < this.end;
  }
}
