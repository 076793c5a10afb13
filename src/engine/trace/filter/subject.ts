/** What a filter is being asked about: a delivery, a packet, or both at once. One object serves for all rows. */

import { DeliveryColumns } from '../deliveryColumns';
import { newPacketRow } from '../packetChunk';
import type { TraceParts } from '../traceParts';

/** What a filter reads. */
export type FilterParts = Pick<
  TraceParts,
  'log' | 'store' | 'texts' | 'journeys' | 'sessions' | 'wires' | 'packetRows' | 'findings'
>;

/** The row of which a filter reads values. */
export class Subject {
  /** The delivery's place and number. */
  columns = new DeliveryColumns(1);
  row = 0;
  delivery = 0;
  /** The packet's row and number. */
  readonly packet = newPacketRow();
  packetNumber = 0;
  /** Milliseconds since the trace began, for ages. */
  now = 0;
  /** Grows with each pass over rows: what was remembered of sessions and wires counts for one pass. */
  pass = 0;

  constructor(readonly parts: FilterParts) {}

  /** Moves to the packet's delivery; false where it has none, or that is not known any more. */
  toDelivery(): boolean {
    const { store } = this.parts;
    const { delivery } = this.packet;
    if (delivery === 0 || !store.find(delivery)) return false;
    this.columns = store.columns;
    this.row = store.row;
    this.delivery = delivery;
    return true;
  }

  /** Whether `test` holds for one of the packets of the delivery that are in the log. */
  anyPacket(test: (subject: Subject) => boolean): boolean {
    const { log } = this.parts;
    let n = this.columns.lastPacket[this.row] ?? 0;
    while (n !== 0 && log.read(n, this.packet)) {
      const { previous } = this.packet;
      this.packetNumber = n;
      if (test(this)) return true;
      n = previous;
    }
    return false;
  }
}
