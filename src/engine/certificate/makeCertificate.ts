/** A certificate for development, as two files in a folder. */

import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';

import { causeText } from '../../shared/causeText';
import { QoScopeError } from '../../shared/sentences';
import type { CertificateFiles } from '../../shared/transports';
import { selfSigned } from './selfSigned';

/** What every such certificate is for. */
const THIS_MACHINE: readonly string[] = ['localhost', '127.0.0.1', '::1'];

const HOST_NAME = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/**
 * Writes `qoscope-cert.pem` and `qoscope-key.pem` (readable by their owner alone), and makes the folder where there is none. The
 * certificate is for this machine and for `hosts`. Replaces nothing. Rejects with certificate.badHost, certificate.exists or
 * certificate.unwritable.
 */
export async function makeCertificate(directory: string, hosts: readonly string[]): Promise<CertificateFiles> {
  const names = [...new Set([...THIS_MACHINE, ...hosts])];
  const wrong = names.find((host) => !isHost(host));
  if (wrong !== undefined) throw new QoScopeError('certificate.badHost', { host: wrong });
  const files = {
    certificate: path.resolve(directory, 'qoscope-cert.pem'),
    key: path.resolve(directory, 'qoscope-key.pem'),
  };
  // A name of its own, so that no program takes an older one of the same name for its issuer.
  const commonName = `QoScope development certificate ${randomBytes(4).toString('hex')}`;
  const made = selfSigned(commonName, names, new Date());
  await inFolder(directory, () => mkdir(directory, { recursive: true }));
  await writeNew(files.key, made.key, 0o600);
  try {
    await writeNew(files.certificate, made.certificate, 0o644);
  } catch (error) {
    await rm(files.key, { force: true }); // a key without its certificate would be in the way the next time
    throw error;
  }
  return files;
}

/** A name, or an address without a zone ("%eth0"), which has no place in a certificate. */
function isHost(host: string): boolean {
  return HOST_NAME.test(host) || (isIP(host) !== 0 && !host.includes('%'));
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  await inFolder(path.dirname(file), () => writeFile(file, text, { mode, flag: 'wx' }), file);
}

async function inFolder(directory: string, work: () => Promise<unknown>, file = directory): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const there = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (there) throw new QoScopeError('certificate.exists', { file }, { cause });
    throw new QoScopeError('certificate.unwritable', { directory, cause: causeText(cause) }, { cause });
  }
}
