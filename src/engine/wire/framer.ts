/**
 * Cuts a byte stream into MQTT control packets by the fixed header alone (2.1): no field behind it is read here.
 * A packet that lies within one chunk is passed on as a view of that chunk; only one that spans chunks is copied.
 */

import type { Sentence } from '../../shared/sentences';

/** Told of what the framer finds, in the order of the stream. */
export interface FramerListener {
  /** A whole packet. The bytes are a view: copy what must outlive the call. Return false to stop the framer. */
  packet(bytes: Uint8Array): boolean;
  /** The stream cannot be read on from here; the framer ignores all that follows. */
  fault(fault: Sentence, bytes: Uint8Array): void;
}

/** One direction of one wire. */
export class Framer {
  /** Bytes of a packet that has begun and not ended; the first `filled` are valid. */
  private partial: Uint8Array | null = null;
  private filled = 0;
  private stopped = false;

  constructor(
    private readonly listener: FramerListener,
    /** Largest packet that is accepted, in bytes; a larger one is a fault as soon as its header has come. */
    private readonly maximumPacketSize: number,
  ) {}

  /** Takes the next bytes of the stream. */
  push(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length && !this.stopped) {
      offset = this.partial === null ? this.fromChunk(chunk, offset) : this.complete(this.partial, chunk, offset);
    }
  }

  /** The stream has ended: says what a cut packet had, or null at a packet's boundary. */
  end(): { readonly fault: Sentence; readonly bytes: Uint8Array } | null {
    if (this.partial === null || this.stopped) return null;
    const bytes = this.partial.subarray(0, this.filled);
    const header = readFixedHeader(bytes, 0, this.filled);
    const length = header.kind === 'header' ? header.length : '?';
    return { fault: { code: 'packet.incomplete', args: { received: this.filled, length } }, bytes };
  }

  private fromChunk(chunk: Uint8Array, offset: number): number {
    const header = readFixedHeader(chunk, offset, chunk.length);
    if (header.kind === 'header' && this.accepts(header.length, chunk, offset)) {
      const end = offset + header.length;
      if (end <= chunk.length) {
        this.emit(chunk.subarray(offset, end));
        return end;
      }
      this.partial = new Uint8Array(header.length);
    } else if (header.kind === 'short') this.partial = new Uint8Array(LONGEST_FIXED_HEADER);
    else if (header.kind === 'bad') this.fail({ code: 'packet.badRemainingLength', args: {} }, chunk.subarray(offset));
    if (this.partial !== null) {
      this.partial.set(chunk.subarray(offset));
      this.filled = chunk.length - offset;
    }
    return chunk.length;
  }

  /** Adds to the packet that has begun: one byte at a time until its length is known, then all that it lacks. */
  private complete(partial: Uint8Array, chunk: Uint8Array, start: number): number {
    let offset = start;
    let header = readFixedHeader(partial, 0, this.filled);
    while (header.kind === 'short' && offset < chunk.length) {
      partial[this.filled++] = chunk[offset++] ?? 0;
      header = readFixedHeader(partial, 0, this.filled);
    }
    if (header.kind === 'short') return offset;
    if (header.kind === 'bad') {
      this.fail({ code: 'packet.badRemainingLength', args: {} }, partial.subarray(0, this.filled));
      return chunk.length;
    }
    if (!this.accepts(header.length, partial, 0)) return chunk.length;
    const whole = this.roomFor(partial, header.length);
    const taken = Math.min(header.length - this.filled, chunk.length - offset);
    whole.set(chunk.subarray(offset, offset + taken), this.filled);
    this.filled += taken;
    this.partial = whole;
    if (this.filled === header.length) {
      this.partial = null;
      this.emit(whole);
    }
    return offset + taken;
  }

  /** The buffer that began with a header's room, grown to the packet's length where needed. */
  private roomFor(partial: Uint8Array, length: number): Uint8Array {
    if (partial.length === length) return partial;
    const whole = new Uint8Array(length);
    whole.set(partial.subarray(0, this.filled));
    return whole;
  }

  private accepts(length: number, bytes: Uint8Array, offset: number): boolean {
    if (length <= this.maximumPacketSize) return true;
    const fault: Sentence = { code: 'packet.tooLarge', args: { length, maximum: this.maximumPacketSize } };
    this.fail(fault, bytes.subarray(offset, offset + Math.min(length, bytes.length - offset)));
    return false;
  }

  private emit(bytes: Uint8Array): void {
    if (!this.listener.packet(bytes)) this.stopped = true;
  }

  private fail(fault: Sentence, bytes: Uint8Array): void {
    this.stopped = true;
    this.partial = null;
    this.listener.fault(fault, bytes);
  }
}

/** One type byte and at most four bytes of Remaining Length (2.1.4). */
const LONGEST_FIXED_HEADER = 5;

type FixedHeader =
  { readonly kind: 'header'; readonly length: number } | { readonly kind: 'short' } | { readonly kind: 'bad' };

const SHORT: FixedHeader = { kind: 'short' };
const BAD: FixedHeader = { kind: 'bad' };

/** The whole length, in bytes, of the packet at `offset`; "short" where more bytes are needed, "bad" past four (1.5.5). */
export function readFixedHeader(bytes: Uint8Array, offset: number, end: number): FixedHeader {
  let remaining = 0;
  let factor = 1;
  for (let i = offset + 1; i < end; i++) {
    const byte = bytes[i] ?? 0;
    remaining += (byte & 0x7f) * factor;
    if (byte < 0x80) return { kind: 'header', length: i + 1 - offset + remaining };
    if (i - offset === 4) return BAD;
    factor *= 128;
  }
  return SHORT;
}
