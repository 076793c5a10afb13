/**
 * Tells our client the delivery number of what it published where not it but the local broker records the wire: the
 * k-th PUBLISH on the wire from a given client address is the k-th that the client wrote to that socket.
 */

import type { Fate, Side } from '../../shared/model';
import { ForwardingTrace, ForwardingWire } from '../trace/forwardingRecorder';
import type { Routing, WireOpening, WireRecorder } from '../trace/recorder';
import { TYPE } from '../wire/packetFields';
import { normaliseEndpoint } from '../wire/endpoint';

/** Stands between the local broker and its trace, and reads the delivery numbers as they arise. */
export class PublishWatch extends ForwardingTrace {
  /** The open wires of the local broker by client address. */
  private readonly wires = new Map<string, WatchedWire>();

  /**
   * The delivery of the `ordinal`-th PUBLISH (from 1) from that client address, which must not have been recorded yet;
   * 0 where the trace made none of it; null when the wire ends before it comes.
   */
  whenPublished(clientAddress: string, ordinal: number): Promise<number | null> {
    return this.wires.get(clientAddress)?.whenPublished(ordinal) ?? Promise.resolve(null);
  }

  override openWire(opening: WireOpening, time: number): WireRecorder {
    const address = normaliseEndpoint(opening.clientAddress);
    const wire = new WatchedWire(super.openWire(opening, time), () => {
      // The system may have given the port to a new connection by now.
      if (this.wires.get(address) === wire) this.wires.delete(address);
    });
    this.wires.set(address, wire);
    return wire;
  }
}

class WatchedWire extends ForwardingWire {
  private ordinal = 0;
  private readonly waiting = new Map<number, (delivery: number | null) => void>();

  constructor(
    recorder: WireRecorder,
    private readonly onClosed: () => void,
  ) {
    super(recorder);
  }

  whenPublished(ordinal: number): Promise<number | null> {
    return new Promise((resolve) => this.waiting.set(ordinal, resolve));
  }

  override packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate?: Fate): number {
    const n = super.packet(from, bytes, time, routing, fate);
    if (from === 'client' && (bytes[0] ?? 0) >> 4 === TYPE.PUBLISH) {
      this.waiting.get(++this.ordinal)?.(this.lastDelivery('client'));
      this.waiting.delete(this.ordinal);
    }
    return n;
  }

  override close(time: number): void {
    super.close(time);
    this.onClosed();
    for (const waiter of this.waiting.values()) waiter(null);
    this.waiting.clear();
  }
}
