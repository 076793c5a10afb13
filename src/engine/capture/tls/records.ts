/** One direction of a TLS connection as records (RFC 8446, 5.1). */

/** A record; views that hold until the call returns. */
export interface TlsRecord {
  readonly type: number;
  /** Type, version and length: 5 bytes. */
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

/** Content types. */
export const CONTENT = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** Told of each record in its order. */
export interface RecordListener {
  record(record: TlsRecord, time: number): void;
  /** A record of so many bytes of body is not whole. */
  lost(length: number, time: number): void;
}

const NOTHING = new Uint8Array();

const HEADER = 5;
const MAJOR = 3;

/** Longest body: 2^14 bytes and what encryption may add (RFC 5246, 6.2.3). */
const LONGEST_BODY = 16_384 + 2048;

/** Cuts the stream. */
export class TlsRecords {
  private readonly header = new Uint8Array(HEADER);
  private headerLength = 0;
  private body: Uint8Array = NOTHING;
  /** Bytes of the body that have come, those that lack included. */
  private have = 0;
  private isDamaged = false;
  private stopped = false;

  constructor(private readonly listener: RecordListener) {}

  /** Takes the next bytes. False where the stream cannot be read on: it is no TLS. */
  push(bytes: Uint8Array, time: number): boolean {
    let offset = 0;
    while (offset < bytes.length && !this.stopped) {
      if (this.headerLength < HEADER) {
        this.header[this.headerLength++] = bytes[offset++] ?? 0;
        if (this.headerLength === HEADER) this.begin();
      } else {
        const end = Math.min(bytes.length, offset + this.length - this.have);
        this.keep(bytes.subarray(offset, end));
        this.have += end - offset;
        offset = end;
      }
      this.endWhereWhole(time);
    }
    return !this.stopped;
  }

  /** So many bytes lack: within a record they cost that one alone. False where the next one cannot be found. */
  gap(count: number, time: number): boolean {
    const isInside = this.headerLength === HEADER && this.have + count <= this.length;
    this.stopped ||= !isInside;
    if (this.stopped) return false;
    this.isDamaged = true;
    this.have += count;
    this.endWhereWhole(time);
    return true;
  }

  private get length(): number {
    return ((this.header[3] ?? 0) << 8) | (this.header[4] ?? 0);
  }

  private begin(): void {
    this.stopped = this.header[1] !== MAJOR || this.length > LONGEST_BODY;
    this.have = 0;
    this.isDamaged = false;
    this.body = NOTHING;
  }

  /** Room grows with what has come: a claimed length alone takes none, and thousands of connections may claim one. */
  private keep(bytes: Uint8Array): void {
    if (this.isDamaged) return;
    const needed = this.have + bytes.length;
    if (needed > this.body.length) {
      const grown = new Uint8Array(Math.min(this.length, Math.max(needed, 2 * this.body.length)));
      grown.set(this.body.subarray(0, this.have));
      this.body = grown;
    }
    this.body.set(bytes, this.have);
  }

  private endWhereWhole(time: number): void {
    if (this.stopped || this.headerLength < HEADER || this.have < this.length) return;
    this.headerLength = 0;
    if (this.isDamaged) this.listener.lost(this.have, time);
    else this.listener.record({ type: this.header[0] ?? 0, header: this.header, body: this.body }, time);
  }
}
