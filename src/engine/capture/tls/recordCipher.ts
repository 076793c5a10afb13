/** Decrypts the records of one direction of a TLS connection. */

import { createDecipheriv, type CipherCCMTypes, type CipherGCMTypes } from 'node:crypto';
import type { CipherSuite } from './cipherSuites';
import { keyOf13, nextSecret, type RecordKey } from './keySchedule';
import type { TlsRecord } from './records';

/** What was in a record. */
export interface Plaintext {
  /** Its content type (RFC 8446, 5.1). */
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Decrypts records in their order. */
export interface RecordCipher {
  /** Whether it has decrypted anything yet. */
  readonly fits: boolean;
  /** What is in the next record, or null where these keys do not fit. */
  decrypt(record: TlsRecord): Plaintext | null;
  /** The next record cannot be read. */
  skip(): void;
  /** What the records behind a KeyUpdate are decrypted with (TLS 1.3). */
  updated(): RecordCipher;
}

/** Records of TLS 1.2 (RFC 5246, 6.2.3.3). */
export class Cipher12 implements RecordCipher {
  private readonly counter = new Counter();

  constructor(
    private readonly suite: CipherSuite,
    private readonly key: RecordKey,
  ) {}

  get fits(): boolean {
    return this.counter.fits;
  }

  decrypt({ type, header, body }: TlsRecord): Plaintext | null {
    const { explicitNonce, tagLength } = this.suite;
    const length = body.length - explicitNonce - tagLength;
    if (length < 0) return this.counter.failed();
    const own = body.subarray(0, explicitNonce);
    const nonce = explicitNonce === 0 ? this.counter.nonce(this.key.iv) : Buffer.concat([this.key.iv, own]);
    const named = [this.counter.bytes(), header.subarray(0, 3), Uint8Array.of(length >> 8, length & 255)];
    const bytes = open(this.suite, this.key.key, nonce, Buffer.concat(named), body.subarray(explicitNonce));
    return bytes === null ? this.counter.failed() : this.counter.passed({ type, bytes });
  }

  skip(): void {
    this.counter.skip();
  }

  updated(): RecordCipher {
    return this;
  }
}

/** Records of TLS 1.3 (RFC 8446, 5.2). */
export class Cipher13 implements RecordCipher {
  private readonly counter = new Counter();
  private readonly key: RecordKey;

  constructor(
    private readonly suite: CipherSuite,
    private readonly secret: Uint8Array,
  ) {
    this.key = keyOf13(secret, suite);
  }

  get fits(): boolean {
    return this.counter.fits;
  }

  decrypt({ header, body }: TlsRecord): Plaintext | null {
    const nonce = this.counter.nonce(this.key.iv);
    const inner = open(this.suite, this.key.key, nonce, header, body);
    if (inner === null) return this.counter.failed();
    // The content type stands behind the content, and behind that zeros that hide its length (5.4).
    let end = inner.length;
    while (end > 0 && inner[end - 1] === 0) end--;
    return this.counter.passed({ type: inner[end - 1] ?? 0, bytes: inner.subarray(0, Math.max(0, end - 1)) });
  }

  skip(): void {
    this.counter.skip();
  }

  updated(): RecordCipher {
    return new Cipher13(this.suite, nextSecret(this.secret, this.suite));
  }
}

/** The number of a record under one key: it is part of what is authenticated, or of the nonce. */
class Counter {
  fits = false;
  private next = 0;

  bytes(): Uint8Array {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(BigInt(this.next));
    return bytes;
  }

  /** RFC 8446, 5.3; RFC 7905, 2. */
  nonce(iv: Uint8Array): Uint8Array {
    const nonce = Uint8Array.from(iv);
    const number = this.bytes();
    for (let i = 0; i < number.length; i++) nonce[4 + i] = (nonce[4 + i] ?? 0) ^ (number[i] ?? 0);
    return nonce;
  }

  passed(plaintext: Plaintext): Plaintext {
    this.fits = true;
    this.next++;
    return plaintext;
  }

  /** Before the first one that fits, others may have other keys: early data (RFC 8446, 4.2.10). */
  failed(): null {
    if (this.fits) this.next++;
    return null;
  }

  skip(): void {
    this.next++;
  }
}

/** The content behind which its tag stands; null where key, nonce or bytes are others. */
function open(
  { cipher, tagLength }: CipherSuite,
  key: Uint8Array,
  nonce: Uint8Array,
  authenticated: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | null {
  const length = sealed.length - tagLength;
  if (length < 0) return null;
  // The three kinds differ in types alone: CCM wants the length before the content.
  const decipher = createDecipheriv(cipher as CipherGCMTypes & CipherCCMTypes, key, nonce, {
    authTagLength: tagLength,
  });
  decipher.setAuthTag(sealed.subarray(length));
  decipher.setAAD(authenticated, { plaintextLength: length });
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
  } catch (error) {
    if (error instanceof Error) return null; // OpenSSL's word that the tag is another
    throw error;
  }
}
