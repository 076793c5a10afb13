/** A trace that only notes what it is told, in lines. */

import type { Side } from '../../src/shared/model';
import type { Sentence } from '../../src/shared/sentences';
import { PACKET_TYPES } from '../../src/shared/model';
import type { Queued, TraceRecorder, WireOpening, WireRecorder } from '../../src/engine/trace/recorder';

/** A recorder whose `lines` read like `1 client CONNECT`, `1 unreadable packet.tooLarge`, `1 end`. */
export class BrokerRecorder implements TraceRecorder {
  readonly lines: string[] = [];
  readonly openings: WireOpening[] = [];
  private journeys = 0;
  private readonly waiting = new Set<() => void>();

  openWire(opening: WireOpening): WireRecorder {
    this.openings.push(opening);
    const wire = this.openings.length;
    let journey = 0;
    const packetIn = (from: Side, bytes: Uint8Array, start: number): number => {
      const type = PACKET_TYPES[(bytes[start] ?? 0) >> 4] ?? '?';
      if (from === 'client' && type === 'PUBLISH') journey = this.beginJourney();
      return this.note(`${wire} ${from} ${type}`);
    };
    return {
      wire,
      packet: (from: Side, bytes: Uint8Array) => packetIn(from, bytes, 0),
      packetIn,
      together: (record: () => void) => record(),
      unreadable: (_from: Side, _bytes: Uint8Array, _time: number, error: Sentence) =>
        this.note(`${wire} unreadable ${error.code}`),
      lastJourney: () => journey,
      lastDelivery: () => 0,
      close: () => this.note(`${wire} end`),
    };
  }

  beginJourney(): number {
    return ++this.journeys;
  }

  queued(message: Queued): void {
    this.note(`queued ${message.client} ${message.topic}`);
  }

  unqueued(client: string, _broker: string, journey: number, state: 'expired' | 'lost'): void {
    this.note(`${state} ${client} ${journey}`);
  }

  sessionEnded(client: string): void {
    this.note(`ended ${client}`);
  }

  /** Resolves once a line was noted. */
  async noted(line: string): Promise<void> {
    while (!this.lines.includes(line)) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  private note(line: string): number {
    const count = this.lines.push(line);
    for (const wake of this.waiting) wake();
    this.waiting.clear();
    return count;
  }
}
