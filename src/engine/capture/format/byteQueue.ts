/** Bytes of a file that come in chunks and are taken in blocks. */

import { view } from './view';

const NOTHING = new Uint8Array();

/** Holds what has come and was not taken yet; a block that is skipped is never held. */
export class ByteQueue {
  /** The bytes that are held; the next one of the file stands at `start`. They hold until the next `push`. */
  bytes: Uint8Array = NOTHING;
  /** The same bytes, to read numbers from. */
  numbers = view(NOTHING);
  /** Where the next byte of the file stands in `bytes`. */
  start = 0;
  /** How many bytes are held, from the first of `bytes` on. */
  private end = 0;
  /** Bytes that are still to be let go as they come. */
  private skipping = 0;
  /** How many bytes of the file came before those that are held. */
  private before = 0;

  /** Where in the file the next byte stands. */
  get offset(): number {
    return this.before + this.start;
  }

  /** How many bytes can be looked at. */
  get length(): number {
    return this.end - this.start;
  }

  /** Whether a block that was skipped has not come to its end. */
  get isSkipping(): boolean {
    return this.skipping > 0;
  }

  /**
   * Adds the next bytes of the file. They are kept as a view until they were taken. The `room` bytes before them in
   * their memory are free: what was not taken yet is put there, so that the rest need not move.
   */
  push(chunk: Uint8Array, room = 0): void {
    const left = this.bytes.subarray(this.start);
    this.before += this.start;
    this.bytes = joined(left, chunk, room);
    this.numbers = view(this.bytes);
    this.start = 0;
    this.end = this.bytes.length;
    const { skipping } = this;
    this.skipping = 0;
    this.skip(skipping);
  }

  /** The next `count` bytes as a view that holds until the next `push`; null where they have not come. */
  peek(count: number): Uint8Array | null {
    return count <= this.length ? this.bytes.subarray(this.start, this.start + count) : null;
  }

  /** The number in the four bytes at `offset` from the next one; they have come. */
  uint32(offset: number, littleEndian: boolean): number {
    return this.numbers.getUint32(this.start + offset, littleEndian);
  }

  /** The number in the two bytes there. */
  uint16(offset: number, littleEndian: boolean): number {
    return this.numbers.getUint16(this.start + offset, littleEndian);
  }

  /** Lets `count` bytes go, also those that have not come yet. */
  skip(count: number): void {
    const next = this.start + count;
    if (next > this.end) this.skipping += next - this.end;
    this.start = next > this.end ? this.end : next;
  }
}

/** The bytes that are left, with the next ones behind them. */
function joined(left: Uint8Array, chunk: Uint8Array, room: number): Uint8Array {
  if (left.length === 0) return chunk;
  const fits = left.length <= room;
  const all = fits
    ? new Uint8Array(chunk.buffer, chunk.byteOffset - left.length, left.length + chunk.length)
    : new Uint8Array(left.length + chunk.length);
  all.set(left);
  if (!fits) all.set(chunk, left.length);
  return all;
}
