/** Reads a file of TLS keys from the disk. */

import { open } from 'node:fs/promises';
import { causeText } from '../../../shared/causeText';
import { QoScopeError } from '../../../shared/sentences';
import { KeyLog } from './keyLog';

/** So much of the file is read, in bytes: the log of some hundred thousand connections. */
const MAXIMUM = 64 * 1024 * 1024;

/** The keys in the file; those that its programs add later are not among them. Rejects with capture.badKeyLog. */
export async function readKeyLog(file: string): Promise<KeyLog> {
  const keys = new KeyLog();
  try {
    const handle = await open(file);
    try {
      const bytes = Buffer.alloc(Math.min(MAXIMUM, (await handle.stat()).size));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      keys.add(bytes.toString('latin1', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new QoScopeError('capture.badKeyLog', { file, cause: causeText(cause) }, { cause });
  }
  return keys;
}
