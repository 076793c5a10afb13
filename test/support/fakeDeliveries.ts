/** Deliveries without an engine: as many as a test wants, in the order in which the engine gives them. */

import type { Page } from '../../src/shared/engineApi';
import type { Delivery } from '../../src/shared/model';

/** A complete QoS 2 delivery with that number. */
export function deliveryNumber(n: number, changes: Partial<Delivery> = {}): Delivery {
  return {
    n,
    client: `client-${n % 7}`,
    broker: 'local',
    session: 1,
    to: 'broker',
    topic: `factory/m${String(n % 100).padStart(3, '0')}/command`,
    qos: 2,
    retain: false,
    packetId: (n % 65_535) + 1,
    state: 'complete',
    missing: null,
    reason: null,
    start: n,
    ms: 1.4,
    packets: 4,
    sends: 1,
    payloadLength: 12,
    journey: n,
    publishedQos: 2,
    grantedQos: null,
    filter: null,
    via: 'live',
    legs: [0.5, 0.7, 1.4],
    findings: 0,
    ...changes,
  };
}

/** Deliveries 1 to `count`; those named in `open` wait for their PUBCOMP. */
export class FakeDeliveries {
  /** What was asked for: before, limit. */
  readonly asked: [number | null, number][] = [];
  private readonly open: Set<number>;

  constructor(
    private count: number,
    private readonly options: { readonly open?: readonly number[]; readonly journeyOf?: (n: number) => number } = {},
  ) {
    this.open = new Set(options.open);
  }

  /** How many there are. */
  get size(): number {
    return this.count;
  }

  /** More have come. */
  add(count: number): void {
    this.count += count;
  }

  /** An open one has ended. */
  complete(n: number): void {
    this.open.delete(n);
  }

  /** All are gone; numbers begin anew. */
  clear(): void {
    this.count = 0;
  }

  /** One of them as it is now. */
  row(n: number): Delivery {
    const journey = this.options.journeyOf?.(n) ?? n;
    return this.open.has(n)
      ? deliveryNumber(n, { journey, state: 'open', missing: 'PUBCOMP', ms: null, packets: 3 })
      : deliveryNumber(n, { journey });
  }

  /** A page, newest first. */
  deliveries(before: number | null, limit: number): Promise<Page<Delivery>> {
    this.asked.push([before, limit]);
    const newest = Math.min(before === null ? this.count : before - 1, this.count);
    const length = Math.max(0, Math.min(limit, newest));
    const rows = Array.from({ length }, (_, i) => this.row(newest - i));
    return Promise.resolve({ rows, version: this.count, more: newest > length, now: this.count });
  }
}
