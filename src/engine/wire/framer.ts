/**
 * Cuts a byte stream into MQTT control packets by the fixed header alone (2.1): no field behind it is read here.
 * A packet that lies within one chunk is passed on as its place in that chunk, since an object for each packet costs more
 * than all that is read here; only one that spans chunks is copied.
 */

import type { Sentence } from '../../shared/sentences';
import { part } from './bytes';
import { LONGEST_FIXED_HEADER, variableByteInteger, variableByteIntegerEnd } from './variableByteInteger';

/** Told of what the framer finds, in the order of the stream. */
export interface FramerListener {
  /**
   * A whole packet, from `start` to before `end` of `bytes`, which are mostly the chunk: copy what must outlive the call.
   * Return false to stop the framer.
   */
  packetIn(bytes: Uint8Array, start: number, end: number): boolean;
  /** The stream cannot be read on from here; the framer ignores all that follows. */
  fault(fault: Sentence, bytes: Uint8Array): void;
}

/** One direction of one wire. */
export class Framer {
  /** A packet that has begun and not ended: the first `filled` bytes of `partial`; nothing where `filled` is 0. */
  private partial = NOTHING;
  private filled = 0;
  private stopped = false;

  constructor(
    private readonly listener: FramerListener,
    /** Largest packet that is accepted, in bytes; a larger one is a fault as soon as its header has come. */
    private readonly maximumPacketSize: number,
  ) {}

  /** Bytes of a packet that has begun and not ended. */
  get held(): number {
    return this.filled;
  }

  /** Takes the next bytes of the stream, and gives how many: fewer than all where the listener stopped it. */
  push(chunk: Uint8Array): number {
    return this.pushPart(chunk, 0, chunk.length);
  }

  /** The same for bytes that stand from `start` to before `end` of `chunk`. */
  pushPart(chunk: Uint8Array, start: number, end: number): number {
    let offset = start;
    while (offset < end && !this.stopped) {
      offset = this.filled === 0 ? this.fromChunk(chunk, offset, end) : this.complete(chunk, offset, end);
    }
    return offset - start;
  }

  /** Goes on after the listener stopped it. Not after a fault: what follows cannot be read. */
  resume(): void {
    this.stopped = false;
  }

  /** The stream has ended: says what a cut packet had, or null at a packet's boundary. */
  end(): { readonly fault: Sentence; readonly bytes: Uint8Array } | null {
    if (this.filled === 0 || this.stopped) return null;
    const length = packetLength(this.partial, 0, this.filled);
    const args = { received: this.filled, length: length === SHORT ? '?' : length };
    return { fault: { code: 'packet.incomplete', args }, bytes: this.partial.subarray(0, this.filled) };
  }

  private fromChunk(chunk: Uint8Array, offset: number, end: number): number {
    const length = packetLength(chunk, offset, end);
    if (length > 0 && offset + length <= end && length <= this.maximumPacketSize) {
      if (!this.listener.packetIn(chunk, offset, offset + length)) this.stopped = true;
      return offset + length;
    }
    if (this.accepts(length, part(chunk, offset, end))) this.keep(chunk, offset, end, length);
    return end;
  }

  /** Adds to the packet that has begun: one byte at a time until its length is known, then all that it lacks. */
  private complete(chunk: Uint8Array, start: number, chunkEnd: number): number {
    let offset = start;
    let length = packetLength(this.partial, 0, this.filled);
    while (length === SHORT && offset < chunkEnd) {
      this.keep(chunk, offset, ++offset, length);
      length = packetLength(this.partial, 0, this.filled);
    }
    if (length === SHORT) return offset;
    if (!this.accepts(length, this.partial.subarray(0, this.filled))) return chunkEnd;
    const end = Math.min(chunkEnd, offset + length - this.filled);
    this.keep(chunk, offset, end, length);
    if (this.filled === length) this.emitPartial();
    return end;
  }

  /** Adds bytes to the packet that has begun. Room grows with what has come: a claimed length alone takes none. */
  private keep(chunk: Uint8Array, start: number, end: number, length: number): void {
    const needed = this.filled + end - start;
    if (needed > this.partial.length) {
      const doubled = Math.max(needed, 2 * this.partial.length, LONGEST_FIXED_HEADER);
      const grown = new Uint8Array(length > 0 ? Math.min(length, doubled) : doubled);
      grown.set(this.partial.subarray(0, this.filled));
      this.partial = grown;
    }
    this.partial.set(part(chunk, start, end), this.filled);
    this.filled = needed;
  }

  /** Whether a packet of this length, of which `bytes` have come, may go on; where not, the stream cannot be read on. */
  private accepts(length: number, bytes: Uint8Array): boolean {
    if (length === BAD) this.fail({ code: 'packet.badRemainingLength', args: {} }, bytes);
    else if (length > this.maximumPacketSize) {
      this.fail({ code: 'packet.tooLarge', args: { length, maximum: this.maximumPacketSize } }, bytes);
    }
    return !this.stopped;
  }

  private emitPartial(): void {
    const { partial, filled } = this;
    this.forget();
    if (!this.listener.packetIn(partial, 0, filled)) this.stopped = true;
  }

  private fail(fault: Sentence, bytes: Uint8Array): void {
    this.stopped = true;
    this.forget();
    this.listener.fault(fault, bytes);
  }

  /** The listener may keep the view until its call returns, so the room is never used again. */
  private forget(): void {
    this.partial = NOTHING;
    this.filled = 0;
  }
}

const NOTHING = new Uint8Array();

/** In place of a length: more bytes are needed to know it. */
const SHORT = 0;

/** In place of a length: the Remaining Length has more than four bytes (1.5.5). */
const BAD = -1;

/** The whole length, in bytes, of the packet at `offset`; SHORT or BAD where there is none. */
function packetLength(bytes: Uint8Array, offset: number, end: number): number {
  // Most packets are short.
  const first = bytes[offset + 1];
  if (offset + 1 < end && first !== undefined && first < 0x80) return 2 + first;
  const body = variableByteIntegerEnd(bytes, offset + 1, end);
  if (body < 0) return end - offset >= LONGEST_FIXED_HEADER ? BAD : SHORT;
  return body - offset + variableByteInteger(bytes, offset + 1, body);
}
