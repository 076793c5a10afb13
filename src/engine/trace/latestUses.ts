/** The newest delivery that had a packet identifier, among the latest thousands: for acknowledgements of nothing that is open. */

import type { Side } from '../../shared/model';
import type { DeliveryStore } from './deliveryStore';

/** In place of a number: a delivery between is not known any more, and may have had the identifier. */
export const GONE = -1;

/** So many are looked at one by one; most had the identifier a moment ago. */
const NEAR = 16;

/**
 * Looks back through a store. A client that acknowledges a million messages which nobody sent makes it remember what the
 * deliveries of that client's session had, so that each of them is looked at once.
 */
export class LatestUses {
  /** By identifier, the newest delivery from `from` to `to`, of one session to one receiver. */
  private readonly newest = new Map<number, number>();
  private session = 0;
  private receiver: Side = 'client';
  private from = 1;
  private to = 0;
  /** The newest among them that is not known; 0 for none. */
  private missing = 0;
  private revision = -1;

  constructor(private readonly store: DeliveryStore) {}

  /**
   * The newest delivery from number `first` to `last`, of a session to a receiver, that had the packet identifier; 0 for none;
   * GONE where one behind it, or any, is not known.
   */
  find(session: number, receiver: Side, packetId: number, first: number, last: number): number {
    for (let n = last; n >= first; n--) {
      if (n <= last - NEAR) return this.remembered(session, receiver, packetId, first, last);
      if (!this.store.find(n)) return GONE;
      if (this.isOf(session, receiver) && this.packetId === packetId) return n;
    }
    return 0;
  }

  private remembered(session: number, receiver: Side, packetId: number, first: number, last: number): number {
    if (!this.goesOn(session, receiver, first)) this.beginAt(session, receiver, first);
    this.lookUpTo(last);
    let found = this.newest.get(packetId) ?? 0;
    if (found > last || this.missing > last) {
      // What is behind the last that is asked for hides what was before it.
      this.beginAt(session, receiver, first);
      this.lookUpTo(last);
      found = this.newest.get(packetId) ?? 0;
    }
    if (found >= first) return found;
    return this.missing >= first ? GONE : 0;
  }

  /** Whether what is remembered is of that session and receiver, reaches back to `first`, and still holds. */
  private goesOn(session: number, receiver: Side, first: number): boolean {
    const isSame = session === this.session && receiver === this.receiver && this.revision === this.store.revision;
    return isSame && this.from <= first && first <= this.to + 1;
  }

  private beginAt(session: number, receiver: Side, first: number): void {
    this.newest.clear();
    this.session = session;
    this.receiver = receiver;
    this.from = first;
    this.to = first - 1;
    this.missing = 0;
    this.revision = this.store.revision;
  }

  private lookUpTo(last: number): void {
    for (let n = this.to + 1; n <= last; n++) {
      if (!this.store.find(n)) {
        this.missing = n;
        this.newest.clear();
      } else if (this.isOf(this.session, this.receiver) && this.packetId !== 0) this.newest.set(this.packetId, n);
    }
    this.to = Math.max(this.to, last);
  }

  /** Whether the delivery under the store's cursor is of a session, to a receiver. */
  private isOf(session: number, receiver: Side): boolean {
    const { columns, row } = this.store;
    return columns.session[row] === session && columns.to(row) === receiver;
  }

  private get packetId(): number {
    return this.store.columns.packetId[this.store.row] ?? 0;
  }
}
