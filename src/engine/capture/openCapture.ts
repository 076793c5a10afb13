/** Reads a capture file from the disk. */

import { open, type FileHandle } from 'node:fs/promises';
import { QoScopeError } from '../../shared/sentences';
import { KeyLog } from './tls/keyLog';
import { readKeyLog } from './tls/readKeyLog';
import { CaptureImport, type Capture, type CaptureOptions } from './captureImport';

/** Bytes that are read at once: between two of them, others of the thread have their turn. */
const CHUNK = 256 * 1024;

/** How a capture is opened. */
export interface OpenOptions extends Omit<CaptureOptions, 'keys'> {
  /** A file of TLS keys, or null. */
  readonly keyLog?: string | null;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/**
 * The capture in a file. What could be read before a fault is in it, with the reason. Rejects with
 * capture.cannotOpen, capture.notCapture or capture.compressed where there is nothing to read, with capture.badKeyLog, with engine.closed where
 * the signal ended it.
 */
export async function openCapture(file: string, options: OpenOptions): Promise<Capture> {
  const keys = typeof options.keyLog === 'string' ? await readKeyLog(options.keyLog) : new KeyLog();
  const handle = await open(file).catch((cause: unknown) => {
    throw cannotOpen(file, cause);
  });
  try {
    return await read(handle, file, new CaptureImport({ ...options, keys }), options.signal);
  } finally {
    await handle.close();
  }
}

async function read(
  handle: FileHandle,
  file: string,
  capture: CaptureImport,
  signal: AbortSignal | undefined,
): Promise<Capture> {
  for (;;) {
    if (signal?.aborted === true) throw new QoScopeError('engine.closed');
    const chunk = await readChunk(handle, file);
    if (chunk.length === 0) return capture.end();
    try {
      capture.push(chunk);
    } catch (error) {
      if (!(error instanceof QoScopeError) || NOTHING_READ.has(error.code)) throw error;
      return capture.end({ code: error.code, args: error.args });
    }
  }
}

/** Each is a piece of memory of its own: the reader may keep a view of it. */
async function readChunk(handle: FileHandle, file: string): Promise<Uint8Array> {
  const chunk = new Uint8Array(CHUNK);
  const { bytesRead } = await handle.read(chunk, 0, CHUNK).catch((cause: unknown) => {
    throw cannotOpen(file, cause);
  });
  return chunk.subarray(0, bytesRead);
}

const NOTHING_READ = new Set<string>(['capture.notCapture', 'capture.compressed']);

function cannotOpen(file: string, cause: unknown): QoScopeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new QoScopeError('capture.cannotOpen', { file, cause: reason }, { cause });
}
