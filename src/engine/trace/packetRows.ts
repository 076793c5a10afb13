/** Packets as rows, and the messages in them, for those who show them; made when they are asked for. */

import type { Packet } from '../../shared/model';
import { DUP_FLAG, packetType, TYPE, NO_REASON } from '../wire/packetFields';
import { newPublishFields, readPublish } from '../wire/publishFields';
import { newPacketRow } from './packetChunk';
import type { PacketLog } from './packetLog';
import type { TextTable } from './textTable';
import type { WireState } from './wireState';

/** How far back the PUBLISH of a delivery is looked for: a hostile sender's acknowledgements behind it may be a million. */
const NEAR = 256;

/** Reads packets from the log. */
export class PacketRows {
  private readonly row = newPacketRow();
  private readonly fields = newPublishFields();

  constructor(
    private readonly log: PacketLog,
    private readonly texts: TextTable,
    private readonly wires: ReadonlyMap<number, WireState>,
  ) {}

  /** The packet, or null where it is not in the log. */
  packet(n: number): Packet | null {
    const { row } = this;
    if (!this.log.read(n, row)) return null;
    const isPublish = row.first >> 4 === TYPE.PUBLISH;
    const qos = (row.first >> 1) & 3;
    return {
      n,
      time: row.time,
      wire: row.wire,
      from: row.from,
      type: packetType(row.first),
      qos: isPublish && (qos === 1 || qos === 2) ? qos : 0,
      dup: isPublish && (row.first & DUP_FLAG) !== 0,
      retain: isPublish && (row.first & 1) !== 0,
      packetId: row.packetId === 0 ? null : row.packetId,
      topic: isPublish ? this.texts.text(row.topic) : null,
      length: this.log.length(n),
      reason: row.reason === NO_REASON ? null : row.reason,
      fate: row.fate,
      delivery: row.delivery === 0 ? null : row.delivery,
      error: row.error,
    };
  }

  /** The packets of a delivery that ends with packet `last`, oldest first, as far as they are in the log. */
  ofDelivery(last: number): Packet[] {
    const packets: Packet[] = [];
    for (const n of this.numbersBack(last)) {
      const packet = this.packet(n);
      if (packet !== null) packets.push(packet);
    }
    return packets.reverse();
  }

  /**
   * The payload of the delivery that ends with packet `last`, as a view that holds until the next packet is recorded.
   * Null where no PUBLISH of it is in the log whole, among its newest `looks` packets.
   */
  payload(last: number, looks = NEAR): Uint8Array | null {
    let left = looks;
    for (const n of this.numbersBack(last)) {
      if (left-- === 0) return null;
      const bytes = this.log.rawBytes(n);
      if (bytes === null || (bytes[0] ?? 0) >> 4 !== TYPE.PUBLISH || bytes.length < this.log.length(n)) continue;
      this.log.read(n, this.row);
      const version = this.wires.get(this.row.wire)?.version ?? 4;
      const { payloadStart, payloadEnd } = readPublish(bytes, version, this.fields);
      return bytes.subarray(payloadStart, payloadEnd);
    }
    return null;
  }

  /** Newest first, as far as they are in the log. */
  private *numbersBack(last: number): Generator<number> {
    let n = last;
    while (n !== 0 && this.log.read(n, this.row)) {
      const { previous } = this.row;
      yield n;
      n = previous;
    }
  }
}
