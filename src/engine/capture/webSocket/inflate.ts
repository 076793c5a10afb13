/** permessage-deflate (RFC 7692): messages of a WebSocket as they were before they were compressed. */

import { constants, inflateRawSync } from 'node:zlib';
import type { MemoryBudget } from '../tcp/memoryBudget';

/** What the end of each message leaves out (7.2.1). */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

/** How far back compressed bytes can point: what came before serves the next message. */
const WINDOW = 32 * 1024;

/** Longest message, before and after: a few bytes must not fill the memory. */
const LONGEST_MESSAGE = 64 * 1024 * 1024;

/** One direction. */
export class MessageInflater {
  private parts: Uint8Array[] = [];
  private held = 0;
  private window: Uint8Array = new Uint8Array();

  constructor(private readonly budget: MemoryBudget) {}

  /** Adds bytes to the message. False where it is too long, or all connections together hold too much. */
  add(bytes: Uint8Array): boolean {
    this.parts.push(bytes);
    this.held += bytes.length;
    this.budget.change(bytes.length);
    if (this.held <= LONGEST_MESSAGE && !this.budget.isExceeded) return true;
    this.clear();
    return false;
  }

  /** The message that has ended; null where it cannot be read. */
  end(): Uint8Array | null {
    const compressed = Buffer.concat([...this.parts, TAIL]);
    this.clear();
    const message = inflate(compressed, this.window);
    if (message !== null) this.window = Buffer.concat([this.window, message]).subarray(-WINDOW);
    return message;
  }

  private clear(): void {
    this.budget.change(-this.held);
    this.parts = [];
    this.held = 0;
  }
}

function inflate(compressed: Uint8Array, window: Uint8Array): Uint8Array | null {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LONGEST_MESSAGE };
  try {
    return inflateRawSync(compressed, window.length === 0 ? options : { ...options, dictionary: window });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null; // zlib's word that these bytes are none
    throw error;
  }
}
