/** A connection of a capture that carries TLS: gives what is in it to the one who understands that, where its keys are known. */

import type { Side } from '../../../shared/model';
import type { Carrier, End } from '../tcp/conversation';
import { cipherSuite, type CipherSuite } from './cipherSuites';
import { clientRandom, HANDSHAKE, HandshakeMessages, readServerHello, type ServerHello } from './hello';
import type { KeyLog } from './keyLog';
import { keysOf12 } from './keySchedule';
import { Cipher12, Cipher13, type Plaintext, type RecordCipher } from './recordCipher';
import { CONTENT, TlsRecords, type TlsRecord } from './records';

/** Why a connection stays encrypted: its keys are not known, or its cipher or version is none of those that are. */
export type Obstacle = 'keys' | 'cipher';

/** What a connection is decrypted with. */
export interface TlsParts {
  readonly keys: KeyLog;
  /** The end that spoke first. */
  readonly client: End;
  /** Takes what is in it. */
  readonly inner: Carrier;
  /** It stays encrypted. */
  readonly refused: (obstacle: Obstacle) => void;
}

interface Direction {
  readonly side: Side;
  readonly records: TlsRecords;
  readonly messages: HandshakeMessages;
  /** What its records are encrypted with, now and then in turn; none while they are not. */
  ciphers: readonly RecordCipher[];
  /** What they are encrypted with from its ChangeCipherSpec on (TLS 1.2). */
  coming: readonly RecordCipher[];
  /** Where it cannot be read on. */
  lost: boolean;
}

interface HeldRecord {
  readonly record: TlsRecord;
  readonly time: number;
}

const TLS_1_2 = 0x0303;
const TLS_1_3 = 0x0304;

/** What a client may send before its server's hello is in the capture, in records. */
const MOST_HELD = 64;

/** Decrypts both directions. */
export class TlsCarrier implements Carrier {
  private readonly directions: readonly [Direction, Direction];
  private random: Uint8Array | null = null;
  private isAgreed = false;
  private hasEnded = false;
  /** Whether anything could be decrypted. */
  private hasGiven = false;
  /** Of the client, until it is known what the server has chosen: captures mix directions up. */
  private held: HeldRecord[] = [];

  constructor(private readonly parts: TlsParts) {
    this.directions = [this.direction(0), this.direction(1)];
  }

  get isDone(): boolean {
    return this.hasEnded || this.parts.inner.isDone;
  }

  data(from: End, bytes: Uint8Array, start: number, end: number, time: number): void {
    if (this.isDone) return;
    const direction = this.directions[from];
    if (direction.lost || direction.records.push(bytes.subarray(start, end), time)) return;
    direction.lost = true;
    this.lose(from, end - start, time);
  }

  gap(from: End, count: number, time: number): void {
    if (this.isDone) return;
    const direction = this.directions[from];
    if (direction.lost || direction.records.gap(count, time)) return;
    direction.lost = true;
    this.lose(from, count, time);
  }

  closed(time: number): void {
    this.sayUnread();
    this.parts.inner.closed(time);
  }

  cut(time: number): void {
    this.sayUnread();
    this.parts.inner.cut(time);
  }

  private direction(from: End): Direction {
    const records = new TlsRecords({
      record: (record, time) => this.record(from, record, time),
      lost: (length, time) => this.lostRecord(from, length, time),
    });
    const side = from === this.parts.client ? 'client' : 'broker';
    return { side, records, messages: new HandshakeMessages(), ciphers: [], coming: [], lost: false };
  }

  private record(from: End, record: TlsRecord, time: number): void {
    const direction = this.directions[from];
    const mustWait = !this.isAgreed && direction.side === 'client' && record.type !== CONTENT.handshake;
    if (this.hasEnded) return;
    if (mustWait) this.hold(record, time);
    else if (record.type === CONTENT.changeCipherSpec) beginCiphers(direction);
    else if (direction.ciphers.length > 0) this.decrypt(from, record, time);
    else if (record.type === CONTENT.handshake) this.plainHandshake(direction, record, time);
  }

  private hold(record: TlsRecord, time: number): void {
    if (this.held.length >= MOST_HELD) this.refuse('keys');
    else this.held.push({ record: { ...record, header: record.header.slice() }, time });
  }

  private plainHandshake({ messages, side }: Direction, { body }: TlsRecord, time: number): void {
    for (const message of messages.push(body)) {
      if (message.type === HANDSHAKE.clientHello && side === 'client') this.random = clientRandom(message.body);
      if (message.type !== HANDSHAKE.serverHello || side === 'client') continue;
      const hello = readServerHello(message.body);
      if (hello === null || this.random === null) this.refuse('keys');
      else if (!hello.isRetry) this.agree(hello, this.random, time);
    }
  }

  /** Both have spoken: from here on it is known what the records are encrypted with. */
  private agree(hello: ServerHello, random: Uint8Array, time: number): void {
    const suite = cipherSuite(hello.cipherSuite);
    if (suite === null || (hello.version !== TLS_1_2 && hello.version !== TLS_1_3)) {
      this.refuse('cipher');
      return;
    }
    const hasKeys = hello.version === TLS_1_3 ? this.takeKeys13(suite, random) : this.takeKeys12(suite, random, hello);
    if (!hasKeys) {
      this.refuse('keys');
      return;
    }
    this.isAgreed = true;
    for (const { record, time: heldTime } of this.held.splice(0)) {
      this.record(this.parts.client, record, Math.max(heldTime, time));
    }
  }

  private takeKeys12(suite: CipherSuite, random: Uint8Array, hello: ServerHello): boolean {
    const master = this.parts.keys.find('CLIENT_RANDOM', random);
    if (master === null) return false;
    const keys = keysOf12(master, random, hello.random, suite);
    for (const direction of this.directions) direction.coming = [new Cipher12(suite, keys[direction.side])];
    return true;
  }

  /** Of the handshake, then of what follows: without the former, its records are passed over. */
  private takeKeys13(suite: CipherSuite, random: Uint8Array): boolean {
    const { keys } = this.parts;
    for (const direction of this.directions) {
      const name = direction.side === 'client' ? 'CLIENT' : 'SERVER';
      const traffic = keys.find(`${name}_TRAFFIC_SECRET_0`, random);
      if (traffic === null) return false;
      const secrets = [keys.find(`${name}_HANDSHAKE_TRAFFIC_SECRET`, random), traffic];
      direction.ciphers = secrets.filter((secret) => secret !== null).map((secret) => new Cipher13(suite, secret));
    }
    return true;
  }

  private decrypt(from: End, record: TlsRecord, time: number): void {
    const direction = this.directions[from];
    const [current, next] = direction.ciphers;
    let plaintext = current?.decrypt(record) ?? null;
    if (plaintext === null && next !== undefined) {
      plaintext = next.decrypt(record);
      if (plaintext !== null) direction.ciphers = [next];
    }
    if (plaintext !== null) this.give(from, plaintext, time);
    // Of a handshake without keys, and of early data, nothing is of use.
    else if (next === undefined && current?.fits === true) this.lose(from, record.body.length, time);
  }

  private give(from: End, { type, bytes }: Plaintext, time: number): void {
    const direction = this.directions[from];
    if (type === CONTENT.applicationData) {
      this.hasGiven = true;
      this.parts.inner.data(from, bytes, 0, bytes.length, time);
    } else if (type === CONTENT.handshake && bytes[0] === HANDSHAKE.keyUpdate) {
      direction.ciphers = direction.ciphers.map((cipher) => cipher.updated());
    }
  }

  private lostRecord(from: End, length: number, time: number): void {
    const [current, next] = this.directions[from].ciphers;
    current?.skip();
    // A record of the handshake has nothing that anybody misses.
    if (next === undefined) this.lose(from, length, time);
  }

  /** How much of it was content is not known to the byte. */
  private lose(from: End, count: number, time: number): void {
    if (this.isAgreed) this.parts.inner.gap(from, count, time);
    else this.refuse('keys');
  }

  /** The capture ends, or the connection did, before it is known whether it can be decrypted. */
  private sayUnread(): void {
    if (!this.hasGiven) this.refuse('keys');
  }

  private refuse(obstacle: Obstacle): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.held = [];
    this.parts.refused(obstacle);
  }
}

/** In TLS 1.3 ChangeCipherSpec is but what old network devices want to see (RFC 8446, D.4). */
function beginCiphers(direction: Direction): void {
  if (direction.coming.length > 0) direction.ciphers = direction.coming;
}
