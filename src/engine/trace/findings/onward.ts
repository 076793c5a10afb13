/** What the broker makes of a journey: order (4.6.0-5; 3.1.1: 4.6.0-6), QoS 2 only once (4.3.3-10), shared subscriptions (4.8.2-5, -6). */

import type { DeliveryState, Qos } from '../../../shared/model';
import type { Routing } from '../recorder';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { shown, type Scene } from './scene';

/** How many deliveries are looked at for a younger one. */
const SEARCH_LIMIT = 4096;

/** How many branches of a journey are looked at. */
const BRANCH_LIMIT = 1000;

/** Of so many messages of each QoS is remembered that their publisher sent them again. */
const REPEATED_LIMIT = 1000;

/** Follows journeys to their subscribers, where the trace knows them. */
export class Onward {
  /** Journeys at QoS 2 that their publisher sent again: they go onward once. */
  private readonly repeated = new Set<number>();
  /** Journeys at QoS 1 that their publisher sent again: each time they are a new message (4.3.2-5), with a new place in the order. */
  private readonly renewed = new Set<number>();
  /** The first journey of which it is known whether it was renewed. */
  private firstKnown = 0;

  constructor(private readonly scene: Scene) {}

  /** A client has sent the message of a journey again, with QoS 1 or 2. */
  noteRepeat(journey: number, qos: Qos): void {
    if (journey === 0) return;
    const noted = qos === 2 ? this.repeated : this.renewed;
    const [oldest] = noted;
    if (noted.size >= REPEATED_LIMIT && oldest !== undefined) {
      noted.delete(oldest);
      if (qos === 1) this.firstKnown = Math.max(this.firstKnown, oldest + 1);
    }
    noted.add(journey);
  }

  /** A PUBLISH that begins a delivery to a client. */
  check(wire: WireState, session: SessionState, routing: Routing): void {
    if (routing.via === 'retained') return;
    this.checkOrder(wire, session, routing);
    if (this.repeated.size > 0 && this.repeated.has(routing.journey)) this.checkRepeated(wire, session, routing);
    if (wire.version === 5 && routing.filter.startsWith('$share/')) this.checkShared(wire, session, routing);
  }

  /** Journeys are numbered as their messages came: only one behind a younger one needs a look. */
  private checkOrder(wire: WireState, session: SessionState, { journey, filter }: Routing): void {
    const { watch } = session;
    if (journey >= watch.lastJourney) watch.lastJourney = journey;
    else if (!this.isOrdered(journey, filter)) return;
    else if (this.overtaken(session, journey)) this.scene.report('topicOrder', wire);
  }

  private isOrdered(journey: number, filter: string): boolean {
    return !filter.startsWith('$share/') && journey >= this.firstKnown && !this.renewed.has(journey);
  }

  /** Whether a younger message of the same publisher, topic and QoS has been sent to the session. */
  private overtaken(session: SessionState, journey: number): boolean {
    const { store, current } = this.scene.parts;
    const { delivery } = current.row;
    const publisher = this.publisher(journey);
    if (publisher === 0 || delivery < this.scene.history.firstDelivery || !store.find(delivery)) return false;
    const [topic, qos, published] = this.sort();
    const last = Math.max(this.scene.history.firstDelivery, store.nextNumber - SEARCH_LIMIT);
    for (let n = store.nextNumber - 1; n >= last; n--) {
      if (!store.find(n)) return false;
      const { columns, row } = store;
      if (columns.session[row] !== session.n || columns.sends(row) === 0 || columns.to(row) !== 'client') continue;
      const younger = columns.journey[row] ?? 0;
      if (younger <= journey || columns.via(row) === 'retained') continue;
      const [otherTopic, otherQos, otherPublished] = this.sort();
      if (otherTopic !== topic || otherQos !== qos || otherPublished !== published) continue;
      if (this.publisher(younger) === publisher) return true;
    }
    return false;
  }

  /** Topic, QoS and QoS published of the delivery under the store's cursor: only within one sort is there an order. */
  private sort(): readonly [number, number, number | null] {
    const { columns, row } = this.scene.parts.store;
    return [columns.topic[row] ?? 0, columns.qos(row), columns.publishedQos(row)];
  }

  /** The session that published the journey's message; 0 where that is not known. */
  private publisher(journey: number): number {
    const { store, journeys } = this.scene.parts;
    const origin = journeys.origin(journey);
    return origin !== 0 && store.find(origin) ? (store.columns.session[store.row] ?? 0) : 0;
  }

  private checkRepeated(wire: WireState, session: SessionState, routing: Routing): void {
    const again = this.someBranch(routing, (to) => to === session.n);
    if (again) this.scene.report('deliveredOnwardAgain', wire);
  }

  private checkShared(wire: WireState, session: SessionState, routing: Routing): void {
    const args = { filter: shown(routing.filter) };
    const { qos } = this.scene.parts.current.publish;
    if (this.someBranch(routing, (to, state) => to !== session.n && state === 'refused')) {
      this.scene.report('sharedAfterRefusal', wire, args);
    } else if (qos === 2 && this.someBranch(routing, (to) => to !== session.n)) {
      this.scene.report('sharedSentElsewhere', wire, args);
    }
  }

  /** Whether another branch of the journey through the same filter has begun, with a session and a state that are meant. */
  private someBranch(routing: Routing, isMeant: (session: number, state: DeliveryState) => boolean): boolean {
    const { store, journeys, texts, current } = this.scene.parts;
    const filter = texts.numberOf(routing.filter);
    let n = journeys.newestBranch(routing.journey);
    for (let i = 0; i < BRANCH_LIMIT && n >= this.scene.history.firstDelivery && store.find(n); i++) {
      const { columns, row } = store;
      const isOther = n !== current.row.delivery && columns.filter[row] === filter && columns.sends(row) !== 0;
      if (isOther && isMeant(columns.session[row] ?? 0, columns.state(row))) return true;
      n = columns.olderBranch[row] ?? 0;
    }
    return false;
  }
}
