/** `qoscope cert`: makes a certificate for development and says how clients come to trust it. */

import { QoScopeError } from '../../shared/sentences';
import type { CertificateFiles } from '../../shared/transports';
import { trustGuide } from '../../shared/trustGuide';
import { makeCertificate } from '../certificate/makeCertificate';
import { GENERAL, readOptions } from './options';

/** What the person asked for. */
export interface CertificateCommand {
  readonly kind: 'cert';
  readonly directory: string;
  /** Names and addresses beside those of this machine. */
  readonly hosts: readonly string[];
  readonly json: boolean;
}

/** Lines for --help. */
export const CERTIFICATE_HELP = `  qoscope cert --out DIR [--host NAME]... [--json]
      Makes a self-signed certificate for development, for localhost, 127.0.0.1 and ::1, and says how to trust it.
      --out DIR                    folder for qoscope-cert.pem and qoscope-key.pem; files that are there stay
      --host NAME                  a name or address that it is to be for as well; may be given more than once
      --json                       one JSON object in place of the words
`;

const OPTIONS = { out: { type: 'string' }, host: { type: 'string' }, json: { type: 'boolean' } } as const;

/** Throws a QoScopeError with a code `commandLine.…` that names the wrong word. */
export function readCertificateCommand(
  words: readonly string[],
): CertificateCommand | { readonly kind: 'help' | 'version' } {
  const { values, lists, others } = readOptions(words, { ...OPTIONS, ...GENERAL });
  if (others[0] !== undefined) throw new QoScopeError('commandLine.extraWord', { word: others[0] });
  if (values.has('help')) return { kind: 'help' };
  if (values.has('version')) return { kind: 'version' };
  const directory = values.get('out');
  if (directory === undefined) throw new QoScopeError('commandLine.missingOption', { option: '--out' });
  return { kind: 'cert', directory, hosts: lists.get('host') ?? [], json: values.has('json') };
}

/** The text to print. Rejects as makeCertificate does. */
export async function runCertificate({ directory, hosts, json }: CertificateCommand): Promise<string> {
  const files = await makeCertificate(directory, hosts);
  return json ? `${JSON.stringify({ kind: 'certificate', ...files })}\n` : inWords(files);
}

function inWords({ certificate, key }: CertificateFiles): string {
  return `certificate  ${certificate}
private key  ${key}

The broker with it:

    qoscope broker --tls-port 8883 --wss-port 8884 --cert "${certificate}" --key "${key}"

${trustGuide(certificate)}`;
}
