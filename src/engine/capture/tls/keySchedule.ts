/** Keys of records from the secrets of a connection: the PRF of TLS 1.2 (RFC 5246, 5) and HKDF of TLS 1.3 (RFC 8446, 7). */

import { createHmac } from 'node:crypto';
import type { Side } from '../../../shared/model';
import type { CipherSuite } from './cipherSuites';

/** What the records of one direction are encrypted with. */
export interface RecordKey {
  readonly key: Uint8Array;
  /** 12 bytes; of TLS 1.2 with AES the first 4, behind which each record puts its own. */
  readonly iv: Uint8Array;
}

const IV_LENGTH = 12;
const SALT_LENGTH = 4;

/** Of TLS 1.2, for both directions, from the master secret (6.3). */
export function keysOf12(
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  { hash, keyLength, explicitNonce }: CipherSuite,
): Readonly<Record<Side, RecordKey>> {
  const ivLength = explicitNonce === 0 ? IV_LENGTH : SALT_LENGTH;
  const seed = Buffer.concat([Buffer.from('key expansion'), serverRandom, clientRandom]);
  const block = expand(hash, master, seed, 2 * (keyLength + ivLength));
  const ivs = 2 * keyLength;
  return {
    client: { key: block.subarray(0, keyLength), iv: block.subarray(ivs, ivs + ivLength) },
    broker: { key: block.subarray(keyLength, ivs), iv: block.subarray(ivs + ivLength) },
  };
}

/** Of TLS 1.3, from the traffic secret of a direction (7.3). */
export function keyOf13(secret: Uint8Array, { hash, keyLength }: CipherSuite): RecordKey {
  return {
    key: expandLabel(hash, secret, 'key', keyLength),
    iv: expandLabel(hash, secret, 'iv', IV_LENGTH),
  };
}

/** The traffic secret behind a KeyUpdate (7.2). */
export function nextSecret(secret: Uint8Array, { hash }: CipherSuite): Uint8Array {
  return expandLabel(hash, secret, 'traffic upd', secret.length);
}

/** P_hash (RFC 5246, 5). */
function expand(hash: string, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let chained = seed;
  for (let have = 0; have < length;) {
    chained = hmac(hash, secret, chained);
    const block = hmac(hash, secret, Buffer.concat([chained, seed]));
    blocks.push(block);
    have += block.length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** HKDF-Expand-Label with no context (RFC 8446, 7.1); RFC 5869's expansion of the PRK that a traffic secret is. */
function expandLabel(hash: string, secret: Uint8Array, label: string, length: number): Uint8Array {
  const name = `tls13 ${label}`;
  const info = Buffer.concat([
    Uint8Array.of(length >> 8, length & 255, name.length),
    Buffer.from(name),
    Uint8Array.of(0),
  ]);
  const blocks: Uint8Array[] = [];
  let block: Uint8Array = new Uint8Array();
  for (let have = 0, number = 1; have < length; have += block.length, number++) {
    block = hmac(hash, secret, Buffer.concat([block, info, Uint8Array.of(number)]));
    blocks.push(block);
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function hmac(hash: string, key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac(hash, key).update(bytes).digest();
}
