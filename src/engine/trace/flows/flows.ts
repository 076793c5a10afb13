/**
 * Topic by publisher by subscriber, brought up to date when someone asks: then only deliveries that are new since the
 * last time are looked at, and all of them again once a good part of those counted has left the log.
 */

import { effectiveQos, type Flow } from '../../../shared/model';
import type { DeliveryColumns } from '../deliveryColumns';
import type { DeliveryRows } from '../deliveryRows';
import { disagrees, isKnownBranch, qosReason } from '../explain/effectiveQos';
import type { TraceParts } from '../traceParts';
import { FlowTable, type FlowCount, type FlowDelivery } from './flowTable';
import { Participants } from './participants';

/** All is counted again when more than this part of it has left the log: until then counts are that much too high. */
const LEFT_PART = 1 / 8;

/** What flows are made from. */
export type FlowParts = Pick<TraceParts, 'store' | 'sessions' | 'journeys'>;

/** The flows of one trace. */
export class Flows {
  private readonly table = new FlowTable();
  private readonly participants: Participants;
  private readonly delivery: FlowDelivery = { topic: 0, from: 0, to: 0, delivery: 0, disagrees: false };
  /** Deliveries that wait for their first PUBLISH: they count once that is sent. */
  private readonly waiting = new Set<number>();
  /** The first delivery that was not looked at yet. */
  private next = 1;
  /** The oldest delivery in the log when counting began. */
  private countedFrom = 1;

  constructor(
    private readonly parts: FlowParts,
    private readonly rows: DeliveryRows,
  ) {
    this.participants = new Participants(parts.sessions);
  }

  /** At most `limit` flows: those that disagree with the rule first, then by their latest delivery; and whether there are more. */
  first(limit: number): { readonly rows: readonly Flow[]; readonly more: boolean } {
    this.update();
    const { firstNumber } = this.parts.store;
    const found = this.table.first(limit + 1, firstNumber);
    const rows = found.slice(0, limit).map((flow) => this.row(flow, firstNumber));
    return { rows: rows.filter((flow) => flow !== null), more: found.length > limit || this.table.forgot };
  }

  private update(): void {
    const { store } = this.parts;
    const left = store.firstNumber - this.countedFrom;
    if (left > (store.nextNumber - store.firstNumber) * LEFT_PART) this.beginAgain();
    for (const n of this.waiting) {
      if (!store.find(n) || !store.columns.isLive(store.row)) this.waiting.delete(n);
      if (store.find(n) && (store.columns.sends[store.row] ?? 0) > 0) {
        this.waiting.delete(n);
        this.count(store.columns, store.row, n);
      }
    }
    store.eachFrom(this.next, (columns, row, n) => this.look(columns, row, n));
    this.next = store.nextNumber;
  }

  private beginAgain(): void {
    this.table.clear();
    this.participants.clear();
    this.waiting.clear();
    this.next = this.countedFrom = this.parts.store.firstNumber;
  }

  private look(columns: DeliveryColumns, row: number, n: number): void {
    if (columns.to(row) !== 'client') return;
    if ((columns.sends[row] ?? 0) > 0) this.count(columns, row, n);
    else if (columns.isLive(row)) this.waiting.add(n);
  }

  private count(columns: DeliveryColumns, row: number, n: number): void {
    const published = columns.publishedQos(row);
    const granted = columns.grantedQos(row);
    if (published === null || granted === null) return;
    const { delivery } = this;
    delivery.topic = columns.topic[row] ?? 0;
    delivery.to = this.participants.ofSession(columns.session[row] ?? 0);
    delivery.delivery = n;
    delivery.disagrees = columns.qos(row) !== effectiveQos(published, granted);
    const via = columns.via(row);
    // Reads the publisher's row last: that moves the store's cursor.
    delivery.from = via === 'retained' || via === 'will' ? 0 : this.publisher(columns.journey[row] ?? 0);
    this.table.add(delivery, this.parts.store.firstNumber);
  }

  private publisher(journey: number): number {
    const { store, journeys } = this.parts;
    const origin = journeys.origin(journey);
    return origin !== 0 && store.find(origin) ? this.participants.ofSession(store.columns.session[store.row] ?? 0) : 0;
  }

  private row(flow: FlowCount, firstDelivery: number): Flow | null {
    const shown = this.rows.delivery(flow.disagreement >= firstDelivery ? flow.disagreement : flow.latest);
    if (shown === null || !isKnownBranch(shown)) return null;
    const { topic, client, broker, filter, publishedQos, grantedQos, qos } = shown;
    return {
      topic,
      from: this.participants.client(flow.from),
      to: client,
      broker,
      filter,
      published: publishedQos,
      granted: grantedQos,
      predicted: effectiveQos(publishedQos, grantedQos),
      observed: qos,
      count: flow.count,
      latest: disagrees(shown) ? shown.n : flow.latest,
      why: qosReason(shown, this.parts.sessions.get(shown.session)),
    };
  }
}
