/** What came through each subscription: how much at which QoS, how much of it lowered, and when the latest. */

import type { Session, SubscriptionDeliveries } from '../../../shared/model';
import type { DeliveryColumns } from '../deliveryColumns';
import type { TraceParts } from '../traceParts';
import { SentToClients } from './sentToClients';

interface Count {
  readonly observed: [number, number, number];
  lowered: number;
  latest: number;
  lastAt: number;
}

/** The counts of one trace, brought up to date when someone asks. */
export class SubscriptionCounts {
  /** By session, then by the filter's number in the text table. */
  private readonly bySession = new Map<number, Map<number, Count>>();
  private readonly sent: SentToClients;

  constructor(private readonly parts: Pick<TraceParts, 'store' | 'texts'>) {
    this.sent = new SentToClients(parts.store, {
      sent: (columns, row, n) => this.count(columns, row, n),
      beginsAgain: () => this.bySession.clear(),
    });
  }

  /** The sessions with what came through their subscriptions; left out where nothing has. */
  addTo(sessions: readonly Session[]): readonly Session[] {
    this.sent.update();
    return sessions.map((session) => {
      const counts = this.byFilter(session.n);
      if (counts.size === 0) return session;
      const subscriptions = session.subscriptions.map((subscription) => {
        const delivered = counts.get(subscription.filter);
        return delivered === undefined ? subscription : { ...subscription, delivered };
      });
      return { ...session, subscriptions };
    });
  }

  /** A filter's number may have gone to another text once its deliveries left the log: the latest one tells. */
  private byFilter(session: number): ReadonlyMap<string, SubscriptionDeliveries> {
    const { store, texts } = this.parts;
    const named = new Map<string, SubscriptionDeliveries>();
    for (const [filter, count] of this.bySession.get(session) ?? []) {
      if (!store.find(count.latest) || store.columns.filter[store.row] !== filter) continue;
      const text = texts.text(filter);
      if (text !== null) named.set(text, { ...count, observed: [...count.observed] });
    }
    return named;
  }

  private count(columns: DeliveryColumns, row: number, n: number): void {
    const filter = columns.filter[row] ?? 0;
    if (filter === 0) return;
    const count = this.countOf(columns.session[row] ?? 0, filter);
    const qos = columns.qos(row);
    count.observed[qos]++;
    if (qos < (columns.publishedQos(row) ?? 0)) count.lowered++;
    count.latest = n;
    count.lastAt = columns.start[row] ?? 0;
  }

  private countOf(session: number, filter: number): Count {
    let counts = this.bySession.get(session);
    if (counts === undefined) this.bySession.set(session, (counts = new Map<number, Count>()));
    let count = counts.get(filter);
    if (count === undefined) counts.set(filter, (count = { observed: [0, 0, 0], lowered: 0, latest: 0, lastAt: 0 }));
    return count;
  }
}
