/** Writes a file piece by piece so that nobody ever finds half of it, and so that live traffic keeps its turn. */

import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, type FileHandle } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { causeText } from '../../shared/causeText';
import { QoScopeError } from '../../shared/sentences';

/** Longest time at one go, in milliseconds. */
const SLICE = 5;

/** Bytes that are gathered before they go to the disk. */
const GATHERED = 256 * 1024;

/** What a file is made of, and what its maker says when it has given all of it. */
export type Pieces<Result> = Generator<Uint8Array | string, Result>;

/**
 * Writes the pieces under another name beside `file`, then gives it that name, over one that is there. Gives the number
 * of bytes and what the pieces return. Rejects with trace.exportFailed, or with what the pieces throw; then `file` is as it was.
 */
export async function writeFile<Result>(
  file: string,
  pieces: Pieces<Result>,
): Promise<{ readonly bytes: number; readonly result: Result }> {
  // A link stays one: what it points to is replaced.
  const target = await realpath(file).catch(() => file);
  const part = `${target}.${randomBytes(6).toString('hex')}.part`;
  const handle = await open(part, 'wx').catch((cause: unknown) => {
    throw exportFailed(file, cause);
  });
  try {
    const gathered = new Gathered(handle, file);
    const result = await writeAll(gathered, pieces).finally(() => handle.close());
    await rename(part, target).catch((cause: unknown) => {
      throw exportFailed(file, cause);
    });
    return { bytes: gathered.written, result };
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writeAll<Result>(gathered: Gathered, pieces: Pieces<Result>): Promise<Result> {
  let began = performance.now();
  let next = pieces.next();
  for (; next.done !== true; next = pieces.next()) {
    gathered.add(next.value);
    if (gathered.isFull) await gathered.flush();
    if (performance.now() - began < SLICE) continue;
    await turn();
    began = performance.now();
  }
  await gathered.flush();
  return next.value;
}

/** Pieces on their way to the disk. */
class Gathered {
  written = 0;
  private pieces: Uint8Array[] = [];
  private bytes = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
  ) {}

  get isFull(): boolean {
    return this.bytes >= GATHERED;
  }

  add(piece: Uint8Array | string): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    if (bytes.length === 0) return;
    this.pieces.push(bytes);
    this.bytes += bytes.length;
  }

  async flush(): Promise<void> {
    const bytes = Buffer.concat(this.pieces);
    this.pieces = [];
    this.bytes = 0;
    this.written += bytes.length;
    await this.handle.appendFile(bytes).catch((cause: unknown) => {
      throw exportFailed(this.file, cause);
    });
  }
}

function exportFailed(file: string, cause: unknown): QoScopeError {
  return new QoScopeError('trace.exportFailed', { file, cause: causeText(cause) }, { cause });
}
