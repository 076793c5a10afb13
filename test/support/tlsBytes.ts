/** One end of a TLS 1.3 connection as bytes. */

import { createCipheriv, createHmac } from 'node:crypto';

/** Of TLS_AES_128_GCM_SHA256. */
const SUITE = 0x1301;
const TAG_LENGTH = 16;

/** What a record is said to be, and what an encrypted one is. */
export const RECORD = { changeCipherSpec: 20, handshake: 22, applicationData: 23 } as const;

/** A record that is not encrypted. */
export function record(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(type, 3, 3, body.length >> 8, body.length & 255), body]);
}

/** The record of a ClientHello with that random. */
export function clientHello(random: Uint8Array): Buffer {
  const body = Buffer.concat([Uint8Array.of(3, 3), random, Uint8Array.of(0, 0, 2, SUITE >> 8, SUITE & 255, 1, 0)]);
  return record(RECORD.handshake, message(1, body));
}

/** The record of a ServerHello that chooses TLS 1.3. */
export function serverHello(): Buffer {
  const extension = [0, 6, 0, 43, 0, 2, 3, 4];
  const chosen = Uint8Array.of(0, SUITE >> 8, SUITE & 255, 0, ...extension);
  return record(RECORD.handshake, message(2, Buffer.concat([Uint8Array.of(3, 3), new Uint8Array(32).fill(7), chosen])));
}

/** Encrypts under one traffic secret and those that follow it. */
export class Sealer {
  private sequence = 0;

  constructor(private secret: Uint8Array) {}

  /** The record with that content, hidden behind some zeros. */
  seal(content: Uint8Array, type: number = RECORD.applicationData, zeros = 3): Buffer {
    const inner = Buffer.concat([content, Uint8Array.of(type), new Uint8Array(zeros)]);
    const length = inner.length + TAG_LENGTH;
    const header = Uint8Array.of(RECORD.applicationData, 3, 3, length >> 8, length & 255);
    const nonce = Buffer.from(label(this.secret, 'iv', 12));
    nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ this.sequence++) >>> 0, 8);
    const cipher = createCipheriv('aes-128-gcm', label(this.secret, 'key', 16), nonce).setAAD(header);
    return Buffer.concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()]);
  }

  /** The record of a KeyUpdate, behind which the keys are others. */
  update(): Buffer {
    const sealed = this.seal(message(24, Uint8Array.of(0)), RECORD.handshake);
    this.secret = label(this.secret, 'traffic upd', 32);
    this.sequence = 0;
    return sealed;
  }
}

function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(type, 0, body.length >> 8, body.length & 255), body]);
}

/** HKDF-Expand-Label for at most 32 bytes (RFC 8446, 7.1). */
function label(secret: Uint8Array, name: string, length: number): Buffer {
  const text = Buffer.from(`tls13 ${name}`);
  const info = Buffer.concat([Uint8Array.of(0, length, text.length), text, Uint8Array.of(0, 1)]);
  return createHmac('sha256', secret).update(info).digest().subarray(0, length);
}
