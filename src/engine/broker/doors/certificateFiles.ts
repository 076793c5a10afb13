/** The certificate of the doors with TLS, from the person's files; what is wrong with those is said before a port opens. */

import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

import { causeText } from '../../../shared/causeText';
import { QoScopeError } from '../../../shared/sentences';
import type { CertificateFiles } from '../../../shared/transports';

const CERTIFICATE_SETTING = 'qoscope.localBroker.certificate';
const KEY_SETTING = 'qoscope.localBroker.certificateKey';

/** Certificate (with its chain) and private key as PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads both files and tries them. Rejects with certificate.unreadable, certificate.notPem, certificate.badKey,
 * certificate.mismatch or certificate.unusable. One that has expired is taken: to meet it may be what someone tests.
 */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const cert = await read(files.certificate, CERTIFICATE_SETTING);
  const key = await read(files.key, KEY_SETTING);
  const certificate = parseCertificate(cert, files.certificate);
  if (!certificate.checkPrivateKey(parseKey(key, files.key))) {
    throw new QoScopeError('certificate.mismatch', { ...files });
  }
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new QoScopeError(
      'certificate.unusable',
      { certificate: files.certificate, cause: causeText(cause) },
      { cause },
    );
  }
  return { cert, key };
}

async function read(file: string, setting: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new QoScopeError('certificate.unreadable', { file, setting, cause: causeText(cause) }, { cause });
  }
}

function parseCertificate(pem: Buffer, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new QoScopeError('certificate.notPem', { file, setting: CERTIFICATE_SETTING }, { cause });
  }
}

function parseKey(pem: Buffer, file: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new QoScopeError('certificate.badKey', { file, setting: KEY_SETTING }, { cause });
  }
}
