/** What the doors with TLS have in common: which TLS, and why a handshake failed. */

import type { Sentence } from '../../../shared/sentences';

/** How every door with TLS speaks it. Clients show no certificates: names and passwords say who they are. */
export const TLS_OPTIONS = {
  minVersion: 'TLSv1.2',
  /** As long as the core leaves a client for its CONNECT, in milliseconds. */
  handshakeTimeout: 10_000,
} as const;

/** The failure of a handshake as a person can act on it. */
export function tlsFault(error: Error): Sentence {
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_HTTP_REQUEST':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'ERR_SSL_BAD_RECORD_TYPE':
    case 'ERR_SSL_RECORD_LAYER_FAILURE':
      return { code: 'door.notTls', args: {} };
    case 'ERR_TLS_HANDSHAKE_TIMEOUT':
      return { code: 'door.tlsTimeout', args: {} };
    case 'ECONNRESET':
    case 'EPIPE':
      return { code: 'door.leftTls', args: {} };
  }
  const cause = reasonOf(error, code);
  // A client that holds an older certificate of the same name finds the signature wrong: DECRYPT_ERROR.
  const untrusted = /ALERT_(UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_\w+|DECRYPT_ERROR)$/.test(code);
  return { code: untrusted ? 'door.untrusted' : 'door.tlsFailed', args: { cause } };
}

/** OpenSSL's short reason ("no shared cipher") where there is one: its whole message names its own source files. */
function reasonOf(error: Error, code: string): string {
  if ('reason' in error && typeof error.reason === 'string') return error.reason;
  return code === '' ? error.message : code;
}
