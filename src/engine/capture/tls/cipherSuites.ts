/** The cipher suites that can be decrypted: those that encrypt and authenticate in one (RFC 5288, 6655, 7905, 8446). */

import { getCiphers } from 'node:crypto';

/** How records are encrypted. */
export interface CipherSuite {
  /** OpenSSL's name of the cipher. */
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'aes-128-ccm' | 'aes-256-ccm' | 'chacha20-poly1305';
  readonly keyLength: 16 | 32;
  /** Of the PRF (TLS 1.2) or of HKDF (TLS 1.3). */
  readonly hash: 'sha256' | 'sha384';
  readonly tagLength: 8 | 16;
  /** Bytes of nonce that each record of TLS 1.2 brings along. */
  readonly explicitNonce: 0 | 8;
}

const suite = (
  cipher: CipherSuite['cipher'],
  hash: CipherSuite['hash'],
  tagLength: CipherSuite['tagLength'] = 16,
): CipherSuite => ({
  cipher,
  keyLength: cipher.startsWith('aes-128') ? 16 : 32,
  hash,
  tagLength,
  explicitNonce: cipher.startsWith('aes') ? 8 : 0,
});

const GCM_128 = suite('aes-128-gcm', 'sha256');
const GCM_256 = suite('aes-256-gcm', 'sha384');
const CCM_128 = suite('aes-128-ccm', 'sha256');
const CCM_256 = suite('aes-256-ccm', 'sha256');
const CCM_8_128 = suite('aes-128-ccm', 'sha256', 8);
const CCM_8_256 = suite('aes-256-ccm', 'sha256', 8);
const CHACHA = suite('chacha20-poly1305', 'sha256');

/** By their numbers at IANA ("TLS Cipher Suites"), whatever the way in which the keys are agreed on. */
const SUITES: readonly (readonly [CipherSuite, readonly number[]])[] = [
  [GCM_128, [0x009c, 0x009e, 0x00a8, 0x00aa, 0x00ac, 0xc02b, 0xc02f, 0xd001, 0x1301]],
  [GCM_256, [0x009d, 0x009f, 0x00a9, 0x00ab, 0x00ad, 0xc02c, 0xc030, 0xd002, 0x1302]],
  [CCM_128, [0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac, 0x1304]],
  [CCM_256, [0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad]],
  [CCM_8_128, [0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae, 0x1305]],
  [CCM_8_256, [0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af]],
  [CHACHA, [0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae, 0x1303]],
];

const BY_NUMBER = new Map(SUITES.flatMap(([known, numbers]) => numbers.map((number) => [number, known] as const)));

/** The suite of that number; null where it is not known, or this Node.js lacks its cipher. */
export function cipherSuite(number: number): CipherSuite | null {
  const found = BY_NUMBER.get(number);
  return found !== undefined && getCiphers().includes(found.cipher) ? found : null;
}
