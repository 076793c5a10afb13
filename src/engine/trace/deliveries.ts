/**
 * Follows each delivery through its handshake: packets go in, states come out. What is open is found by session, receiver
 * and packet identifier, so it outlives a reconnect that resumes the session, and leaves the table when it ends.
 */

import type { DeliveryState, Fate, Side } from '../../shared/model';
import { TYPE } from '../wire/packetFields';
import { STEP, type DeliveryBeginning } from './deliveryColumns';
import type { DeliveryStore } from './deliveryStore';
import { advance, fit, sendAgain, type Fit } from './handshake';
import type { Inference } from './inference/inference';
import type { IdTable } from '../idTable';
import type { Journeys } from './journeys';
import { LatestUses } from './latestUses';
import type { EffectiveQosMatrix } from './matrix';
import type { Queued, Route } from './recorder';
import type { SessionState } from './sessionState';
import type { PacketRow } from './packetChunk';
import { NO_TEXT, type TextTable } from './textTable';

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** A PUBLISH as the tracker takes it, and what it begins; the tracker finds the journey. One object serves for many. */
export interface Publishing extends Mutable<DeliveryBeginning> {
  /** 0 for QoS 0. */
  packetId: number;
  routing: Route | undefined;
  /** Whether its routing is to be inferred. */
  infers: boolean;
}

/** A PUBLISH with nothing in it. */
export function newPublishing(): Publishing {
  return {
    session: 0,
    to: 'client',
    topic: NO_TEXT,
    qos: 0,
    retain: false,
    payloadLength: 0,
    journey: 0,
    start: 0,
    packetId: 0,
    routing: undefined,
    infers: false,
  };
}

/**
 * What a PUBLISH or an acknowledgement was to the tracker: a PUBLISH that said again what is open, or that took the
 * identifier of another; an acknowledgement of nothing, or of what had to be forgotten, or that does not fit.
 */
export type Outcome = Fit | 'again' | 'reused' | 'unknown' | 'forgotten';

/** What the tracker works on. */
export interface DeliveryParts {
  readonly store: DeliveryStore;
  readonly texts: TextTable;
  readonly journeys: Journeys;
  readonly matrix: EffectiveQosMatrix;
  /** Whether the payload of an open delivery can be the one of the PUBLISH that is being recorded. */
  readonly mayBeSameMessage: (delivery: number) => boolean;
  /** Ties deliveries to clients to those of publishers, where nobody tells. */
  readonly inference: Pick<Inference, 'published' | 'route'>;
}

/** So many deliveries are looked at for the one that a late acknowledgement belongs to. */
const ENDED_LIMIT = 4096;

/** The deliveries of all sessions of a trace. */
export class Deliveries {
  /** Open deliveries with QoS 1 or 2. */
  inFlight = 0;
  /** Whether new deliveries get a row. Without one they are followed to their end all the same. */
  recording = true;
  /** The journey that the latest PUBLISH began or carried on; 0 where none is known. */
  lastJourney = 0;
  /** What the latest PUBLISH or acknowledgement was. */
  outcome: Outcome = 'usual';
  /** The delivery whose identifier the latest PUBLISH took, where that was "reused". */
  replaced = 0;
  /** Deliveries that have ended since the owner emptied this list. */
  readonly ended: number[] = [];
  /** What begins to wait. */
  private readonly queuing = newPublishing();

  private readonly latestUses: LatestUses;

  constructor(private readonly parts: DeliveryParts) {
    this.latestUses = new LatestUses(parts.store);
  }

  /**
   * A PUBLISH on a session. Gives its delivery: the one that is open under its identifier where it says the same
   * again, whatever DUP says (2.3.1-3 of 3.1.1; 4.3.2-5), else a queued one of its journey, else a new one.
   */
  publish(session: SessionState, publishing: Publishing): number {
    this.outcome = 'usual';
    const toBroker = publishing.to === 'broker';
    const open = toBroker ? session.openToBroker : session.openToClient;
    const known = publishing.qos === 0 ? 0 : open.get(publishing.packetId);
    if (known !== 0 && this.isAgain(open, known, publishing)) return this.sendAgain(known);
    const queued = session.queuedCount === 0 ? 0 : this.takeQueued(session, publishing);
    const delivery = queued || this.begin(session, publishing);
    if (publishing.qos > 0) {
      open.add(publishing.packetId, delivery);
      session.noteInFlight(toBroker, open.size);
      this.inFlight++;
    }
    return delivery;
  }

  /** Whether a PUBLISH says delivery `known` again, which has its identifier; where not, that leaves the table. */
  private isAgain(open: IdTable, known: number, publishing: Publishing): boolean {
    if (this.parts.store.find(known)) {
      if (this.isSentAgain(known, publishing)) return true;
      // Its identifier went to another message (against 2.2.1-3): no acknowledgement can reach it any more.
      this.loseOne(known);
      this.outcome = 'reused';
      this.replaced = known;
    }
    this.leave(open, publishing.packetId);
    return false;
  }

  /**
   * The PUBACK, PUBREC, PUBREL or PUBCOMP of a row on a session. Gives the open delivery that it belongs to, or 0. A packet
   * that never arrived belongs to it and changes nothing: nobody but its sender knows of it.
   */
  acknowledge(session: SessionState, row: Readonly<PacketRow>): number {
    const { store } = this.parts;
    const type = row.first >> 4;
    const toBroker = (row.from === 'client') === (type === TYPE.PUBREL);
    const open = toBroker ? session.openToBroker : session.openToClient;
    const delivery = open.get(row.packetId);
    this.outcome = delivery === 0 ? 'unknown' : 'usual';
    if (delivery === 0) return 0;
    if (!store.find(delivery)) return this.forgets(open, row.packetId);
    if (row.fate !== 'passed' && hasNotArrived(row.fate)) return delivery;
    this.outcome = fit(store.columns, store.row, type);
    if (this.outcome !== 'usual' && !this.fitsWithLosses(session, delivery, type)) return 0;
    const end = advance(store.columns, store.row, type, row.reason);
    if (end === null) return delivery;
    this.end(delivery, end, row.time);
    this.leave(open, row.packetId);
    return delivery;
  }

  /** An acknowledgement of what had to be forgotten. */
  private forgets(open: IdTable, packetId: number): number {
    this.outcome = 'forgotten';
    this.leave(open, packetId);
    return 0;
  }

  /**
   * Whether an acknowledgement that does not fit the open delivery under the store's cursor is of it all the same. Where
   * the trace may lack packets of the session, another one may have taken the identifier, which is not there; and a
   * PUBREL can be what lacks: nobody sends a PUBCOMP that nothing asked for.
   */
  private fitsWithLosses({ watch }: SessionState, delivery: number, type: number): boolean {
    const { store } = this.parts;
    if (!watch.lossy && delivery >= watch.knownFrom) return true;
    if (type === TYPE.PUBCOMP && this.outcome === 'early') store.columns.setStep(store.row, STEP.pubrel);
    if (this.outcome === 'wrongAnswer') this.outcome = 'forgotten';
    return this.outcome !== 'forgotten';
  }

  /**
   * The delivery that an acknowledgement of nothing open belongs to: the newest of the session that had the identifier,
   * where it has ended by acknowledgement (one is sent again when its sender cannot know that it came); else 0.
   */
  endedWith(session: SessionState, from: Side, type: number, packetId: number): number {
    const { store } = this.parts;
    const receiver = type === TYPE.PUBREL ? (from === 'client' ? 'broker' : 'client') : from;
    const last = Math.min(session.lastDelivery, store.nextNumber - 1);
    const first = Math.max(1, last - ENDED_LIMIT + 1);
    const n = this.latestUses.find(session.n, receiver, packetId, first, last);
    if (n <= 0 || !store.find(n)) return 0;
    const state = store.columns.state(store.row);
    const fits = (store.columns.qos(store.row) === 1) === (type === TYPE.PUBACK);
    return fits && (state === 'complete' || state === 'refused') ? n : 0;
  }

  /** Counts packet `packet` (0: without a row) as the delivery's latest. Gives the one before it, or 0. */
  attach(delivery: number, packet: number): number {
    const { store } = this.parts;
    return store.find(delivery) ? store.columns.addPacket(store.row, packet) : 0;
  }

  /** A message begins to wait for its receiver. */
  queue(session: SessionState, message: Queued, time: number): void {
    const { texts, store } = this.parts;
    const { qos, retain, payloadLength, routing } = message;
    const { journey } = routing;
    const topic = texts.numberOf(message.topic);
    const waits = { session: session.n, topic, qos, retain, payloadLength, journey, start: time, routing };
    const delivery = this.beginBranch(session, Object.assign(this.queuing, waits));
    store.columns.setState(store.row, 'queued');
    session.addQueued(journey, delivery);
  }

  /** A message of the journey will not be sent: a waiting one, or where none waits, one in flight that is not sent again. */
  unqueue(session: SessionState, journey: number, state: 'expired' | 'lost'): void {
    const delivery = session.takeQueued(journey, () => true) || this.takeOpen(session, journey);
    if (delivery !== 0 && this.parts.store.find(delivery)) this.end(delivery, state);
  }

  /** The delivery of a journey that is open towards the client, which it leaves; 0 where there is none. */
  private takeOpen({ openToClient }: SessionState, journey: number): number {
    const { store } = this.parts;
    for (const [packetId, delivery] of openToClient.entries()) {
      if (!store.find(delivery) || store.columns.journey[store.row] !== journey) continue;
      this.leave(openToClient, packetId);
      return delivery;
    }
    return 0;
  }

  /** Whatever the session holds, open or queued, is lost with it. */
  lose(session: SessionState): void {
    for (const open of [session.openToBroker, session.openToClient]) {
      for (const delivery of open.values()) this.loseOne(delivery);
      this.inFlight -= open.size;
      open.clear();
    }
    for (const waiting of session.queued.values()) for (const delivery of waiting) this.loseOne(delivery);
    session.queued.clear();
    session.queuedCount = 0;
  }

  /** Moves deliveries to the broker from a session that a CONNACK did not resume to the one that it began. */
  move(deliveries: Iterable<number>, from: SessionState, to: SessionState): void {
    const { store } = this.parts;
    store.revision++;
    for (const delivery of deliveries) {
      if (!store.find(delivery)) continue;
      const packetId = store.columns.packetId[store.row] ?? 0;
      store.columns.session[store.row] = to.n;
      to.lastDelivery = Math.max(to.lastDelivery, delivery);
      if (from.openToBroker.get(packetId) !== delivery) continue;
      from.openToBroker.delete(packetId);
      to.openToBroker.set(packetId, delivery);
    }
  }

  /** The same topic, QoS and message under an identifier that is still open. */
  private isSentAgain(delivery: number, publishing: Publishing): boolean {
    const { columns, row } = this.parts.store;
    const same =
      columns.topic[row] === publishing.topic &&
      columns.qos(row) === publishing.qos &&
      columns.payloadLength[row] === publishing.payloadLength;
    return same && this.parts.mayBeSameMessage(delivery);
  }

  private sendAgain(delivery: number): number {
    const { store } = this.parts;
    if (!store.find(delivery)) return 0;
    sendAgain(store.columns, store.row);
    this.outcome = 'again';
    this.lastJourney = store.columns.journey[store.row] ?? 0;
    return delivery;
  }

  /** The waiting delivery that this PUBLISH sends, now open; 0 where none waits for it. */
  private takeQueued(session: SessionState, publishing: Publishing): number {
    const { routing } = publishing;
    if (routing === undefined) return 0;
    const { store, texts } = this.parts;
    const filter = routing.filter === null ? NO_TEXT : texts.numberOf(routing.filter);
    const { journey } = routing;
    // A copy of another QoS is another one: the message came twice, and the subscription changed between.
    const isOfQos = (waiting: number): boolean =>
      store.find(waiting) && store.columns.qos(store.row) === publishing.qos;
    const isOfFilter = (waiting: number): boolean => isOfQos(waiting) && store.columns.filter[store.row] === filter;
    const delivery = session.takeQueued(journey, isOfFilter) || session.takeQueued(journey, isOfQos);
    if (delivery === 0 || !store.find(delivery)) return 0;
    store.columns.setRouting(store.row, routing.publishedQos, routing.grantedQos, routing.via);
    store.columns.start[store.row] = publishing.start;
    store.revision++;
    this.send(delivery, publishing);
    return delivery;
  }

  private begin(session: SessionState, publishing: Publishing): number {
    return publishing.to === 'broker'
      ? this.beginToBroker(session, publishing)
      : this.beginToClient(session, publishing);
  }

  private beginToBroker(session: SessionState, publishing: Publishing): number {
    const { journeys, store } = this.parts;
    const journey = journeys.begin();
    publishing.journey = journey;
    this.lastJourney = journey;
    if (this.leavesNothing(publishing)) return store.skip();
    const delivery = this.beginRow(session, publishing);
    journeys.setOrigin(journey, delivery);
    store.columns.setPublishedQos(store.row, publishing.qos);
    this.send(delivery, publishing);
    if (publishing.infers) this.parts.inference.published(publishing, delivery, journey);
    return delivery;
  }

  private beginToClient(session: SessionState, publishing: Publishing): number {
    const { store } = this.parts;
    if (publishing.infers) publishing.routing = this.parts.inference.route(session, publishing);
    publishing.journey = publishing.routing?.journey ?? 0;
    this.lastJourney = publishing.journey;
    if (this.leavesNothing(publishing)) return store.skip();
    const delivery = this.beginBranch(session, publishing);
    this.send(delivery, publishing);
    return delivery;
  }

  /** While nothing is recorded, a QoS 0 message leaves nothing to follow. */
  private leavesNothing(publishing: Publishing): boolean {
    return !this.recording && publishing.qos === 0;
  }

  /** Begins a delivery without packets and leaves the store's cursor on it. */
  private beginRow(session: SessionState, publishing: Readonly<Publishing>): number {
    const { store, texts } = this.parts;
    const delivery = store.begin(publishing, this.recording);
    session.lastDelivery = delivery;
    texts.usedByDelivery(publishing.topic, delivery);
    return delivery;
  }

  /** The same for one to a subscriber, which belongs to the journey that it has. */
  private beginBranch(session: SessionState, publishing: Readonly<Publishing>): number {
    const { store, journeys } = this.parts;
    const delivery = this.beginRow(session, publishing);
    store.columns.olderBranch[store.row] = journeys.addBranch(publishing.journey, delivery);
    if (publishing.routing !== undefined) this.route(delivery, publishing.routing);
    return delivery;
  }

  private route(delivery: number, { publishedQos, grantedQos, filter, via, inferred }: Route): void {
    const { store, texts } = this.parts;
    store.columns.setRouting(store.row, publishedQos, grantedQos, via, inferred);
    if (filter === null) return;
    const number = texts.numberOf(filter);
    texts.usedByDelivery(number, delivery);
    store.columns.filter[store.row] = number;
  }

  /** Its first PUBLISH: QoS 0 ends with it (4.3.1), the others are open from here. */
  private send(delivery: number, publishing: Publishing): void {
    const { columns, row } = this.parts.store;
    const { packetId, qos } = publishing;
    columns.beginSending(row, packetId, qos === 0 ? 'complete' : 'open');
    if (publishing.routing !== undefined) this.observe(delivery, publishing);
    if (qos === 0) this.ended.push(delivery);
  }

  private observe(delivery: number, publishing: Publishing): void {
    const { publishedQos = null, grantedQos = null } = publishing.routing ?? {};
    if (publishedQos === null || grantedQos === null || !this.recording) return;
    this.parts.matrix.add(publishedQos, grantedQos, publishing.qos, delivery);
  }

  private loseOne(delivery: number): void {
    if (this.parts.store.find(delivery)) this.end(delivery, 'lost');
  }

  private leave(open: IdTable, packetId: number): void {
    open.delete(packetId);
    this.inFlight--;
  }

  /** Ends the delivery under the store's cursor; `time` is that of the handshake's last packet, where it had one. */
  private end(delivery: number, state: DeliveryState, time?: number): void {
    const { columns, row } = this.parts.store;
    columns.setState(row, state);
    if (time !== undefined) columns.duration[row] = time - (columns.start[row] ?? 0);
    this.ended.push(delivery);
  }
}

/** What never arrived moves nothing. */
function hasNotArrived(fate: Fate): boolean {
  return fate === 'dropped' || fate === 'held';
}
