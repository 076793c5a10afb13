/**
 * A run of consecutive rows of the packet log: records of 32 bytes, and the raw bytes of its packets. The fields of a row stand
 * side by side: rows are written far more often than one field of many is read, and seven columns took twice as long to write.
 */

import { FATES, type Fate, type Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { NO_REASON } from '../wire/packetFields';
import type { WordWindow } from '../wire/wordWindow';
import { RawBytes } from './rawBytes';

/** Bytes of one row. */
export const ROW_BYTES = 32;

/** What a fault costs beside its row, about. */
const ERROR_BYTES = 200;

/** One row on its way in or out. One object serves for many rows. */
export interface PacketRow {
  /** Milliseconds since the trace began. */
  time: number;
  /** Below 2^24. */
  wire: number;
  from: Side;
  fate: Fate;
  /** The packet's first byte: type and flags. */
  first: number;
  /** 0 where there is none. */
  packetId: number;
  /** NO_REASON where there is none. */
  reason: number;
  /** Number of the topic in the text table; NO_TEXT where there is none. */
  topic: number;
  /** 0 where there is none. */
  delivery: number;
  /** The number of the delivery's packet before this one; 0 where this is its first. */
  previous: number;
  error: Sentence | null;
}

/** A row with nothing in it. */
export function newPacketRow(): PacketRow {
  return {
    time: 0,
    wire: 0,
    from: 'client',
    fate: 'passed',
    first: 0,
    packetId: 0,
    reason: NO_REASON,
    topic: 0,
    delivery: 0,
    previous: 0,
    error: null,
  };
}

const FIRST_RAW_ROOM = 4096;

/** Chunks that are fuller than this stay as they are. */
const WORTH_SEALING = 0.9;

const FROM_BROKER = 1;
const HAS_REASON = 16;

/** Words of 32 bits in a row. Its time takes the first two. */
const ROW_WORDS = ROW_BYTES / 4;
/** The wire's number in the upper 24 bits; sender, fate and HAS_REASON below. */
const ORIGIN = 2;
/** The packet identifier in the upper half, the reason and the first byte below. */
const HEAD = 3;
const TOPIC = 4;
const DELIVERY = 5;
const PREVIOUS = 6;
/** Where the packet's bytes begin among those of the chunk. */
const OFFSET = 7;

/** Rows from `firstNumber` on. Packet and delivery numbers are kept in 32 bits each. */
export class PacketChunk {
  count = 0;
  private words: Uint32Array;
  /** The same memory, for the times. */
  private times: Float64Array;
  private readonly raw: RawBytes;
  private readonly errors = new Map<number, Sentence>();
  /** The true length of packets of which only the beginning is kept. */
  private readonly lengths = new Map<number, number>();

  constructor(
    readonly firstNumber: number,
    private readonly rows: number,
    private readonly rawLimit: number,
    /** Room for raw bytes to begin with. */
    rawRoom = FIRST_RAW_ROOM,
    /** On the bytes that packets stand in. */
    window?: WordWindow,
  ) {
    // Not emptied first: each row writes all of its own.
    const memory = Buffer.allocUnsafeSlow(rows * ROW_BYTES).buffer;
    this.words = new Uint32Array(memory);
    this.times = new Float64Array(memory);
    this.raw = new RawBytes(rawLimit, rawRoom, window);
  }

  /** What it holds, in bytes, reserved room included. */
  get bytes(): number {
    return this.words.byteLength + this.raw.room + (this.errors.size + this.lengths.size) * ERROR_BYTES;
  }

  /** Milliseconds of its last row. */
  get lastTime(): number {
    return this.time(this.count - 1);
  }

  /** Milliseconds of its first row. */
  get firstTime(): number {
    return this.time(0);
  }

  /** Whether a packet of `length` bytes goes in. An empty chunk takes any. */
  fits(length: number): boolean {
    return this.count < this.rows && (this.count === 0 || this.raw.filled + length <= this.rawLimit);
  }

  /**
   * Adds a row with the first `kept` bytes of its packet, which stands in `bytes`: they must stay as they are until `settle` is
   * called. Gives whether the chunk takes more room now.
   */
  append(row: PacketRow, bytes: Uint8Array, start: number, end: number, kept: number): boolean {
    const { raw, words } = this;
    const i = this.count++;
    const at = i * ROW_WORDS;
    this.times[at >> 1] = row.time;
    words[at + ORIGIN] =
      (row.wire << 8) |
      (row.reason === NO_REASON ? 0 : HAS_REASON) |
      (row.fate === 'passed' ? 0 : fateBits(row.fate)) |
      (row.from === 'broker' ? FROM_BROKER : 0);
    words[at + HEAD] = (row.packetId << 16) | ((row.reason & 0xff) << 8) | row.first;
    words[at + TOPIC] = row.topic;
    words[at + DELIVERY] = row.delivery;
    words[at + PREVIOUS] = row.previous;
    words[at + OFFSET] = raw.filled;
    const { room } = raw;
    raw.append(bytes, start, start + kept);
    if (row.error === null && kept === end - start) return raw.room !== room;
    this.note(i, row.error, kept, end - start);
    return true;
  }

  /** Keeps what few rows have: an error, or the length of a packet of which less is kept. */
  private note(i: number, error: Sentence | null, kept: number, length: number): void {
    if (error !== null) this.errors.set(i, error);
    if (kept < length) this.lengths.set(i, length);
  }

  /** Copies the bytes of what was added. */
  settle(): void {
    this.raw.settle();
  }

  /** Fills `row` with row `i`, 0 to `count` - 1. */
  read(i: number, row: PacketRow): void {
    const origin = this.word(i, ORIGIN);
    row.time = this.time(i);
    row.wire = origin >>> 8;
    row.from = (origin & FROM_BROKER) === 0 ? 'client' : 'broker';
    row.fate = FATES[(origin >> 1) & 7] ?? 'passed';
    row.first = this.first(i);
    row.packetId = this.packetId(i);
    row.reason = this.reason(i);
    row.topic = this.topic(i);
    row.delivery = this.delivery(i);
    row.previous = this.previousOf(i);
    row.error = this.errors.get(i) ?? null;
  }

  /** Calls `visit` with time, first byte and length on the wire of each row. */
  each(visit: (time: number, first: number, length: number) => void): void {
    for (let i = 0; i < this.count; i++) visit(this.time(i), this.first(i), this.length(i));
  }

  // Single fields of row `i`, as in PacketRow, for those who go through many rows and need few of them.

  time(i: number): number {
    return this.times[(i * ROW_WORDS) >> 1] ?? 0;
  }

  wire(i: number): number {
    return this.word(i, ORIGIN) >>> 8;
  }

  first(i: number): number {
    return this.word(i, HEAD) & 0xff;
  }

  packetId(i: number): number {
    return this.word(i, HEAD) >>> 16;
  }

  reason(i: number): number {
    return (this.word(i, ORIGIN) & HAS_REASON) === 0 ? NO_REASON : (this.word(i, HEAD) >>> 8) & 0xff;
  }

  topic(i: number): number {
    return this.word(i, TOPIC);
  }

  delivery(i: number): number {
    return this.word(i, DELIVERY);
  }

  previousOf(i: number): number {
    return this.word(i, PREVIOUS);
  }

  hasError(i: number): boolean {
    return this.errors.size > 0 && this.errors.has(i);
  }

  /** Where the packet's bytes begin among those of all of the chunk. */
  start(i: number): number {
    return this.word(i, OFFSET);
  }

  /** Where they end, as far as they are kept. */
  end(i: number): number {
    return i + 1 < this.count ? this.start(i + 1) : this.raw.filled;
  }

  /** The bytes of all packets, one behind the other, as a view that holds until more come. */
  allBytes(): Uint8Array {
    return this.raw.view(0, this.raw.filled);
  }

  /** The packet's bytes as far as they are kept, as a view. */
  rawBytes(i: number): Uint8Array {
    return this.raw.view(this.start(i), this.end(i));
  }

  /** The packet's length in bytes as it was on the wire. */
  length(i: number): number {
    const kept = this.end(i) - this.start(i);
    return this.lengths.size === 0 ? kept : (this.lengths.get(i) ?? kept);
  }

  /** Room for raw bytes, taken or not. */
  get rawRoom(): number {
    return this.raw.room;
  }

  /** Gives back the room that the rows did not need, where it is worth the copying; no row comes after this. */
  seal(): void {
    if (this.count < this.rows * WORTH_SEALING) {
      this.words = this.words.slice(0, this.count * ROW_WORDS);
      this.times = new Float64Array(this.words.buffer);
    }
    if (this.raw.filled < this.raw.room * WORTH_SEALING) this.raw.seal();
  }

  private word(i: number, field: number): number {
    return this.words[i * ROW_WORDS + field] ?? 0;
  }
}

function fateBits(fate: Fate): number {
  return FATES.indexOf(fate) << 1;
}
