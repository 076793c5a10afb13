/**
 * One direction of a TCP connection: puts its segments in order. What was sent again is given once, what came too early
 * waits for what it lacks, and what the capture does not have is said as a gap.
 */

import type { Segment } from '../network/segment';
import { Backlog } from './backlog';
import type { MemoryBudget } from './memoryBudget';

/** Takes the stream in its order. */
export interface StreamListener {
  /** The next bytes, from `start` to before `end` of `bytes`, which hold until the call returns. */
  data(bytes: Uint8Array, start: number, end: number, time: number): void;
  /** That many bytes of the stream are not in the capture. */
  gap(count: number, time: number): void;
  /** The sender has nothing more to send. */
  finished(time: number): void;
}

/**
 * How long what the receiver has acknowledged may still come, in milliseconds: captures mix up directions and processors,
 * but not for long, and all that waits is shown later than what the other end said meanwhile.
 */
const PATIENCE = 10;

/** Bytes of one direction that may wait for those before them. */
const MAXIMUM_WAITING = 8 * 1024 * 1024;

/** One direction. Sequence numbers are signed 32 bits, so that differences wrap. */
export class TcpStream {
  /** The sequence number of the next byte; null before the first segment. */
  private next: number | null = null;
  /** Of SYN; null where the capture does not have it. */
  private initial: number | null = null;
  private readonly backlog: Backlog;
  /** The sequence number of FIN. */
  private finish: number | null = null;
  private finished = false;
  /** When the receiver was first seen to have what lacks here. */
  private lackingSince: number | null = null;

  constructor(
    private readonly listener: StreamListener,
    budget: MemoryBudget,
  ) {
    this.backlog = new Backlog(budget);
  }

  /** Whether bytes wait for others before them. */
  get isWaiting(): boolean {
    return !this.backlog.isEmpty;
  }

  /** SYN tells the first sequence number. False where it is of another connection than the one that is known. */
  begin(sequence: number): boolean {
    if (this.next === null) {
      this.initial = sequence;
      this.next = (sequence + 1) | 0;
    }
    return this.initial === sequence;
  }

  /** A segment whose bytes begin at `sequence`. A stream without SYN begins with its first segment. */
  take(sequence: number, segment: Segment): void {
    const { bytes, dataStart, dataEnd, dataLength, time } = segment;
    // Nearly every segment is the next one, is whole, and nothing waits for it.
    const isPlain = sequence === this.next && dataLength > 0 && dataEnd - dataStart === dataLength;
    if (isPlain && this.finish === null && !this.isWaiting) {
      this.next = (sequence + dataLength) | 0;
      this.listener.data(bytes, dataStart, dataEnd, time);
      return;
    }
    this.place(sequence, segment);
  }

  /** FIN stands at this sequence number. */
  fin(sequence: number, time: number): void {
    this.next ??= sequence;
    this.finish = sequence;
    this.finishWhereReached(time);
  }

  /** The receiver has everything before `acknowledgement`. */
  acknowledged(acknowledgement: number, time: number): void {
    if (this.backlog.isEmpty) return;
    const { first } = this.backlog;
    if (first === null || ((acknowledgement - first.sequence) | 0) < 0) return;
    this.lackingSince ??= time;
    if (time - this.lackingSince > PATIENCE) this.giveUp(time);
  }

  /** Gives all that waits, and says what lacks before it. */
  flush(time: number): void {
    while (this.isWaiting) this.giveUp(time);
  }

  /** Any segment at all. */
  private place(sequence: number, { bytes, dataStart, dataEnd, dataLength, time }: Segment): void {
    this.next ??= sequence;
    if (dataLength === 0) return;
    if (((sequence - this.next) | 0) > 0) {
      this.wait(sequence, bytes.slice(dataStart, dataEnd), dataLength, time);
      return;
    }
    this.give(sequence, bytes, dataStart, dataEnd, dataLength, time);
    this.drain(time);
  }

  private wait(sequence: number, bytes: Uint8Array, length: number, time: number): void {
    this.backlog.add({ sequence, bytes, length });
    while (this.backlog.bytes > MAXIMUM_WAITING || (this.isWaiting && this.backlog.isOverBudget)) this.giveUp(time);
  }

  /** What lacks before the first that waits will not come. */
  private giveUp(time: number): void {
    const { first } = this.backlog;
    if (first === null || this.next === null) return;
    this.listener.gap((first.sequence - this.next) | 0, time);
    this.next = first.sequence;
    this.drain(time);
  }

  private drain(time: number): void {
    this.lackingSince = null;
    for (let first = this.backlog.first; first !== null; first = this.backlog.first) {
      if (this.next === null || ((first.sequence - this.next) | 0) > 0) break;
      this.backlog.shift();
      this.give(first.sequence, first.bytes, 0, first.bytes.length, first.length, time);
    }
    this.finishWhereReached(time);
  }

  /** Gives what is new of a segment of `length` bytes that does not lie ahead; those from `start` to `end` were captured. */
  private give(sequence: number, bytes: Uint8Array, start: number, end: number, length: number, time: number): void {
    const known = this.next === null ? 0 : (this.next - sequence) | 0;
    if (known >= length) return;
    this.next = (sequence + length) | 0;
    if (start + known < end) this.listener.data(bytes, start + known, end, time);
    const lacking = length - Math.max(known, end - start);
    if (lacking > 0) this.listener.gap(lacking, time);
  }

  private finishWhereReached(time: number): void {
    if (this.finished || this.finish === null || this.next === null) return;
    if (((this.finish - this.next) | 0) > 0) return;
    this.finished = true;
    this.listener.finished(time);
  }
}
