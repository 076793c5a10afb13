/** One TCP connection of a capture: both directions in order, for the one who understands what they carry. */

import { TCP, type Segment } from '../network/segment';
import type { WireNames } from '../wireComment';
import { endpointsOf, type Endpoints } from './conversations';
import type { MemoryBudget } from './memoryBudget';
import { TcpStream } from './tcpStream';

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
        (acknowledgement) => this.streams[from === 0 ? 1 : 0].hasGiven(acknowledgement),
      );
    this.streams = [stream(0), stream(1)];
  }

  /** Whether one end has what the other sent and the capture has not: `expire` has to be called when time has passed. */
  get isLacking(): boolean {
    return this.streams[0].isLacking || this.streams[1].isLacking;
  }

  /** Whether both ends are through with it, though bytes from before may still come. */
  get hasEnded(): boolean {
    return this.isReset || this.streams.every((stream) => stream.hasEnd);
  }

  private get isWaiting(): boolean {
    return this.streams[0].isWaiting || this.streams[1].isWaiting;
  }

  /**
   * Takes a segment that goes on where the one before it ended, of a connection both of whose directions are in order: nearly
   * every one. False, without effect, where it is another one.
   */
  takeNext(segment: Segment, from: End): boolean {
    const isPlain = (segment.flags & (TCP.syn | TCP.fin | TCP.rst)) === 0 && !this.isReset && !this.carrier.isDone;
    const answered = this.streams[from === 0 ? 1 : 0];
    return isPlain && answered.isInOrder(acknowledgementOf(segment)) && this.streams[from].takeNext(segment);
  }

  /** Takes a segment that is no SYN. */
  take(segment: Segment, from: End): void {
    if (this.carrier.isDone) return;
    const { sequence, flags, dataLength, time } = segment;
    const stream = this.streams[from];
    const after = acknowledgementOf(segment);
    if (after !== null) this.streams[from === 0 ? 1 : 0].acknowledged(after, time);
    if (dataLength === 0) stream.empty(sequence, time);
    else stream.take(sequence, segment, after);
    if ((flags & TCP.fin) !== 0) stream.fin((sequence + dataLength) | 0, time);
    if (this.isWaiting) this.settle(time);
    if ((flags & TCP.rst) !== 0) this.isReset = true;
    if (this.isReset || this.finished === 2) this.closeWhereWhole(time);
  }

  /** Takes SYN, which may bring data (RFC 7413); false where it begins another connection between the same ends. */
  begin(segment: Segment, from: End): boolean {
    const { sequence, time } = segment;
    if (!this.streams[from].begin(sequence)) return false;
    const after = acknowledgementOf(segment);
    if (after !== null) this.streams[from === 0 ? 1 : 0].acknowledged(after, time);
    if (!this.carrier.isDone) this.streams[from].take((sequence + 1) | 0, segment, after);
    return true;
  }

  /** At `now`, gives up waiting for what has lacked for too long; what that makes known is shown at `time`. */
  expire(now: number, time: number): void {
    if (!this.streams.some((stream) => stream.isOverdue(now))) return;
    this.sayLacking(time);
    // Each waits for the other, which no two ends do: bytes that nobody sent.
    for (const stream of this.streams) if (stream.isOverdue(now)) stream.giveUp(time);
  }

  /** Waits no more for what one end has and the capture has not. */
  sayLacking(time: number): void {
    for (const stream of this.streams) stream.sayLacking(time);
    this.settle(time);
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

  /** After a reset, what was sent before may still come later in the capture. */
  private closeWhereWhole(time: number): void {
    if (this.isClosed || this.isWaiting) return;
    this.isClosed = true;
    this.carrier.closed(time);
  }

  /** What one direction gave may be what the other waits for. */
  private settle(time: number): void {
    let goesOn = true;
    while (goesOn) {
      goesOn = this.streams[0].drain(time);
      goesOn = this.streams[1].drain(time) || goesOn;
    }
  }

  /** A gap is said before what answers it. */
  private flush(time: number): void {
    this.sayLacking(time);
    for (const stream of this.streams) stream.flush(time);
  }
}

/** What the sender of a segment had of the other direction by then; null where it does not say. */
function acknowledgementOf({ flags, acknowledgement }: Segment): number | null {
  return (flags & TCP.ack) === 0 ? null : acknowledgement;
}
