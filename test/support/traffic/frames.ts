/** A tape as frames of TCP connections, as a program that captures would see them. */

import { TCP } from '../../../src/engine/capture/network/segment';
import type { Side } from '../../../src/shared/model';
import { captureFile, segment } from '../pcapBytes';
import type { TapeEvent } from './tape';

/** One frame, which can still be spoilt. */
export interface TapeFrame {
  /** Milliseconds. */
  readonly time: number;
  readonly wire: number;
  readonly from: Side;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  readonly payload: Uint8Array;
  /** So many bytes of the payload are captured. */
  readonly kept: number;
}

/** Between two events, in milliseconds. */
const APART = 0.2;

/** When an event is seen that follows one at `former`: never two at once. */
export function nextTime(former: number, { time }: TapeEvent): number {
  return Math.max(former + APART, time);
}

/** The ports of clients are this and the number of the wire. */
const FIRST_PORT = 40_000;

/** The client's end of a wire. */
export function clientAddress(wire: number): string {
  return `127.0.0.1:${FIRST_PORT + wire}`;
}

const NOTHING = new Uint8Array();

/** All frames in their order. Packets of one moment and sender share a segment now and then, and wires end by FIN or RST. */
export function framesOf(events: readonly TapeEvent[]): TapeFrame[] {
  const frames: TapeFrame[] = [];
  const wires = new Map<number, FramedWire>();
  let time = 0;
  for (const [i, event] of events.entries()) {
    time = nextTime(time, event);
    const wire = wires.get(event.wire) ?? new FramedWire(event.wire, frames);
    if (!wires.has(event.wire)) wire.begin(time);
    wires.set(event.wire, wire);
    if (event.kind === 'end') wire.end(time);
    else wire.packet(event.from, event.bytes, time, joinsNext(event, events[i + 1]));
  }
  return frames;
}

function joinsNext(event: TapeEvent, next: TapeEvent | undefined): boolean {
  if (event.kind !== 'packet' || next?.kind !== 'packet') return false;
  return next.wire === event.wire && next.from === event.from && next.bytes.length % 3 === 0;
}

class FramedWire {
  private readonly next: Record<Side, number>;
  private waiting: Uint8Array = NOTHING;

  constructor(
    private readonly wire: number,
    private readonly frames: TapeFrame[],
  ) {
    this.next = { client: wire * 1_000_003, broker: wire * 2_000_003 };
  }

  begin(time: number): void {
    this.add('client', TCP.syn, NOTHING, time);
    this.add('broker', TCP.syn | TCP.ack, NOTHING, time);
    this.add('client', TCP.ack, NOTHING, time);
  }

  packet(from: Side, bytes: Uint8Array, time: number, joinsNext: boolean): void {
    this.waiting = Buffer.concat([this.waiting, bytes]);
    if (joinsNext) return;
    // A large piece goes in two segments.
    const split = this.waiting.length > 40 ? 25 : this.waiting.length;
    this.add(from, TCP.ack, this.waiting.subarray(0, split), time);
    if (split < this.waiting.length) this.add(from, TCP.ack, this.waiting.subarray(split), time);
    this.waiting = NOTHING;
    if (bytes.length % 4 === 0) this.add(from === 'client' ? 'broker' : 'client', TCP.ack, NOTHING, time);
  }

  end(time: number): void {
    if (this.wire % 3 === 0) this.add('client', TCP.rst | TCP.ack, NOTHING, time);
    else {
      this.add('client', TCP.fin | TCP.ack, NOTHING, time);
      this.add('broker', TCP.fin | TCP.ack, NOTHING, time);
      this.add('client', TCP.ack, NOTHING, time);
    }
  }

  private add(from: Side, flags: number, payload: Uint8Array, time: number): void {
    const to = from === 'client' ? 'broker' : 'client';
    const acknowledgement = (flags & TCP.ack) === 0 ? 0 : this.next[to];
    const { wire } = this;
    const kept = payload.length;
    this.frames.push({ time, wire, from, sequence: this.next[from], acknowledgement, flags, payload, kept });
    this.next[from] += payload.length + ((flags & (TCP.syn | TCP.fin)) === 0 ? 0 : 1);
  }
}

/** The file. */
export function fileOf(frames: readonly TapeFrame[]): Uint8Array {
  return captureFile(
    frames.map(({ time, wire, from, sequence, acknowledgement, flags, payload, kept }) => {
      const fields = { sequence, acknowledgement, flags, payload };
      const whole = segment(from, fields, 4, FIRST_PORT + wire);
      const bytes = whole.subarray(0, whole.length - payload.length + kept);
      return { time: BigInt(Math.round(time * 1e6)), bytes, length: whole.length };
    }),
  );
}
