/**
 * One direction of a TCP connection: puts its segments in order. What was sent again is given once, what came too early
 * waits for what it lacks or answers, and what the capture does not have is said as a gap.
 */

import type { Segment } from '../network/segment';
import { Backlog, type Waiting } from './backlog';
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
export const PATIENCE = 10;

/** Bytes of one direction that may wait for those before them. */
const MAXIMUM_WAITING = 8 * 1024 * 1024;

/** One direction. Sequence numbers are signed 32 bits, so that differences wrap. */
export class TcpStream {
  /** The sequence number of the next byte; null before the first segment. */
  private next: number | null = null;
  /** What the receiver had when it was first seen, while nothing of the stream itself was: there the stream begins. */
  private presumed: number | null = null;
  /** Of SYN; null where the capture does not have it. */
  private initial: number | null = null;
  private readonly backlog: Backlog;
  /** The sequence number of FIN. */
  private finish: number | null = null;
  private finished = false;
  /** When the receiver was first seen to have what was not given here. */
  private lackingSince: number | null = null;
  /** The receiver has everything before this. */
  private acknowledgement = 0;

  constructor(
    private readonly listener: StreamListener,
    budget: MemoryBudget,
    /** Whether all of the other direction before an acknowledgement has been given. */
    private readonly isAnswered: (acknowledgement: number) => boolean,
  ) {
    this.backlog = new Backlog(budget);
  }

  /** Whether bytes wait for others, or others for bytes of this direction. */
  get isWaiting(): boolean {
    return !this.backlog.isEmpty || this.isLacking;
  }

  /** Whether its sender has said its end, though bytes before that may still come. */
  get hasEnd(): boolean {
    return this.finish !== null;
  }

  /** Whether the receiver has what was not given here. */
  get isLacking(): boolean {
    return this.lackingSince !== null;
  }

  /** Whether everything before `acknowledgement` was given; but for one number: FIN has one, and may not be in the capture. */
  hasGiven(acknowledgement: number): boolean {
    return this.next === null || ((acknowledgement - this.next) | 0) <= 1;
  }

  /** SYN tells the first sequence number. False where it is of another connection than the one that is known. */
  begin(sequence: number): boolean {
    if (this.next === null || this.isPresumed) {
      this.initial = sequence;
      this.next = (sequence + 1) | 0;
    }
    return this.initial === sequence;
  }

  /** A segment without bytes, RST too: its sender has sent all before it. */
  empty(sequence: number, time: number): void {
    this.next ??= sequence;
    this.acknowledged(sequence, time);
  }

  /** Whether nothing waits, and everything before `acknowledgement` was given; not where that is the first of the stream that is seen. */
  isInOrder(acknowledgement: number | null): boolean {
    if (this.isWaiting) return false;
    return acknowledgement === null || (this.next !== null && this.hasGiven(acknowledgement));
  }

  /** Takes a segment that follows on what was given and is whole, where nothing waits. False where it is another one. */
  takeNext({ sequence, bytes, dataStart, dataEnd, dataLength, time }: Segment): boolean {
    const isNext = sequence === this.next && dataLength > 0 && dataEnd - dataStart === dataLength;
    if (!isNext || this.finish !== null || this.isWaiting) return false;
    this.next = (sequence + dataLength) | 0;
    this.listener.data(bytes, dataStart, dataEnd, time);
    return true;
  }

  /**
   * A segment whose bytes begin at `sequence`. A stream without SYN begins with its first segment. It waits for what it
   * acknowledges (`after`): an answer is not shown before what it answers.
   */
  take(sequence: number, segment: Segment, after: number | null): void {
    const { bytes, dataStart, dataEnd, dataLength, time } = segment;
    const mustWait = after !== null && !this.isAnswered(after);
    this.next ??= sequence;
    if (dataLength === 0) return;
    // What answers it was shown already: the stream is taken to begin behind it.
    if (this.isPresumed && ((sequence - this.next) | 0) < 0) this.listener.gap(dataLength, time);
    if (mustWait || ((sequence - this.next) | 0) > 0) {
      this.wait({ sequence, bytes: bytes.slice(dataStart, dataEnd), length: dataLength, after }, time);
      return;
    }
    this.give(sequence, bytes, dataStart, dataEnd, dataLength, time);
    this.drain(time);
  }

  /** FIN stands at this sequence number. */
  fin(sequence: number, time: number): void {
    this.next ??= sequence;
    this.finish = sequence;
    this.finishWhereReached(time);
  }

  /** The receiver has everything before `acknowledgement`, or the sender has sent it. */
  acknowledged(acknowledgement: number, time: number): void {
    this.next ??= this.presumed = acknowledgement;
    if (this.hasGiven(acknowledgement)) return;
    if (this.lackingSince === null || ((acknowledgement - this.acknowledgement) | 0) > 0) {
      this.acknowledgement = acknowledgement;
    }
    this.lackingSince ??= time;
  }

  /** Whether the receiver has had for too long what was not given here. */
  isOverdue(now: number): boolean {
    return this.lackingSince !== null && now - this.lackingSince > PATIENCE;
  }

  /** Says what lacks though the receiver has it. */
  sayLacking(time: number): void {
    while (this.lackingSince !== null && this.lacking > 0) {
      this.skip(time);
      this.drain(time);
    }
  }

  /** Gives the next that waits, whatever it waits for. */
  giveUp(time: number): void {
    this.skip(time);
    this.lackingSince = null;
    this.drain(time, true);
  }

  /** Gives all that waits, and says what lacks before it. */
  flush(time: number): void {
    while (this.isWaiting) this.giveUp(time);
  }

  /** Whether nothing of the stream was seen yet, but by its receiver. */
  private get isPresumed(): boolean {
    return this.initial === null && this.next !== null && this.next === this.presumed;
  }

  /** Gives what waits no more. Whether there was any. */
  drain(time: number, isForced = false): boolean {
    let mayGive = isForced;
    let gave = false;
    for (let first = this.backlog.first; first !== null; first = this.backlog.first) {
      if (this.next === null || ((first.sequence - this.next) | 0) > 0) break;
      if (!mayGive && first.after !== null && !this.isAnswered(first.after)) break;
      mayGive = false;
      gave = true;
      this.backlog.shift();
      this.give(first.sequence, first.bytes, 0, first.bytes.length, first.length, time);
    }
    if (this.lackingSince !== null && this.hasGiven(this.acknowledgement)) this.lackingSince = null;
    this.finishWhereReached(time);
    return gave;
  }

  private wait(waiting: Waiting, time: number): void {
    this.backlog.add(waiting);
    while (this.backlog.bytes > MAXIMUM_WAITING || (this.isWaiting && this.backlog.isOverBudget)) this.giveUp(time);
  }

  /** How many bytes lack before the first that waits, or before what the receiver has. */
  private get lacking(): number {
    const end = this.backlog.first?.sequence ?? this.acknowledgement;
    return this.next === null ? 0 : (end - this.next) | 0;
  }

  /** What lacks will not come. */
  private skip(time: number): void {
    const { lacking } = this;
    if (lacking <= 0 || this.next === null) return;
    this.next = (this.next + lacking) | 0;
    this.listener.gap(lacking, time);
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
