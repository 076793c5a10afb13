/** Deliveries and journeys as rows for those who show them, made when they are asked for. */

import type { Delivery, Journey, Missing } from '../../shared/model';
import type { DeliveryColumns } from './deliveryColumns';
import type { DeliveryStore } from './deliveryStore';
import { awaited } from './handshake';
import { Legs } from './legs';
import type { TraceParts } from './traceParts';

/** Reads deliveries from their columns. */
export class DeliveryRows {
  private readonly store: DeliveryStore;
  private readonly legs: Legs;

  constructor(
    private readonly parts: Pick<TraceParts, 'log' | 'store' | 'sessions' | 'texts' | 'journeys' | 'findings'>,
  ) {
    this.store = parts.store;
    this.legs = new Legs(parts.log);
  }

  /** The delivery, or null where it is not known any more. */
  delivery(n: number): Delivery | null {
    if (!this.store.find(n)) return null;
    const { columns, row } = this.store;
    const session = this.parts.sessions.get(columns.session[row] ?? 0);
    const duration = columns.duration[row] ?? NaN;
    return {
      n,
      client: session?.client ?? '',
      broker: session?.broker ?? '',
      session: columns.session[row] ?? 0,
      to: columns.to(row),
      topic: this.parts.texts.text(columns.topic[row] ?? 0) ?? '',
      qos: columns.qos(row),
      retain: columns.retain(row),
      packetId: orNull(columns.packetId[row]),
      state: columns.state(row),
      missing: missing(columns, row),
      reason: columns.reason(row),
      start: columns.start[row] ?? 0,
      ms: Number.isNaN(duration) ? null : Math.round(duration * 1000) / 1000,
      packets: columns.packets[row] ?? 0,
      sends: columns.sends(row),
      payloadLength: columns.payloadLength[row] ?? 0,
      journey: orNull(columns.journey[row]),
      publishedQos: columns.publishedQos(row),
      grantedQos: columns.grantedQos(row),
      filter: this.parts.texts.text(columns.filter[row] ?? 0),
      via: columns.via(row),
      legs: this.legs.of(columns.lastPacket[row] ?? 0, columns.start[row] ?? 0),
      findings: this.parts.findings.ofDelivery(n).length,
    };
  }

  /** The delivery's journey, or null where it has none or it is not known any more. */
  journeyOf(delivery: Delivery): Journey | null {
    const n = delivery.journey;
    if (n === null || !this.parts.journeys.has(n)) return null;
    const branches: Delivery[] = [];
    for (const number of this.branchNumbers(n)) {
      const branch = this.delivery(number);
      if (branch !== null) branches.push(branch);
    }
    const origin = this.delivery(this.parts.journeys.origin(n));
    return { n, origin, branches: branches.reverse(), inferred: this.isInferred(n) };
  }

  /** The number of its newest packet in the log; 0 where it has none. */
  lastPacket(n: number): number {
    return this.store.find(n) ? (this.store.columns.lastPacket[this.store.row] ?? 0) : 0;
  }

  /** The publisher's delivery of its journey; 0 where none is known. */
  origin(n: number): number {
    return this.store.find(n) ? this.parts.journeys.origin(this.store.columns.journey[this.store.row] ?? 0) : 0;
  }

  /** A delivery that is still on its way: this one, or any of its journey; 0 where all have ended or are queued. */
  openPart(n: number): number {
    if (this.isOpen(n)) return n;
    if (!this.store.find(n)) return 0;
    const journey = this.store.columns.journey[this.store.row] ?? 0;
    const origin = this.parts.journeys.origin(journey);
    if (this.isOpen(origin)) return origin;
    for (const branch of this.branchNumbers(journey)) if (this.isOpen(branch)) return branch;
    return 0;
  }

  /** Whether a delivery is on its way. */
  isOpen(n: number): boolean {
    return this.store.find(n) && this.store.columns.state(this.store.row) === 'open';
  }

  private isInferred(journey: number): boolean {
    const newest = this.parts.journeys.newestBranch(journey);
    return newest !== 0 && this.store.find(newest) && this.store.columns.isInferred(this.store.row);
  }

  /** Newest first, as far as they are known. */
  private *branchNumbers(journey: number): Generator<number> {
    let number = this.parts.journeys.newestBranch(journey);
    while (number !== 0 && this.store.find(number)) {
      const older = this.store.columns.olderBranch[this.store.row] ?? 0;
      yield number;
      number = older;
    }
  }
}

function missing(columns: DeliveryColumns, row: number): Missing | null {
  return columns.state(row) === 'open' ? awaited(columns, row) : null;
}

function orNull(value: number | undefined): number | null {
  return value === undefined || value === 0 ? null : value;
}
