/** A file in pieces, each read while the one before it is looked at. */

import { open, type FileHandle } from 'node:fs/promises';
import type { CaptureSource } from './captureSource';

/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

/** Bytes before a piece that are free, in which the end of the one before it finds room. */
const ROOM = 64 * 1024;

type Read = { readonly chunk: Uint8Array } | { readonly cause: unknown };

/** Reads to the end. Close it. */
export class FileChunks implements CaptureSource {
  readonly room = ROOM;
  /** One that is looked at, one whose end may still be, and one that is being filled. */
  private readonly buffers = [1, 2, 3].map(() => new Uint8Array(ROOM + CHUNK));
  private turn = 0;
  private ahead: Promise<Read>;

  private constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {
    this.ahead = this.read();
  }

  /** Rejects with what the system says. */
  static async open(file: string): Promise<FileChunks> {
    const handle = await open(file);
    try {
      return new FileChunks(handle, (await handle.stat()).size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async next(): Promise<Uint8Array> {
    const read = await this.ahead;
    if ('cause' in read) throw read.cause;
    this.ahead = this.read();
    return read.chunk;
  }

  /** Waits for what is being read. */
  async close(): Promise<void> {
    await this.ahead;
    await this.handle.close();
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
