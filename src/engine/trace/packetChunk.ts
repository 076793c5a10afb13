/** A run of consecutive rows of the packet log: columns of 32 bytes a row, and the raw bytes of its packets. */

import { FATES, type Fate, type Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { NO_REASON } from '../wire/packetFields';
import { RawBytes } from './rawBytes';

/** Bytes of the columns for one row. */
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

/** Rows from `firstNumber` on. Packet and delivery numbers are kept in 32 bits each. */
export class PacketChunk {
  count = 0;
  private times: Float64Array;
  /** The wire's number in the upper 24 bits; sender, fate and HAS_REASON below. */
  private origins: Uint32Array;
  /** The packet identifier in the upper half, the reason and the first byte below: written as one. */
  private heads: Uint32Array;
  private topics: Uint32Array;
  private deliveries: Uint32Array;
  private previous: Uint32Array;
  private offsets: Uint32Array;
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
  ) {
    // One piece of memory, which is not emptied first: each row writes all of its own.
    const memory = Buffer.allocUnsafeSlow(rows * ROW_BYTES).buffer;
    const words = (before: number): Uint32Array => new Uint32Array(memory, before * rows, rows);
    this.times = new Float64Array(memory, 0, rows);
    this.origins = words(8);
    this.heads = words(12);
    this.topics = words(16);
    this.deliveries = words(20);
    this.previous = words(24);
    this.offsets = words(28);
    this.raw = new RawBytes(rawLimit, rawRoom);
  }

  /** What it holds, in bytes, reserved room included. */
  get bytes(): number {
    return this.times.length * ROW_BYTES + this.raw.room + (this.errors.size + this.lengths.size) * ERROR_BYTES;
  }

  /** Milliseconds of its last row. */
  get lastTime(): number {
    return this.times[this.count - 1] ?? 0;
  }

  /** Milliseconds of its first row. */
  get firstTime(): number {
    return this.times[0] ?? 0;
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
    const { raw } = this;
    const i = this.count++;
    this.times[i] = row.time;
    this.origins[i] =
      row.wire * 256 +
      (row.reason === NO_REASON ? 0 : HAS_REASON) +
      (row.fate === 'passed' ? 0 : FATES.indexOf(row.fate) * 2) +
      (row.from === 'broker' ? FROM_BROKER : 0);
    this.heads[i] = (row.packetId << 16) | ((row.reason & 0xff) << 8) | row.first;
    this.topics[i] = row.topic;
    this.deliveries[i] = row.delivery;
    this.previous[i] = row.previous;
    this.offsets[i] = raw.filled;
    const { room } = raw;
    raw.append(bytes, start, start + kept);
    if (row.error === null && kept === end - start) return raw.room !== room;
    if (row.error !== null) this.errors.set(i, row.error);
    if (kept < end - start) this.lengths.set(i, end - start);
    return true;
  }

  /** Copies the bytes of what was added. */
  settle(): void {
    this.raw.settle();
  }

  /** Fills `row` with row `i`, 0 to `count` - 1. */
  read(i: number, row: PacketRow): void {
    const origin = this.origins[i] ?? 0;
    row.time = this.times[i] ?? 0;
    row.wire = origin >>> 8;
    row.from = (origin & FROM_BROKER) === 0 ? 'client' : 'broker';
    row.fate = FATES[(origin >> 1) & 7] ?? 'passed';
    row.first = this.first(i);
    row.packetId = this.packetId(i);
    row.reason = this.reason(i);
    row.topic = this.topics[i] ?? 0;
    row.delivery = this.deliveries[i] ?? 0;
    row.previous = this.previous[i] ?? 0;
    row.error = this.errors.get(i) ?? null;
  }

  /** Calls `visit` with time, first byte and length on the wire of each row. */
  each(visit: (time: number, first: number, length: number) => void): void {
    const { times, offsets, lengths, count } = this;
    for (let i = 0; i < count; i++) {
      const end = i + 1 < count ? (offsets[i + 1] ?? 0) : this.raw.filled;
      const kept = end - (offsets[i] ?? 0);
      visit(times[i] ?? 0, this.first(i), lengths.size === 0 ? kept : (lengths.get(i) ?? kept));
    }
  }

  // Single columns of row `i`, as in PacketRow, for those who go through many rows and need few of them.

  time(i: number): number {
    return this.times[i] ?? 0;
  }

  wire(i: number): number {
    return (this.origins[i] ?? 0) >>> 8;
  }

  first(i: number): number {
    return (this.heads[i] ?? 0) & 0xff;
  }

  packetId(i: number): number {
    return (this.heads[i] ?? 0) >>> 16;
  }

  reason(i: number): number {
    return ((this.origins[i] ?? 0) & HAS_REASON) === 0 ? NO_REASON : ((this.heads[i] ?? 0) >>> 8) & 0xff;
  }

  topic(i: number): number {
    return this.topics[i] ?? 0;
  }

  delivery(i: number): number {
    return this.deliveries[i] ?? 0;
  }

  previousOf(i: number): number {
    return this.previous[i] ?? 0;
  }

  hasError(i: number): boolean {
    return this.errors.size > 0 && this.errors.has(i);
  }

  /** Where the packet's bytes begin among those of all of the chunk. */
  start(i: number): number {
    return this.offsets[i] ?? 0;
  }

  /** Where they end, as far as they are kept. */
  end(i: number): number {
    return i + 1 < this.count ? (this.offsets[i + 1] ?? 0) : this.raw.filled;
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
    return this.lengths.get(i) ?? this.end(i) - this.start(i);
  }

  /** Room for raw bytes, taken or not. */
  get rawRoom(): number {
    return this.raw.room;
  }

  /** Gives back the room that the rows did not need, where it is worth the copying; no row comes after this. */
  seal(): void {
    const count = this.count;
    if (count < this.rows * WORTH_SEALING) {
      this.times = this.times.slice(0, count);
      this.origins = this.origins.slice(0, count);
      this.heads = this.heads.slice(0, count);
      this.topics = this.topics.slice(0, count);
      this.deliveries = this.deliveries.slice(0, count);
      this.previous = this.previous.slice(0, count);
      this.offsets = this.offsets.slice(0, count);
    }
    if (this.raw.filled < this.raw.room * WORTH_SEALING) this.raw.seal();
  }
}
