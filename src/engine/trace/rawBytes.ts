/**
 * The raw bytes of packets, one behind the other, copied without an object for each packet. Pieces that follow each other in
 * one chunk wait for each other and are copied at once: most of the copying's time is what it costs to begin.
 */

import { part } from '../wire/bytes';
import { WordWindow } from '../wire/wordWindow';

/** Up to so many bytes a copy by hand costs less than a view of them, which `set` needs. */
const BY_HAND = 192;

/** Bytes that come in pieces, up to a limit; a first piece may be longer. */
export class RawBytes {
  /** How many there are. */
  filled = 0;
  private bytes: Uint8Array;
  private words: DataView;
  /** Bytes that wait to be copied to the end of what is filled. */
  private waiting: Uint8Array = NO_BYTES;
  private waitingStart = 0;
  private waitingEnd = 0;

  constructor(
    private readonly limit: number,
    /** To begin with; it grows. */
    room: number,
    /** On what the pieces stand in. */
    private readonly window = new WordWindow(),
  ) {
    this.bytes = unfilled(Math.min(limit, room));
    this.words = windowOn(this.bytes);
  }

  /** Bytes of room, taken or not. */
  get room(): number {
    return this.bytes.length;
  }

  /** Adds the bytes from `start` to before `end` of `from`, which must stay as they are until `settle` is called. */
  append(from: Uint8Array, start: number, end: number): void {
    const filled = this.filled + end - start;
    if (filled > this.bytes.length) this.grow(filled);
    if (from !== this.waiting || start !== this.waitingEnd) this.wait(from, start);
    this.waitingEnd = end;
    this.filled = filled;
  }

  /** Copies what was added and waits for that. */
  settle(): void {
    const { waiting, waitingStart, waitingEnd } = this;
    if (waitingStart === waitingEnd) return;
    this.copy(waiting, waitingStart, waitingEnd, this.filled - (waitingEnd - waitingStart));
    this.waitingStart = waitingEnd;
  }

  /** Those from `start` to before `end`, as a view that holds until more come. */
  view(start: number, end: number): Uint8Array {
    this.settle();
    return this.bytes.subarray(start, end);
  }

  /** Gives back the room that was not needed. */
  seal(): void {
    this.settle();
    this.become(this.bytes.slice(0, this.filled));
    this.waiting = NO_BYTES;
  }

  /** What comes now follows on nothing that waits. */
  private wait(from: Uint8Array, start: number): void {
    this.settle();
    if (this.waiting !== from) this.waiting = from;
    this.waitingStart = start;
  }

  private copy(from: Uint8Array, start: number, end: number, place: number): void {
    const length = end - start;
    if (length <= SHORT) this.copyBytes(from, start, end, place);
    else if (length === from.length) this.bytes.set(from, place);
    else if (length > BY_HAND) this.bytes.set(part(from, start, end), place);
    else this.copyWords(from, start, end, place);
  }

  private copyBytes(from: Uint8Array, start: number, end: number, place: number): void {
    const { bytes } = this;
    for (let i = start, to = place; i < end; i++, to++) bytes[to] = from[i] ?? 0;
  }

  private copyWords(from: Uint8Array, start: number, end: number, place: number): void {
    const { words } = this;
    const sourceWords = this.window.on(from);
    let to = place;
    let i = start;
    // The order of bytes that processors have, and four words at a time, all read before one is written: half of the time.
    for (; i + 16 <= end; i += 16, to += 16) {
      const first = sourceWords.getInt32(i, true);
      const second = sourceWords.getInt32(i + 4, true);
      const third = sourceWords.getInt32(i + 8, true);
      const fourth = sourceWords.getInt32(i + 12, true);
      words.setInt32(to, first, true);
      words.setInt32(to + 4, second, true);
      words.setInt32(to + 8, third, true);
      words.setInt32(to + 12, fourth, true);
    }
    for (; i + 4 <= end; i += 4, to += 4) words.setInt32(to, sourceWords.getInt32(i, true), true);
    this.copyBytes(from, i, end, to);
  }

  private grow(needed: number): void {
    this.settle();
    const grown = unfilled(Math.max(needed, Math.min(this.limit, this.bytes.length * 2)));
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

/** Room whose bytes are anything: none is read before it is filled, and to empty it first takes as long as to fill it. */
function unfilled(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}

function windowOn(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
