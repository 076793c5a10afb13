/** permessage-deflate (RFC 7692): messages of a WebSocket as they were before they were compressed. */

import { constants, inflateRawSync, type InflateRaw } from 'node:zlib';
import type { MemoryBudget } from '../tcp/memoryBudget';

/** What the end of each message leaves out (7.2.1). */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

/** How far back compressed bytes can point: what came before serves the next message. */
const WINDOW = 32 * 1024;

/** Longest message, before and after: a few bytes must not fill the memory. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

/**
 * One direction. Messages that have ended are unpacked together: to begin takes longer than to unpack a small one, and MQTT reads
 * them as one stream anyway.
 */
export class MessageInflater {
  /** The message under way. */
  private parts: Uint8Array[] = [];
  /** Those that have ended. */
  private ended: (readonly Uint8Array[])[] = [];
  /** Bytes of all of them, and of those that have ended. */
  private held = 0;
  private heldOfEnded = 0;
  private window: Uint8Array = new Uint8Array();

  constructor(private readonly budget: MemoryBudget) {}

  /** Adds bytes to the message. False where it is too long, or all connections together hold too much: it is let go then. */
  add(bytes: Uint8Array): boolean {
    this.parts.push(bytes);
    this.hold(bytes.length);
    if (this.held <= LONGEST_MESSAGE && !this.budget.isExceeded) return true;
    this.parts = [];
    this.hold(this.heldOfEnded - this.held);
    return false;
  }

  /** The message has ended; `take` gives it. */
  end(): void {
    // One without a byte has nothing in it, and could not be told from the beginning of the next.
    if (this.parts.length > 0) this.ended.push([...this.parts, TAIL]);
    this.parts = [];
    this.heldOfEnded = this.held;
  }

  /** Gives what was in the messages that have ended, in pieces as they come. False where one cannot be read; those behind it are let go. */
  take(give: (bytes: Uint8Array) => void): boolean {
    if (this.ended.length === 0) return true;
    const { ended } = this;
    this.ended = [];
    this.hold(-this.heldOfEnded);
    this.heldOfEnded = 0;
    return this.unpack(ended, give);
  }

  /** Where one of several cannot be read, both halves are tried: few are unpacked alone. */
  private unpack(messages: readonly (readonly Uint8Array[])[], give: (bytes: Uint8Array) => void): boolean {
    const bytes = inflate(Buffer.concat(messages.flat()), this.window, messages.length === 1);
    if (bytes !== null) {
      if (bytes.length > 0) this.window = Buffer.concat([this.window, bytes.subarray(-WINDOW)]).subarray(-WINDOW);
      give(bytes);
      return true;
    }
    if (messages.length === 1) return false;
    const half = messages.length >> 1;
    return this.unpack(messages.slice(0, half), give) && this.unpack(messages.slice(half), give);
  }

  private hold(bytes: number): void {
    this.held += bytes;
    this.budget.change(bytes);
  }
}

/** Null where the bytes cannot be unpacked, or several messages not to their end: one may say that nothing follows it (7.2.3.4). */
function inflate(compressed: Uint8Array, window: Uint8Array, isOne: boolean): Uint8Array | null {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LONGEST_MESSAGE, info: true };
  try {
    const unpacked: unknown = inflateRawSync(
      compressed,
      window.length === 0 ? options : { ...options, dictionary: window },
    );
    const { buffer, engine } = unpacked as { readonly buffer: Uint8Array; readonly engine: InflateRaw };
    return isOne || engine.bytesWritten === compressed.length ? buffer : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null; // zlib's word that these bytes are none
    throw error;
  }
}
