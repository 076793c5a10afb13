/** The options of `qoscope broker` for the doors beside TCP. */

import path from 'node:path';

import { QoScopeError } from '../../shared/sentences';
import type { CertificateFiles, DoorOptions } from '../../shared/transports';
import { wholeNumber, type Options } from './options';

/** As `readOptions` wants them. */
export const DOOR_OPTIONS = {
  'ws-port': { type: 'string' },
  'tls-port': { type: 'string' },
  'wss-port': { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  origin: { type: 'string' },
} as const;

/** Lines for --help. */
export const DOOR_HELP = `      --ws-port N                  MQTT over WebSocket too, on that port; 0 lets the system choose
      --tls-port N, --wss-port N   MQTT over TLS and secure WebSocket too; both need --cert and --key
      --cert FILE, --key FILE      certificate and private key, PEM; "qoscope cert" makes some for development
      --origin ORIGIN              lets web pages of that origin use the WebSocket ports ("https://app.example", "*" for
                                   all), beside those of this machine; may be given more than once`;

/** The doors asked for; undefined for none. Throws a QoScopeError with a code `commandLine.…`. */
export function readDoors({ values, lists }: Options): DoorOptions | undefined {
  const asked = Object.keys(DOOR_OPTIONS).some((name) => values.has(name));
  if (!asked) return undefined;
  const ports = { ws: port(values, 'ws-port'), tls: port(values, 'tls-port'), wss: port(values, 'wss-port') };
  return { ports, certificate: readCertificate(values), origins: lists.get('origin') ?? [] };
}

function port(values: ReadonlyMap<string, string>, name: string): number | null {
  const word = values.get(name);
  return word === undefined ? null : wholeNumber(name, word, 0, 65_535);
}

function readCertificate(values: ReadonlyMap<string, string>): CertificateFiles | null {
  const certificate = values.get('cert');
  const key = values.get('key');
  if (certificate !== undefined && key !== undefined) {
    return { certificate: path.resolve(certificate), key: path.resolve(key) };
  }
  if (certificate === undefined && key === undefined) return null;
  const [option, other] = key === undefined ? ['--cert', '--key'] : ['--key', '--cert'];
  throw new QoScopeError('commandLine.needsOther', { option, other });
}
