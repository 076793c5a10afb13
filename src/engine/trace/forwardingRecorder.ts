/** For those who stand between a writer and a trace: all is passed on as it comes, and a subclass looks at what it needs. */

import type { Fate, Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { part } from '../wire/bytes';
import type { Queued, Routing, TraceRecorder, WireOpening, WireRecorder } from './recorder';

/** Passes everything on to a trace. */
export class ForwardingTrace implements TraceRecorder {
  constructor(protected readonly trace: TraceRecorder) {}

  openWire(opening: WireOpening, time: number): WireRecorder {
    return this.trace.openWire(opening, time);
  }

  beginJourney(): number {
    return this.trace.beginJourney();
  }

  queued(message: Queued, time: number): void {
    this.trace.queued(message, time);
  }

  unqueued(client: string, broker: string, journey: number, state: 'expired' | 'lost', time: number): void {
    this.trace.unqueued(client, broker, journey, state, time);
  }

  sessionEnded(client: string, broker: string, time: number): void {
    this.trace.sessionEnded(client, broker, time);
  }
}

/** Passes everything on to a wire of a trace. */
export class ForwardingWire implements WireRecorder {
  constructor(protected readonly recorder: WireRecorder) {}

  get wire(): number {
    return this.recorder.wire;
  }

  packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    return this.recorder.packet(from, bytes, time, routing, fate);
  }

  /** As a packet of its own, so that a subclass looks at one method. */
  packetIn(from: Side, bytes: Uint8Array, start: number, end: number, time: number): number {
    return this.packet(from, part(bytes, start, end), time);
  }

  together(record: () => void): void {
    this.recorder.together(record);
  }

  arrived(time: number): void {
    this.recorder.arrived?.(time);
  }

  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): number {
    return this.recorder.unreadable(from, bytes, time, error);
  }

  lastJourney(): number {
    return this.recorder.lastJourney();
  }

  lastDelivery(from: Side): number {
    return this.recorder.lastDelivery(from);
  }

  close(time: number): void {
    this.recorder.close(time);
  }
}
