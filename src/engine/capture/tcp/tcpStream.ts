/**
 * One direction of a TCP connection: puts its segments in order. What was sent again is given once, what came too early
 * waits for what it lacks, and what the capture does not have is said as a gap.
 */

import { Backlog, type Waiting } from './backlog';
import type { MemoryBudget } from './memoryBudget';

/** Takes the stream in its order. */
export interface StreamListener {
  /** The next bytes, as a view that holds until the call returns. */
  data(bytes: Uint8Array, time: number): void;
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
    return this.backlog.first !== null;
  }

  /** SYN tells the first sequence number. False where it is of another connection than the one that is known. */
  begin(sequence: number): boolean {
    if (this.next === null) {
      this.initial = sequence;
      this.next = (sequence + 1) | 0;
    }
    return this.initial === sequence;
  }

  /** A segment without bytes. */
  empty(sequence: number): void {
    this.next ??= sequence;
  }

  /** A segment with `length` bytes, of which `bytes` were captured. A stream without SYN begins with its first segment. */
  take(sequence: number, bytes: Uint8Array, length: number, time: number): void {
    this.next ??= sequence;
    if (length === 0) return;
    const ahead = (sequence - this.next) | 0;
    if (ahead > 0) this.wait({ sequence, bytes, length }, time);
    else {
      this.give(sequence, bytes, length, time);
      this.drain(time);
    }
  }

  /** FIN stands at this sequence number. */
  fin(sequence: number, time: number): void {
    this.next ??= sequence;
    this.finish = sequence;
    this.finishWhereReached(time);
  }

  /** The receiver has everything before `acknowledgement`. */
  acknowledged(acknowledgement: number, time: number): void {
    const { first } = this.backlog;
    if (first === null || ((acknowledgement - first.sequence) | 0) < 0) return;
    this.lackingSince ??= time;
    if (time - this.lackingSince > PATIENCE) this.giveUp(time);
  }

  /** Gives all that waits, and says what lacks before it. */
  flush(time: number): void {
    while (this.isWaiting) this.giveUp(time);
  }

  private wait(waiting: Waiting, time: number): void {
    this.backlog.add(waiting);
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
      this.give(first.sequence, first.bytes, first.length, time);
    }
    this.finishWhereReached(time);
  }

  /** Gives what is new of a segment that does not lie ahead. */
  private give(sequence: number, bytes: Uint8Array, length: number, time: number): void {
    const known = this.next === null ? 0 : (this.next - sequence) | 0;
    if (known >= length) return;
    this.next = (sequence + length) | 0;
    if (known < bytes.length) this.listener.data(known === 0 ? bytes : bytes.subarray(known), time);
    const lacking = length - Math.max(known, bytes.length);
    if (lacking > 0) this.listener.gap(lacking, time);
  }

  private finishWhereReached(time: number): void {
    if (this.finished || this.finish === null || this.next === null) return;
    if (((this.finish - this.next) | 0) > 0) return;
    this.finished = true;
    this.listener.finished(time);
  }
}
