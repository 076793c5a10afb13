/** What the two hellos of a TLS handshake say (RFC 5246, 7.4.1; RFC 8446, 4.1). */

import { uint16 } from '../../wire/bytes';

/** Types of handshake messages. */
export const HANDSHAKE = { clientHello: 1, serverHello: 2, keyUpdate: 24 } as const;

/** What the server has chosen. */
export interface ServerHello {
  readonly random: Uint8Array;
  readonly cipherSuite: number;
  /** As on the wire: 0x0303 is TLS 1.2, 0x0304 is TLS 1.3. */
  readonly version: number;
  /** Whether it only asks for another ClientHello. */
  readonly isRetry: boolean;
}

const VERSION_LENGTH = 2;
const RANDOM_LENGTH = 32;
const SUPPORTED_VERSIONS = 43;

/** SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3). */
const RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** The random of a ClientHello's body; null where it is too short. */
export function clientRandom(body: Uint8Array): Uint8Array | null {
  const end = VERSION_LENGTH + RANDOM_LENGTH;
  return body.length < end ? null : body.slice(VERSION_LENGTH, end);
}

/** A ServerHello's body; null where it cannot be read. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  const random = clientRandom(body);
  const sessionEnd = VERSION_LENGTH + RANDOM_LENGTH + 1 + (body[VERSION_LENGTH + RANDOM_LENGTH] ?? 0);
  if (random === null || sessionEnd + 3 > body.length) return null;
  const version = chosenVersion(body, sessionEnd + 3) ?? uint16(body, 0);
  const isRetry = Buffer.from(random).toString('hex') === RETRY;
  return { random, cipherSuite: uint16(body, sessionEnd), version, isRetry };
}

/** TLS 1.3 is named in an extension (4.2.1); behind the lengths of extensions there is one for each. */
function chosenVersion(body: Uint8Array, start: number): number | null {
  for (let offset = start + 2; offset + 4 <= body.length;) {
    const length = uint16(body, offset + 2);
    if (uint16(body, offset) === SUPPORTED_VERSIONS && length === 2) return uint16(body, offset + 4);
    offset += 4 + length;
  }
  return null;
}

/** Longest handshake message that is looked at, in bytes: hellos are short, and the others are not needed. */
const LONGEST = 64 * 1024;

/** Puts handshake messages together: they need not begin and end with records. */
export class HandshakeMessages {
  private held: Uint8Array = new Uint8Array();

  /** Adds the content of a record, and gives each message that is whole now. What is too long is thrown away. */
  *push(bytes: Uint8Array): Generator<{ readonly type: number; readonly body: Uint8Array }> {
    this.held = Buffer.concat([this.held, bytes]);
    for (let end = messageEnd(this.held); end <= this.held.length; end = messageEnd(this.held)) {
      const message = this.held.subarray(0, end);
      this.held = this.held.subarray(end);
      yield { type: message[0] ?? 0, body: message.subarray(4) };
    }
    if (this.held.length > LONGEST) this.held = new Uint8Array();
  }
}

/** Behind the message at the beginning; infinite where not even its length is there. */
function messageEnd(bytes: Uint8Array): number {
  return bytes.length < 4 ? Infinity : 4 + (((bytes[1] ?? 0) << 16) | uint16(bytes, 2));
}
