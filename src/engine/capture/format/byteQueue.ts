/** Bytes of a file that come in chunks and are taken in blocks. */

import { view } from './view';

const NOTHING = new Uint8Array();

/** Holds what has come and was not taken yet; a block that is skipped is never held. */
export class ByteQueue {
  private held: Uint8Array = NOTHING;
  private numbers = view(NOTHING);
  private taken = 0;
  /** Bytes that are still to be let go as they come. */
  private skipping = 0;
  private position = 0;

  /** Where in the file the next byte stands. */
  get offset(): number {
    return this.position;
  }

  /** How many bytes can be looked at. */
  get length(): number {
    return this.held.length - this.taken;
  }

  /** Whether a block that was skipped has not come to its end. */
  get isSkipping(): boolean {
    return this.skipping > 0;
  }

  /** The bytes that are held; the next one of the file stands at `start`. They hold until the next `push`. */
  get bytes(): Uint8Array {
    return this.held;
  }

  /** Where the next byte of the file stands in `bytes`. */
  get start(): number {
    return this.taken;
  }

  /**
   * Adds the next bytes of the file. They are kept as a view until they were taken. The `room` bytes before them in
   * their memory are free: what was not taken yet is put there, so that the rest need not move.
   */
  push(chunk: Uint8Array, room = 0): void {
    const left = this.held.subarray(this.taken);
    if (left.length === 0) this.held = chunk;
    else if (left.length <= room) {
      this.held = new Uint8Array(chunk.buffer, chunk.byteOffset - left.length, left.length + chunk.length);
      this.held.set(left);
    } else {
      const joined = new Uint8Array(left.length + chunk.length);
      joined.set(left);
      joined.set(chunk, left.length);
      this.held = joined;
    }
    this.numbers = view(this.held);
    this.taken = 0;
    const { skipping } = this;
    this.skipping = 0;
    this.skip(skipping);
  }

  /** The next `count` bytes as a view that holds until the next `push`; null where they have not come. */
  peek(count: number): Uint8Array | null {
    return count <= this.length ? this.held.subarray(this.taken, this.taken + count) : null;
  }

  /** The number in the four bytes at `offset` from the next one; they have come. */
  uint32(offset: number, littleEndian: boolean): number {
    return this.numbers.getUint32(this.taken + offset, littleEndian);
  }

  /** The number in the two bytes there. */
  uint16(offset: number, littleEndian: boolean): number {
    return this.numbers.getUint16(this.taken + offset, littleEndian);
  }

  /** Lets `count` bytes go, also those that have not come yet. */
  skip(count: number): void {
    const now = Math.min(count, this.length);
    this.taken += now;
    this.position += now;
    this.skipping += count - now;
  }
}
