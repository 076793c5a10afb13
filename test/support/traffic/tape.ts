/** What passes on the wires of a broker, as it could be captured: every packet in its order, and the ends of wires. */

import type { Side } from '../../../src/shared/model';
import type { TraceRecorder, WireRecorder } from '../../../src/engine/trace/recorder';
import { LowIdentifiers } from './lowIdentifiers';

/** A packet, or the end of its wire. Times are milliseconds. */
export type TapeEvent = { readonly wire: number; readonly time: number } & (
  { readonly kind: 'packet'; readonly from: Side; readonly bytes: Uint8Array } | { readonly kind: 'end' }
);

/** Records in place of a trace. */
export class Tape implements TraceRecorder {
  readonly events: TapeEvent[] = [];
  private readonly identifiers = new LowIdentifiers();
  private journeys = 0;
  private wires = 0;

  openWire(): WireRecorder {
    const wire = ++this.wires;
    let isOpen = true;
    const packet = (from: Side, bytes: Uint8Array, time: number): number => {
      const renumbered = this.identifiers.of(wire, from, Uint8Array.from(bytes));
      return isOpen ? this.events.push({ kind: 'packet', wire, from, bytes: renumbered, time }) : 0;
    };
    return {
      wire,
      packet,
      packetIn: (from, bytes, start, end, time) => packet(from, bytes.subarray(start, end), time),
      together: (record) => record(),
      unreadable: () => 0,
      lastJourney: () => ++this.journeys,
      lastDelivery: () => 0,
      close: (time) => {
        if (isOpen) this.events.push({ kind: 'end', wire, time });
        isOpen = false;
      },
    };
  }

  beginJourney(): number {
    return ++this.journeys;
  }

  queued(): void {
    return;
  }

  unqueued(): void {
    return;
  }

  sessionEnded(): void {
    return;
  }
}
