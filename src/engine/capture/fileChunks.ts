/** A file in pieces, each read while the one before it is looked at. */

import type { FileHandle } from 'node:fs/promises';

/** Bytes that are read at once: between two of them, others of the thread have their turn. */
const CHUNK = 256 * 1024;

/** Bytes before a piece that are free, in which the end of the one before it finds room. */
export const ROOM = 64 * 1024;

type Read = { readonly chunk: Uint8Array } | { readonly cause: unknown };

/** Reads to the end. A piece holds until the one behind the next is asked for. */
export class FileChunks {
  /** One that is looked at, one whose end may still be, and one that is being filled. */
  private readonly buffers = [1, 2, 3].map(() => new Uint8Array(ROOM + CHUNK));
  private turn = 0;
  private ahead: Promise<Read>;

  constructor(private readonly handle: FileHandle) {
    this.ahead = this.read();
  }

  /** The next piece; empty at the end. Rejects with what the system says. */
  async next(): Promise<Uint8Array> {
    const read = await this.ahead;
    if ('cause' in read) throw read.cause;
    this.ahead = this.read();
    return read.chunk;
  }

  /** Never rejects: nobody may be waiting for it. */
  private async read(): Promise<Read> {
    const buffer = this.buffers[this.turn++ % this.buffers.length] ?? new Uint8Array(ROOM + CHUNK);
    try {
      const { bytesRead } = await this.handle.read(buffer, ROOM, CHUNK);
      return { chunk: buffer.subarray(ROOM, ROOM + bytesRead) };
    } catch (cause) {
      return { cause };
    }
  }
}
