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

/** Type and length before each message. */
const HEADER = 4;

/** Puts handshake messages together: they need not begin and end with records. */
export class HandshakeMessages {
  /** What has come of the message that has begun, in `room` that grows; records may hold a byte each. */
  private room = new Uint8Array(HEADER);
  private filled = 0;
  /** Bytes that are still to come of a message that is too long. */
  private passing = 0;

  /** Adds the content of a record, and gives each message that is whole now. What is too long is passed over. */
  *push(bytes: Uint8Array): Generator<{ readonly type: number; readonly body: Uint8Array }> {
    for (let offset = 0; offset < bytes.length;) {
      offset = this.take(bytes, offset);
      if (this.filled < HEADER || this.filled < this.length) continue;
      const message = this.room.subarray(0, this.filled);
      this.room = new Uint8Array(HEADER);
      this.filled = 0;
      yield { type: message[0] ?? 0, body: message.subarray(HEADER) };
    }
  }

  /** Takes what belongs to one message from `offset` on; gives where that ends. */
  private take(bytes: Uint8Array, offset: number): number {
    const lacking = this.passing || (this.filled < HEADER ? HEADER : this.length) - this.filled;
    const end = Math.min(bytes.length, offset + lacking);
    if (this.passing > 0) this.passing -= end - offset;
    else this.keep(bytes.subarray(offset, end));
    return end;
  }

  private keep(bytes: Uint8Array): void {
    const needed = this.filled + bytes.length;
    if (needed > this.room.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.room.length));
      grown.set(this.room.subarray(0, this.filled));
      this.room = grown;
    }
    this.room.set(bytes, this.filled);
    this.filled = needed;
    if (this.filled !== HEADER || this.length <= LONGEST) return;
    this.passing = this.length - HEADER;
    this.filled = 0;
  }

  /** Of the message that has begun, of which the header is there. */
  private get length(): number {
    return HEADER + (((this.room[1] ?? 0) << 16) | uint16(this.room, 2));
  }
}
