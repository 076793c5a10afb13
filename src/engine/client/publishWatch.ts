/**
 * Tells our client the delivery number of what it published where not it but the local broker records the wire: the
 * k-th PUBLISH on the wire from a given client address is the k-th that the client wrote to that socket.
 */

import type { Fate, Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import type { Queued, Routing, TraceRecorder, WireOpening, WireRecorder } from '../trace/recorder';
import { normaliseEndpoint } from './endpoint';

/** Type bits of PUBLISH in the first byte (2.1.2). */
const PUBLISH = 3;

type Waiter = (delivery: number | null) => void;

/** Stands between the local broker and its trace; passes all on and reads the delivery numbers as they arise. */
export class PublishWatch implements TraceRecorder {
  /** The open wires of the local broker by client address. */
  private readonly wires = new Map<string, WatchedWire>();

  constructor(private readonly trace: TraceRecorder) {}

  /**
   * The delivery of the `ordinal`-th PUBLISH (from 1) from that client address, which must not have been recorded yet;
   * 0 where the trace made none of it; null when the wire ends before it comes.
   */
  whenPublished(clientAddress: string, ordinal: number): Promise<number | null> {
    return this.wires.get(clientAddress)?.whenPublished(ordinal) ?? Promise.resolve(null);
  }

  openWire(opening: WireOpening, time: number): WireRecorder {
    const address = normaliseEndpoint(opening.clientAddress);
    const wire = new WatchedWire(this.trace.openWire(opening, time), () => {
      // The system may have given the port to a new connection by now.
      if (this.wires.get(address) === wire) this.wires.delete(address);
    });
    this.wires.set(address, wire);
    return wire;
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

class WatchedWire implements WireRecorder {
  private ordinal = 0;
  private readonly waiting = new Map<number, Waiter>();

  constructor(
    private readonly recorder: WireRecorder,
    private readonly onClosed: () => void,
  ) {}

  whenPublished(ordinal: number): Promise<number | null> {
    return new Promise((resolve) => this.waiting.set(ordinal, resolve));
  }

  get wire(): number {
    return this.recorder.wire;
  }

  packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    const n = this.recorder.packet(from, bytes, time, routing, fate);
    if (from === 'client' && (bytes[0] ?? 0) >> 4 === PUBLISH) {
      this.waiting.get(++this.ordinal)?.(this.recorder.lastDelivery('client'));
      this.waiting.delete(this.ordinal);
    }
    return n;
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
    this.onClosed();
    for (const waiter of this.waiting.values()) waiter(null);
    this.waiting.clear();
  }
}
