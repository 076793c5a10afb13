/** Reads a capture file from the disk. */

import { open, type FileHandle } from 'node:fs/promises';
import { causeText } from '../../shared/causeText';
import { QoScopeError } from '../../shared/sentences';
import { CaptureImport, type Capture, type CaptureOptions } from './captureImport';
import { FileChunks, ROOM } from './fileChunks';
import { KeyLog } from './tls/keyLog';
import { readKeyLog } from './tls/readKeyLog';

/** How a capture is opened. */
export interface OpenOptions extends Omit<CaptureOptions, 'keys'> {
  /** A file of TLS keys, or null. */
  readonly keyLog?: string | null;
  /** Ends the reading. */
  readonly signal?: AbortSignal;
}

/**
 * The capture in a file. What could be read before a fault is in it, with the reason. Rejects with
 * capture.cannotOpen, capture.notCapture or capture.compressed where there is nothing to read, with capture.badKeyLog, and
 * with engine.closed where the signal ended it.
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
  const chunks = new FileChunks(handle);
  for (;;) {
    if (signal?.aborted === true) throw new QoScopeError('engine.closed');
    const chunk = await chunks.next().catch((cause: unknown) => {
      throw cannotOpen(file, cause);
    });
    if (chunk.length === 0) return capture.end();
    try {
      capture.push(chunk, ROOM);
    } catch (error) {
      if (!(error instanceof QoScopeError) || NOTHING_READ.has(error.code)) throw error;
      return capture.end({ code: error.code, args: error.args });
    }
  }
}

const NOTHING_READ = new Set<string>(['capture.notCapture', 'capture.compressed']);

function cannotOpen(file: string, cause: unknown): QoScopeError {
  return new QoScopeError('capture.cannotOpen', { file, cause: causeText(cause) }, { cause });
}
