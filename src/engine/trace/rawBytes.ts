/** The raw bytes of packets, one behind the other, copied without an object for each packet. */

import { part } from '../wire/bytes';

/** Up to so many bytes a copy by hand costs less than a view of them, which `set` needs. */
const BY_HAND = 192;

/** Bytes that come in pieces, up to a limit; a first piece may be longer. */
export class RawBytes {
  /** How many there are. */
  filled = 0;
  private bytes: Uint8Array;
  private words: DataView;
  /** The bytes that the latest piece came from, and a window on them: it shows what they are at any time. */
  private source: Uint8Array = NO_BYTES;
  private sourceWords = NO_WORDS;

  constructor(
    private readonly limit: number,
    /** To begin with; it grows. */
    room: number,
  ) {
    this.bytes = new Uint8Array(Math.min(limit, room));
    this.words = windowOn(this.bytes);
  }

  /** Bytes of room, taken or not. */
  get room(): number {
    return this.bytes.length;
  }

  /** Copies the bytes from `start` to before `end` of `from`. */
  append(from: Uint8Array, start: number, end: number): void {
    const place = this.filled;
    const length = end - start;
    if (place + length > this.bytes.length) this.grow(place + length);
    this.filled = place + length;
    if (length <= SHORT) this.copyBytes(from, start, end, place);
    else if (length === from.length) this.bytes.set(from, place);
    else if (length > BY_HAND) this.bytes.set(part(from, start, end), place);
    else this.copyWords(from, start, end, place);
  }

  /** Those from `start` to before `end`, as a view that holds until more come. */
  view(start: number, end: number): Uint8Array {
    return this.bytes.subarray(start, end);
  }

  /** Gives back the room that was not needed. */
  seal(): void {
    this.become(this.bytes.slice(0, this.filled));
    this.source = NO_BYTES;
    this.sourceWords = NO_WORDS;
  }

  private copyBytes(from: Uint8Array, start: number, end: number, place: number): void {
    const { bytes } = this;
    for (let i = start, to = place; i < end; i++, to++) bytes[to] = from[i] ?? 0;
  }

  private copyWords(from: Uint8Array, start: number, end: number, place: number): void {
    if (from !== this.source) {
      this.source = from;
      this.sourceWords = windowOn(from);
    }
    const { words, sourceWords } = this;
    let to = place;
    let i = start;
    // The order of bytes that processors have, and four words at a time: half of the time.
    for (; i + 16 <= end; i += 16, to += 16) {
      words.setInt32(to, sourceWords.getInt32(i, true), true);
      words.setInt32(to + 4, sourceWords.getInt32(i + 4, true), true);
      words.setInt32(to + 8, sourceWords.getInt32(i + 8, true), true);
      words.setInt32(to + 12, sourceWords.getInt32(i + 12, true), true);
    }
    for (; i + 4 <= end; i += 4, to += 4) words.setInt32(to, sourceWords.getInt32(i, true), true);
    this.copyBytes(from, i, end, to);
  }

  private grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, Math.min(this.limit, this.bytes.length * 2)));
    grown.set(this.bytes.subarray(0, this.filled));
    this.become(grown);
  }

  private become(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.words = windowOn(bytes);
  }
}

/** Every acknowledgement. */
const SHORT = 8;

const NO_BYTES = new Uint8Array();
const NO_WORDS = windowOn(NO_BYTES);

function windowOn(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
