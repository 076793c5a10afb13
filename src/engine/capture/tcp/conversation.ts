/** One TCP connection of a capture: both directions in order, for the one who understands what they carry. */

import { TCP, type Segment } from '../network/segment';
import type { WireNames } from '../wireComment';
import { endpointsOf, type Endpoints } from './conversations';
import { HeldBack } from './heldBack';
import type { MemoryBudget } from './memoryBudget';
import { PATIENCE, TcpStream } from './tcpStream';

/** An end of a connection: 0 sent its first segment in the capture. */
export type End = 0 | 1;

/** Understands what a connection carries. */
export interface Carrier {
  /** Whether nothing of the connection is of use. */
  readonly isDone: boolean;
  /** The next bytes of an end, from `start` to before `end` of `bytes`, which hold until the call returns. */
  data(from: End, bytes: Uint8Array, start: number, end: number, time: number): void;
  gap(from: End, count: number, time: number): void;
  /** The connection has ended. */
  closed(time: number): void;
  /** The capture has ended before the connection. */
  cut(time: number): void;
}

/** What is known of a connection when it is first seen. */
export interface ConversationParts {
  /** The one that it is first seen by. */
  readonly segment: Segment;
  readonly carrier: Carrier;
  readonly budget: MemoryBudget;
}

/** One connection. */
export class Conversation {
  readonly ends: Endpoints;
  /** What the file says of its ends, or null. */
  names: WireNames | null = null;
  private readonly streams: readonly [TcpStream, TcpStream];
  /** What came before what it answers, by the end that sent it. */
  private readonly held: readonly [HeldBack, HeldBack];
  /** How far each direction had come when it was waited for in vain: until it goes on, nothing is held back for it. */
  private readonly stuckAt: [number | null, number | null] = [null, null];
  private readonly carrier: Carrier;
  private finished = 0;
  private isReset = false;
  private isClosed = false;

  constructor({ segment, carrier, budget }: ConversationParts) {
    this.ends = endpointsOf(segment);
    this.carrier = carrier;
    const stream = (from: End): TcpStream =>
      new TcpStream(
        {
          data: (bytes, start, end, time) => carrier.data(from, bytes, start, end, time),
          gap: (count, time) => carrier.gap(from, count, time),
          finished: () => {
            this.finished++;
          },
        },
        budget,
      );
    this.streams = [stream(0), stream(1)];
    this.held = [new HeldBack(budget), new HeldBack(budget)];
  }

  /** Whether something is held back: `letGo` has to be called in time. */
  get isHolding(): boolean {
    return !this.held[0].isEmpty || !this.held[1].isEmpty;
  }

  /** When what is held back has been for long enough; Infinity where nothing is. */
  get due(): number {
    return Math.min(...this.held.map(dueOf));
  }

  /** Takes a segment that is no SYN. */
  take(segment: Segment, from: End): void {
    if (this.carrier.isDone) return;
    const { sequence, flags, dataLength, time } = segment;
    const stream = this.streams[from];
    const other = otherEnd(from);
    if ((flags & TCP.ack) !== 0) this.streams[other].acknowledged(segment.acknowledgement, time);
    if (this.mustWait(segment, from)) this.hold(segment, from);
    else stream.take(sequence, segment);
    if ((flags & TCP.fin) !== 0) stream.fin((sequence + dataLength) | 0, time);
    if (this.isHolding) this.giveAnswers(time);
    if ((flags & TCP.rst) !== 0) this.isReset = true;
    if (this.isReset || this.finished === 2) this.closeWhereWhole(time);
  }

  /** Takes SYN, which may bring data (RFC 7413); false where it begins another connection between the same ends. */
  begin(segment: Segment, from: End): boolean {
    const { sequence } = segment;
    if (!this.streams[from].begin(sequence)) return false;
    if (!this.carrier.isDone) this.streams[from].take((sequence + 1) | 0, segment);
    return true;
  }

  /** Gives what is due at that time, whether or not what it answers has come. */
  letGo(time: number): void {
    for (const from of ENDS) if (dueOf(this.held[from]) <= time) this.giveHeld(from, time);
    if (this.isReset || this.finished === 2) this.closeWhereWhole(time);
  }

  /** Another connection between the same ends has begun. */
  end(time: number): void {
    this.flush(time);
    if (!this.isClosed) this.carrier.closed(time);
    this.isClosed = true;
  }

  /** The capture has ended. */
  cut(time: number): void {
    this.flush(time);
    if (this.isReset || this.finished === 2) this.end(time);
    else this.carrier.cut(time);
  }

  /** Its sender had received what the capture has not brought yet. */
  private mustWait({ flags, dataLength, acknowledgement }: Segment, from: End): boolean {
    if ((flags & TCP.ack) === 0 || dataLength === 0) return false;
    const other = otherEnd(from);
    const answered = this.streams[other];
    return answered.lacks(acknowledgement) && answered.expected !== this.stuckAt[other];
  }

  private hold(segment: Segment, from: End): void {
    this.held[from].add(segment);
    if (this.held[from].isTooMuch) this.giveHeld(from, segment.time);
  }

  /** Gives what answers something that has come. What is given can let the other direction go on. */
  private giveAnswers(time: number): void {
    for (let from: End = 0, idle = 0; idle < 2; from = otherEnd(from)) {
      const answered = this.streams[otherEnd(from)];
      const hasGiven = this.giveOne(from, time, ({ acknowledgement }) => !answered.lacks(acknowledgement));
      idle = hasGiven ? 0 : idle + 1;
    }
  }

  /** Gives all that an end has sent, without waiting for more of the other. */
  private giveHeld(from: End, time: number): void {
    this.stuckAt[otherEnd(from)] = this.streams[otherEnd(from)].expected;
    while (this.giveOne(from, time, () => true));
    this.giveAnswers(time);
  }

  /** Gives the first that is ready; false where none is. */
  private giveOne(from: End, time: number, isReady: (segment: Segment) => boolean): boolean {
    const segment = this.held[from].take(isReady);
    if (segment !== null) this.streams[from].take(segment.sequence, { ...segment, time });
    return segment !== null;
  }

  /** After a reset, what was sent before may still come later in the capture. */
  private closeWhereWhole(time: number): void {
    if (this.isClosed || this.isHolding || this.streams[0].isWaiting || this.streams[1].isWaiting) return;
    this.isClosed = true;
    this.carrier.closed(time);
  }

  private flush(time: number): void {
    for (const stream of this.streams) stream.flush(time);
    this.giveAnswers(time);
    for (const from of ENDS) this.giveHeld(from, time);
    for (const stream of this.streams) stream.flush(time);
  }
}

const ENDS = [0, 1] as const;

function dueOf({ first }: HeldBack): number {
  return first === null ? Infinity : first.time + PATIENCE;
}

function otherEnd(end: End): End {
  return end === 0 ? 1 : 0;
}
