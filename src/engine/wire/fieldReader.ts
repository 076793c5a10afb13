/** Reads the fields of one packet in order. For packets that are rare beside PUBLISH and its acknowledgements. */

import { text, uint16, uint32 } from './bytes';
import { variableByteInteger, variableByteIntegerEnd } from './variableByteInteger';

/** Where something stands in the packet's bytes; `end` is the offset behind its last byte. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * A place in a packet that moves on with each field. Reading past the end gives zeros and empty texts and sets
 * `truncated`, so that a reader of many fields asks once, at its end.
 */
export class FieldReader {
  truncated = false;
  private offset: number;

  /** Begins behind the fixed header of `bytes`, a whole packet. */
  constructor(private readonly bytes: Uint8Array) {
    const start = variableByteIntegerEnd(bytes, 1, bytes.length);
    this.offset = start < 0 ? bytes.length : start;
    this.truncated = start < 0;
  }

  /** Whether fields are left. */
  get more(): boolean {
    return !this.truncated && this.offset < this.bytes.length;
  }

  byte(): number {
    const start = this.take(1);
    return start < 0 ? 0 : (this.bytes[start] ?? 0);
  }

  uint16(): number {
    const start = this.take(2);
    return start < 0 ? 0 : uint16(this.bytes, start);
  }

  uint32(): number {
    const start = this.take(4);
    return start < 0 ? 0 : uint32(this.bytes, start);
  }

  /** A UTF-8 string behind its length (1.5.4). */
  string(): string {
    const range = this.binary();
    return text(this.bytes, range.start, range.end);
  }

  /** Binary data behind its length (1.5.6). */
  binary(): Range {
    return this.range(this.uint16());
  }

  /** The properties behind their length (2.2.2). */
  properties(): Range {
    const end = variableByteIntegerEnd(this.bytes, this.offset, this.bytes.length);
    if (end < 0) return this.fail();
    const length = variableByteInteger(this.bytes, this.offset, end);
    this.offset = end;
    return this.range(length);
  }

  private range(length: number): Range {
    const start = this.take(length);
    return start < 0 ? this.fail() : { start, end: start + length };
  }

  private fail(): Range {
    this.truncated = true;
    return { start: this.bytes.length, end: this.bytes.length };
  }

  /** The offset of the next `length` bytes, or -1 where there are not so many. */
  private take(length: number): number {
    if (this.truncated || this.offset + length > this.bytes.length) {
      this.truncated = true;
      return -1;
    }
    const start = this.offset;
    this.offset += length;
    return start;
  }
}
