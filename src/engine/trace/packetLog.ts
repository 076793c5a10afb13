/**
 * All packets of a trace in the order in which they were seen, without an object for each. Numbers are absolute, from 1,
 * and never used again; the oldest leave in whole chunks.
 */

import type { WordWindow } from '../wire/wordWindow';
import type { Growth } from './growth';
import { PacketChunk, ROW_BYTES, type PacketRow } from './packetChunk';

const FEWEST_ROWS = 16;

/** Rows and raw bytes of packets. */
export class PacketLog {
  /** Packets that left because the log was full. */
  dropped = 0;
  private chunks: PacketChunk[] = [];
  private last: PacketChunk | null = null;
  private sealedBytes = 0;
  private next = 1;
  private togetherNow = false;

  constructor(
    /** About how many bytes a chunk takes, columns and raw bytes together. */
    private readonly chunkBytes: number,
    /** Of a longer packet only so many bytes are kept. */
    private readonly longestKept: number,
    private readonly growth: Growth,
    /** On the bytes that packets stand in. */
    private readonly window: WordWindow,
  ) {}

  /** Whether `together` is being called. */
  get isTogether(): boolean {
    return this.togetherNow;
  }

  /** The number that the next row gets. */
  get nextNumber(): number {
    return this.next;
  }

  /** The oldest row's number; the next number where the log is empty. */
  get firstNumber(): number {
    return this.chunks[0]?.firstNumber ?? this.next;
  }

  get count(): number {
    return this.next - this.firstNumber;
  }

  /** What the log holds, in bytes. */
  get bytes(): number {
    return this.sealedBytes + (this.last?.bytes ?? 0);
  }

  /** When the oldest packet came; null where there is none. */
  get firstTime(): number | null {
    return this.chunks[0]?.firstTime ?? null;
  }

  /** When the newest packet of the oldest chunk came; null where there is no chunk that could leave. */
  get oldestChunkTime(): number | null {
    return this.chunks.length > 1 ? (this.chunks[0]?.lastTime ?? null) : null;
  }

  /** Adds a row; copies the packet from `start` to before `end` of `bytes`. Gives its number. */
  append(row: PacketRow, bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const kept = length < this.longestKept ? length : this.longestKept;
    const chunk = this.last?.fits(kept) === true ? this.last : this.begin();
    if (chunk.append(row, bytes, start, end, kept)) this.growth.count++;
    if (!this.togetherNow) chunk.settle();
    return this.next++;
  }

  /** Calls `record`; the bytes of the packets that are added meanwhile must stay as they are until it returns. */
  together(record: () => void): void {
    this.togetherNow = true;
    try {
      record();
    } finally {
      this.togetherNow = false;
      this.last?.settle();
    }
  }

  /** The chunks, oldest first. They hold until rows leave. */
  runs(): readonly PacketChunk[] {
    return this.chunks;
  }

  /** The chunk with row `number`, or null. */
  chunkWith(number: number): PacketChunk | null {
    return this.chunkOf(number);
  }

  /** Whether row `number` is still here. */
  has(number: number): boolean {
    return number >= this.firstNumber && number < this.next;
  }

  /** Fills `row` with the row of that number; false where it is not here. */
  read(number: number, row: PacketRow): boolean {
    const chunk = this.chunkOf(number);
    chunk?.read(number - chunk.firstNumber, row);
    return chunk !== null;
  }

  /**
   * Calls `visit` with time, first byte and length on the wire of each packet of the chunks that reach into the time
   * from `from` to `to`, oldest first.
   */
  eachIn(from: number, to: number, visit: (time: number, first: number, length: number) => void): void {
    for (const chunk of this.chunks) if (chunk.lastTime >= from && chunk.firstTime <= to) chunk.each(visit);
  }

  /** The kept bytes of a packet as a view that holds until the next append; null where it is not here. */
  rawBytes(number: number): Uint8Array | null {
    const chunk = this.chunkOf(number);
    return chunk?.rawBytes(number - chunk.firstNumber) ?? null;
  }

  /** The length of a packet on the wire, in bytes; 0 where it is not here. */
  length(number: number): number {
    const chunk = this.chunkOf(number);
    return chunk?.length(number - chunk.firstNumber) ?? 0;
  }

  /** Lets the oldest chunk go and counts its packets. */
  dropOldest(): void {
    const oldest = this.chunks.shift();
    if (oldest === undefined) return;
    this.sealedBytes -= oldest.bytes;
    this.dropped += oldest.count;
  }

  /** Empties the log. Numbers go on; the count of dropped packets begins again. */
  clear(): void {
    this.chunks = [];
    this.last = null;
    this.sealedBytes = 0;
    this.dropped = 0;
  }

  private begin(): PacketChunk {
    const full = this.last;
    if (full !== null) {
      full.seal();
      this.sealedBytes += full.bytes;
    }
    // Packets stay much as they were: room for a few more rows than the last chunk took need not be given back.
    const most = Math.max(FEWEST_ROWS, Math.floor(this.chunkBytes / 2 / ROW_BYTES));
    const rows = full === null ? most : Math.min(most, Math.max(FEWEST_ROWS, Math.ceil(full.count * 1.05)));
    this.last = new PacketChunk(this.next, rows, Math.ceil(this.chunkBytes / 2), full?.rawRoom, this.window);
    this.chunks.push(this.last);
    this.growth.count++;
    return this.last;
  }

  /** By halving: chunks hold different numbers of rows. */
  private chunkOf(number: number): PacketChunk | null {
    if (!this.has(number)) return null;
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.chunks[middle]?.firstNumber ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    return this.chunks[low] ?? null;
  }
}
