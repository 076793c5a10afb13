/** Topic by publisher by subscriber, brought up to date when someone asks. */

import { effectiveQos, type Flow } from '../../../shared/model';
import type { DeliveryColumns } from '../deliveryColumns';
import type { DeliveryRows } from '../deliveryRows';
import { disagrees, isKnownBranch, qosReason } from '../explain/effectiveQos';
import type { TraceParts } from '../traceParts';
import { FlowTable, type FlowCount, type FlowDelivery } from './flowTable';
import { Participants } from './participants';
import { SentToClients } from './sentToClients';

/** What flows are made from. */
export type FlowParts = Pick<TraceParts, 'store' | 'sessions' | 'journeys'>;

/** The flows of one trace. */
export class Flows {
  private readonly table = new FlowTable();
  private readonly participants: Participants;
  private readonly delivery: FlowDelivery = { topic: 0, from: 0, to: 0, delivery: 0, disagrees: false };
  private readonly sent: SentToClients;

  constructor(
    private readonly parts: FlowParts,
    private readonly rows: DeliveryRows,
  ) {
    this.participants = new Participants(parts.sessions);
    this.sent = new SentToClients(parts.store, {
      sent: (columns, row, n) => this.count(columns, row, n),
      beginsAgain: () => {
        this.table.clear();
        this.participants.clear();
      },
    });
  }

  /** At most `limit` flows: those that disagree with the rule first, then by their latest delivery; and whether there are more. */
  first(limit: number): { readonly rows: readonly Flow[]; readonly more: boolean } {
    this.sent.update();
    const { firstNumber } = this.parts.store;
    const found = this.table.first(limit + 1, firstNumber);
    const rows = found.slice(0, limit).map((flow) => this.row(flow, firstNumber));
    return { rows: rows.filter((flow) => flow !== null), more: found.length > limit || this.table.forgot };
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
