/** When the acknowledgements of a handshake came. */

import { TYPE } from '../wire/packetFields';
import { newPacketRow } from './packetChunk';
import type { PacketLog } from './packetLog';

/** Reads them from the packets of deliveries. */
export class Legs {
  private readonly row = newPacketRow();

  constructor(private readonly log: PacketLog) {}

  /**
   * Milliseconds from `start` to the first PUBACK, or to the first PUBREC, PUBREL and PUBCOMP, of the delivery that ends
   * with packet `last`: as far as they are in the log, in the order of the handshake, in whole microseconds.
   */
  of(last: number, start: number): number[] {
    const { log, row } = this;
    const times: number[] = [];
    // Backwards, so that of each type the first one stays.
    for (let n = last; n !== 0 && log.read(n, row); n = row.previous) {
      const type = row.first >> 4;
      if (type >= TYPE.PUBACK && type <= TYPE.PUBCOMP) times[type - TYPE.PUBACK] = row.time - start;
    }
    return Object.values(times).map((time) => Math.round(time * 1000) / 1000);
  }
}
