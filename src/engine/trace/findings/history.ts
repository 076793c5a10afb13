/**
 * Looks back in the trace for what a rule rests on. Only called when something is odd, so it may search; it never guesses:
 * what lies before the trace, in a gap of it, or among what left it is "unknown".
 */

import type { Qos, Side } from '../../../shared/model';
import { DUP_FLAG, TYPE } from '../../wire/packetFields';
import { GONE, LatestUses } from '../latestUses';
import { newPacketRow, type PacketRow } from '../packetChunk';
import type { SessionState } from '../sessionState';
import type { TraceParts } from '../traceParts';

/** How many deliveries are looked at when one is searched. */
const SEARCH_LIMIT = 4096;

/** How many packets of one delivery are looked at. */
const CHAIN_LIMIT = 256;

/** The tables that are searched. */
export type HistoryParts = Pick<TraceParts, 'log' | 'store' | 'packetRows' | 'current' | 'sessions'>;

/** The past of a trace as far as it is whole. */
export class History {
  /** Deliveries before this one began before a gap. */
  firstDelivery = 1;
  private readonly row = newPacketRow();

  private readonly latestUses: LatestUses;

  constructor(private readonly parts: HistoryParts) {
    this.latestUses = new LatestUses(parts.store);
  }

  /**
   * The newest delivery before `before` to `receiver` that had the packet identifier on that session; "never" where the
   * whole session lies in the trace and none had it.
   */
  lastUse(
    session: SessionState,
    receiver: Side,
    packetId: number,
    before: number,
    whole: boolean,
  ): number | 'never' | 'unknown' {
    const first = Math.max(this.firstDelivery, session.watch.firstDelivery, session.watch.knownFrom);
    const last = Math.max(first, before - SEARCH_LIMIT);
    const found = this.latestUses.find(session.n, receiver, packetId, last, before - 1);
    if (found > 0) return found;
    return found !== GONE && whole && last === first ? 'never' : 'unknown';
  }

  /** The delivery of an earlier session of the same client that had the current PUBLISH open under its identifier; 0 for none. */
  ofFormerSession(session: SessionState, packetId: number): number {
    const { store, sessions } = this.parts;
    const before = session.watch.firstDelivery;
    for (let n = before - 1; n >= Math.max(this.firstDelivery, before - SEARCH_LIMIT); n--) {
      if (!store.find(n)) return 0;
      const { columns, row } = store;
      if (columns.packetId[row] !== packetId || columns.to(row) !== 'broker') continue;
      const former = sessions.get(columns.session[row] ?? 0);
      if (former?.client !== session.client || former.broker !== session.broker) continue;
      return columns.state(row) === 'lost' && this.isSameMessage(n) === true ? n : 0;
    }
    return 0;
  }

  /**
   * Whether a delivery has topic and payload of the PUBLISH that is being recorded, and that QoS (the PUBLISH's without it);
   * null where its message left the log.
   */
  isSameMessage(delivery: number, qos: Qos = this.parts.current.publish.qos): boolean | null {
    const { store, packetRows, current } = this.parts;
    if (!store.find(delivery)) return null;
    const { columns, row } = store;
    const { payloadStart, payloadEnd } = current.publish;
    if (columns.topic[row] !== current.row.topic || columns.qos(row) !== qos) return false;
    if (columns.payloadLength[row] !== payloadEnd - payloadStart) return false;
    const payload = packetRows.payload(columns.lastPacket[row] ?? 0);
    if (payload === null) return null;
    return Buffer.compare(payload, current.bytes.subarray(payloadStart, payloadEnd)) === 0;
  }

  /** The newest packet of a type in the chain that ends with `last`; null where it has none or its part of the log is gone. */
  newest(type: number, last: number): Readonly<PacketRow> | null {
    let n = last;
    for (let i = 0; i < CHAIN_LIMIT && n !== 0 && this.parts.log.read(n, this.row); i++) {
      if (this.row.first >> 4 === type) return this.row;
      n = this.row.previous;
    }
    return null;
  }

  /** How many packets of a type the chain that ends with `last` has in the log. */
  count(type: number, last: number): number {
    let count = 0;
    let n = last;
    for (let i = 0; i < CHAIN_LIMIT && n !== 0 && this.parts.log.read(n, this.row); i++) {
      if (this.row.first >> 4 === type) count++;
      n = this.row.previous;
    }
    return count;
  }

  /** Whether the chain that ends with `last` lies in the log to its first packet, and has none of that type. */
  hasNone(type: number, last: number): boolean {
    let n = last;
    for (let i = 0; i < CHAIN_LIMIT && n !== 0; i++) {
      if (!this.parts.log.read(n, this.row) || this.row.first >> 4 === type) return false;
      n = this.row.previous;
    }
    return n === 0 && last !== 0;
  }

  /** Whether the chain that ends with `last` lies in the log to its first packet, a PUBLISH without DUP. */
  beganWithoutDup(last: number): boolean {
    let n = last;
    for (let i = 0; i < CHAIN_LIMIT && n !== 0; i++) {
      if (!this.parts.log.read(n, this.row)) return false;
      n = this.row.previous;
    }
    return n === 0 && last !== 0 && this.row.first >> 4 === TYPE.PUBLISH && (this.row.first & DUP_FLAG) === 0;
  }

  /** How many PUBLISHes the chain that ends with `last` has on that wire. */
  publishesOn(wire: number, last: number): number {
    let count = 0;
    let n = last;
    for (let i = 0; i < CHAIN_LIMIT && n !== 0 && this.parts.log.read(n, this.row); i++) {
      if (this.row.first >> 4 === TYPE.PUBLISH && this.row.wire === wire) count++;
      n = this.row.previous;
    }
    return count;
  }

  /** The row of a packet, until the next look back; null where it is not in the log. */
  packet(n: number): Readonly<PacketRow> | null {
    return this.parts.log.read(n, this.row) ? this.row : null;
  }

  /** The newest packet of a delivery that is in the log; 0 where none is known. */
  lastPacket(delivery: number): number {
    const { store } = this.parts;
    return store.find(delivery) ? (store.columns.lastPacket[store.row] ?? 0) : 0;
  }
}
