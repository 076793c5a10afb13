/** What a filter is being asked about: a delivery, a packet, or both at once. One object serves for all rows. */

import { DeliveryColumns } from '../deliveryColumns';
import { PacketChunk } from '../packetChunk';
import type { TraceParts } from '../traceParts';

/** What a filter reads. */
export type FilterParts = Pick<
  TraceParts,
  'log' | 'store' | 'texts' | 'journeys' | 'sessions' | 'wires' | 'packetRows' | 'findings'
>;

const NO_DELIVERIES = new DeliveryColumns(0);
const NO_PACKETS = new PacketChunk(0, 0, 0);

/** The row of which a filter reads values. */
export class Subject {
  /** The delivery's place and number. */
  columns = NO_DELIVERIES;
  row = 0;
  delivery = 0;
  /** The packet's chunk, and its place in it. */
  packets = NO_PACKETS;
  place = 0;
  /** Milliseconds since the trace began, for ages. */
  now = 0;
  /** Grows with each pass over rows: what was remembered of sessions and wires counts for one pass. */
  pass = 0;

  constructor(readonly parts: FilterParts) {}

  /** Begins a pass over rows: what the last one remembered may not be there any more. */
  begin(now: number): void {
    this.now = now;
    this.pass++;
    this.packets = NO_PACKETS;
    this.columns = NO_DELIVERIES;
  }

  /** Moves to the packet's delivery; false where it has none, or that is not known any more. */
  toDelivery(): boolean {
    const { store } = this.parts;
    const delivery = this.packets.delivery(this.place);
    if (delivery === 0 || !store.find(delivery)) return false;
    this.columns = store.columns;
    this.row = store.row;
    this.delivery = delivery;
    return true;
  }

  /** Whether `test` holds for one of the packets of the delivery that are in the log. */
  anyPacket(test: (subject: Subject) => boolean): boolean {
    let n = this.columns.lastPacket[this.row] ?? 0;
    while (n !== 0 && this.toPacket(n)) {
      const previous = this.packets.previousOf(this.place);
      if (test(this)) return true;
      n = previous;
    }
    return false;
  }

  /** Moves to a packet; false where it is not in the log. The packets of a delivery are mostly in one chunk. */
  private toPacket(n: number): boolean {
    const { firstNumber, count } = this.packets;
    if (n < firstNumber || n >= firstNumber + count) {
      const chunk = this.parts.log.chunkWith(n);
      if (chunk === null) return false;
      this.packets = chunk;
    }
    this.place = n - this.packets.firstNumber;
    return true;
  }
}
