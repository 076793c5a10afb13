/**
 * Ties what goes to subscribers to what publishers sent, where nobody tells: in captures, and at brokers of others. It goes by
 * topic, payload, QoS and order. A message whose publisher lies outside the trace has no origin.
 */

import type { Qos, Via } from '../../../shared/model';
import type { WillFields } from '../../wire/connectFields';
import { PROPERTY, findProperty } from '../../wire/properties';
import { variableByteInteger, variableByteIntegerEnd } from '../../wire/variableByteInteger';
import type { WordWindow } from '../../wire/wordWindow';
import { Arrivals } from '../../arrivals';
import type { Publishing } from '../deliveries';
import type { Route } from '../recorder';
import type { Granted, SessionState } from '../sessionState';
import { NO_TEXT } from '../textTable';
import type { CurrentPacket, TraceParts } from '../traceParts';
import type { WireState } from '../wireState';
import { contentNumber, isWhole } from './content';
import { grantOf, matching } from './grants';
import { ORIGIN_BYTES, Origins } from './origins';
import { Wills } from './wills';

/** How many branches of a journey are looked at for one to the same session, and of all journeys for one message. */
const BRANCH_LIMIT = 64;
const LOOKS_LIMIT = 1024;

/** How many messages with one content are looked at. */
const SAME_LIMIT = 256;

/** The ring takes no more than this part of the trace's bytes. */
const PART = 1 / 64;
const SMALLEST_RING = 1 << 10;
const LARGEST_RING = 1 << 18;

/** Of so many topics the latest retained message is remembered. */
const RETAINED_LIMIT = 100_000;

/** What inference works on. */
export type InferenceParts = Pick<TraceParts, 'store' | 'texts' | 'journeys' | 'sessions' | 'packetRows' | 'growth'> & {
  readonly current: CurrentPacket;
  readonly window: WordWindow;
};

/** In place of a number in the ring. */
const NO_SEQUENCE = 0;

const ANY_FILTER = -1;

/** A publisher's message that fits one on its way to a subscriber. */
interface Found {
  /** 0 for a will. */
  readonly delivery: number;
  readonly journey: number;
  readonly qos: Qos;
  readonly via: Via;
  /** Its number in the ring; NO_SEQUENCE where it was found elsewhere. */
  readonly sequence: number;
}

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/** The inferred journeys of one trace. */
export class Inference {
  private ring: Origins | null = null;
  /** The content that is looked for. */
  private wanted = 0;
  /** How many branches may be looked at. */
  private looks = 0;
  private readonly wills = new Wills();
  /** By topic: the delivery of the latest message that was published with RETAIN. */
  private readonly retained = new Map<number, number>();
  private readonly retainedTopics = new Arrivals<number>();
  private readonly result: Mutable<Route> = {
    journey: 0,
    publishedQos: null,
    grantedQos: null,
    filter: null,
    via: 'live',
    inferred: true,
  };

  constructor(
    private readonly parts: InferenceParts,
    private readonly maximumBytes: number,
  ) {}

  /** What it holds, in bytes, about. */
  get bytes(): number {
    return this.ring?.bytes ?? 0;
  }

  /** The PUBLISH that is being recorded begins a delivery of a client. */
  published({ topic, retain }: Publishing, delivery: number, journey: number): void {
    this.remember(this.content(topic), delivery, journey);
    if (!retain) return;
    this.retained.set(topic, delivery);
    this.retainedTopics.add(topic);
    if (this.retained.size > RETAINED_LIMIT) this.forgetRetained(this.retainedTopics.oldest ?? NO_TEXT);
  }

  private forgetRetained(topic: number): void {
    this.retained.delete(topic);
    this.retainedTopics.delete(topic);
  }

  /** The CONNECT of a wire, with these bytes, has a will. */
  willOf(wire: WireState, { topic, qos, payloadStart, payloadEnd }: WillFields, bytes: Uint8Array): void {
    const number = this.parts.texts.numberOf(topic);
    const content = contentNumber(number, this.parts.window.on(bytes), payloadStart, payloadEnd);
    const { broker } = wire.opening;
    const payloadLength = payloadEnd - payloadStart;
    this.wills.add(wire.n, { content, topic: number, payloadLength, qos, broker, journey: 0 });
  }

  /** The client of a wire has taken its leave. */
  willDropped(wire: WireState): void {
    this.wills.drop(wire.n);
  }

  /** Whether a message of that topic may be the will of a client at the broker. */
  mayBeWill(topic: number, broker: string): boolean {
    return this.wills.hasTopic(topic, broker);
  }

  /** Numbers of texts that must stay. */
  topicsOfWills(): Generator<number> {
    return this.wills.topics();
  }

  /** Where the PUBLISH that is being recorded, which begins a delivery to a client, came from. Holds until the next call. */
  route(session: SessionState, publishing: Publishing): Route {
    const { result } = this;
    const name = this.parts.texts.text(publishing.topic) ?? '';
    const granted = matching(session, publishing.topic, name);
    this.looks = LOOKS_LIMIT;
    const found = this.find(session, publishing, granted);
    if (found !== null && found.sequence !== NO_SEQUENCE) this.ring?.note(session.n, this.wanted, found.sequence);
    const grant = granted.length < 2 ? granted[0] : this.grant(session, publishing, granted, found);
    result.journey = found?.journey ?? 0;
    result.publishedQos = found?.qos ?? null;
    result.via = found?.via ?? (publishing.retain ? 'retained' : 'live');
    result.grantedQos = grant?.grantedQos ?? null;
    result.filter = grant?.filter ?? null;
    return result;
  }

  private grant(
    session: SessionState,
    { qos }: Publishing,
    granted: readonly Granted[],
    found: Found | null,
  ): Granted | null {
    const used = (filter: string): boolean => found !== null && this.cameThrough(found.journey, session, filter);
    return grantOf(granted, qos, found?.qos ?? null, this.identifiers(), used);
  }

  private find(session: SessionState, publishing: Publishing, granted: readonly Granted[]): Found | null {
    let since = granted.length === 0 ? -Infinity : Infinity;
    for (const { filter } of granted) since = Math.min(since, session.grantedAt.get(filter) ?? -Infinity);
    if (!publishing.retain) return this.live(session, publishing, since) ?? this.will(session, publishing);
    const asPublished = session.version === 5 ? this.asPublished(session, publishing, since) : null;
    return asPublished ?? this.retainedOrigin(session, publishing);
  }

  /**
   * The message behind the newest one of that content that the session has had; where it has had none, the oldest that it
   * could get. Where nothing is behind, it is another copy of that one.
   */
  private live(session: SessionState, publishing: Publishing, since: number): Found | null {
    let next: Found | null = null;
    let other: Found | null = null;
    let sequence = this.newest(publishing);
    const had = this.newestHad(session);
    for (let i = 0; i < SAME_LIMIT && sequence !== 0 && this.looks > 0; i++, sequence = this.older(sequence)) {
      const found = this.candidate(session, publishing, sequence);
      if (found === null) continue;
      if (this.hasHad(found, session, had)) return next ?? found;
      if (this.couldGet(session, found.delivery, since, publishing.qos)) next = found;
      else other ??= found;
    }
    return next ?? other;
  }

  /** A message that was published with RETAIN while the session was subscribed, and that it has not had (3.3.1-13). */
  private asPublished(session: SessionState, publishing: Publishing, since: number): Found | null {
    let next: Found | null = null;
    let sequence = this.newest(publishing);
    const had = this.newestHad(session);
    for (let i = 0; i < SAME_LIMIT && sequence !== 0 && this.looks > 0; i++, sequence = this.older(sequence)) {
      const found = this.candidate(session, publishing, sequence);
      if (found === null) continue;
      if (this.hasHad(found, session, had)) break;
      const { delivery } = found;
      if (this.isRetained(delivery) && this.couldGet(session, delivery, since, publishing.qos)) next = found;
    }
    return next;
  }

  private newestHad(session: SessionState): number {
    return this.ring?.newestHad(session.n, this.wanted) ?? NO_SEQUENCE;
  }

  /** Whether the session has had a message of which it is known which is the newest that it `had`, where it had one. */
  private hasHad({ sequence, journey }: Found, session: SessionState, had: number): boolean {
    if (had !== NO_SEQUENCE && sequence >= had) return sequence === had;
    return this.someBranch(journey, session, ANY_FILTER);
  }

  private remember(content: number, delivery: number, journey: number): number {
    if (this.ring === null) {
      this.ring = new Origins(ringSize(this.maximumBytes));
      this.parts.growth.count++;
    }
    return this.ring.add(content, delivery, journey);
  }

  private newest({ topic }: Publishing): number {
    this.wanted = this.content(topic);
    return this.ring?.newest(this.wanted) ?? 0;
  }

  private older(sequence: number): number {
    return this.ring?.older(sequence, this.wanted) ?? 0;
  }

  /** A message of the ring, where it can be the one on its way; leaves the store's cursor on its delivery. */
  private candidate(session: SessionState, publishing: Publishing, sequence: number): Found | null {
    const delivery = this.ring?.delivery(sequence) ?? 0;
    const journey = this.ring?.journey(sequence) ?? 0;
    return delivery === 0
      ? this.departed(session, journey, sequence)
      : this.sent(session, publishing, delivery, journey, sequence);
  }

  private sent(
    session: SessionState,
    publishing: Publishing,
    delivery: number,
    journey: number,
    sequence: number,
  ): Found | null {
    const { store, sessions } = this.parts;
    if (!store.find(delivery)) return null;
    const { columns, row } = store;
    const { topic, payloadLength, qos } = publishing;
    if (columns.topic[row] !== topic || columns.payloadLength[row] !== payloadLength) return null;
    const published = columns.qos(row);
    if (published < qos || columns.state(row) === 'refused') return null;
    if (sessions.get(columns.session[row] ?? 0)?.broker !== session.broker) return null;
    if (!isWhole(payloadLength) && !this.samePayload(delivery)) return null;
    const via = this.wasAway(session, columns.start[row] ?? 0) ? 'queue' : 'live';
    return { delivery, journey, qos: published, via, sequence };
  }

  private departed(session: SessionState, journey: number, sequence: number): Found | null {
    const will = this.wills.find(this.wanted, session.broker, 0);
    return will?.journey === journey ? { delivery: 0, journey, qos: will.qos, via: 'will', sequence } : null;
  }

  /** A will of another client with that content; it becomes a message of the ring. */
  private will(session: SessionState, publishing: Publishing): Found | null {
    const { topic, payloadLength, qos } = publishing;
    const content = this.content(topic);
    const will = this.wills.find(content, session.broker, session.wire?.n ?? 0);
    if (will?.topic !== topic || will.payloadLength !== payloadLength || will.qos < qos) return null;
    let sequence = NO_SEQUENCE;
    if (will.journey === 0) {
      will.journey = this.parts.journeys.begin();
      sequence = this.remember(content, 0, will.journey);
    }
    return { delivery: 0, journey: will.journey, qos: will.qos, via: 'will', sequence };
  }

  private retainedOrigin(session: SessionState, publishing: Publishing): Found | null {
    const { store } = this.parts;
    const delivery = this.retained.get(publishing.topic) ?? 0;
    if (delivery === 0 || !store.find(delivery)) return null;
    const journey = store.columns.journey[store.row] ?? 0;
    const found = this.sent(session, publishing, delivery, journey, NO_SEQUENCE);
    return found !== null && this.samePayload(delivery) ? { ...found, via: 'retained' } : null;
  }

  private isRetained(delivery: number): boolean {
    const { store } = this.parts;
    return delivery !== 0 && store.find(delivery) && store.columns.retain(store.row);
  }

  /** Whether the session had subscribed when it was published, and was there or has it kept (QoS 0 waits for nobody). */
  private couldGet(session: SessionState, delivery: number, since: number, qos: Qos): boolean {
    const { store } = this.parts;
    if (delivery === 0) return true;
    if (!store.find(delivery)) return false;
    const start = store.columns.start[store.row] ?? 0;
    return start >= since && (qos > 0 || !this.wasAway(session, start));
  }

  private wasAway({ connections }: SessionState, time: number): boolean {
    const [first] = connections;
    const last = connections.at(-1);
    if (first === undefined || time < first.from || (last?.to === null && last.from <= time)) return false;
    return !connections.some(({ from, to }) => from <= time && (to === null || time <= to));
  }

  private cameThrough(journey: number, session: SessionState, filter: string): boolean {
    return this.someBranch(journey, session, this.parts.texts.numberOf(filter));
  }

  private someBranch(journey: number, session: SessionState, filter: number): boolean {
    const { store, journeys } = this.parts;
    let n = journeys.newestBranch(journey);
    for (let i = 0; i < BRANCH_LIMIT && n !== 0 && this.looks-- > 0 && store.find(n); i++) {
      const { columns, row } = store;
      const isLive = columns.via(row) !== 'retained';
      const isMeant = filter === ANY_FILTER || columns.filter[row] === filter;
      if (isLive && isMeant && columns.session[row] === session.n) return true;
      n = columns.olderBranch[row] ?? 0;
    }
    return false;
  }

  private samePayload(delivery: number): boolean {
    const { store, packetRows, current } = this.parts;
    if (!store.find(delivery)) return false;
    const payload = packetRows.payload(store.columns.lastPacket[store.row] ?? 0);
    const { payloadStart, payloadEnd } = current.publish;
    return payload !== null && Buffer.compare(payload, current.bytes.subarray(payloadStart, payloadEnd)) === 0;
  }

  private content(topic: number): number {
    const { window, current } = this.parts;
    const { bytes, publish } = current;
    return contentNumber(topic, window.on(bytes), publish.payloadStart, publish.payloadEnd);
  }

  /** The subscription identifiers of the PUBLISH that is being recorded. */
  private identifiers(): number[] {
    const { bytes, publish } = this.parts.current;
    const found: number[] = [];
    const end = publish.propertiesEnd;
    for (let start = publish.propertiesStart; start < end;) {
      const offset = findProperty(bytes, start, end, PROPERTY.subscriptionIdentifier);
      if (offset < 0) break;
      start = variableByteIntegerEnd(bytes, offset, end);
      found.push(variableByteInteger(bytes, offset, start));
    }
    return found;
  }
}

function ringSize(maximumBytes: number): number {
  const places = Math.max(SMALLEST_RING, Math.min(LARGEST_RING, (maximumBytes * PART) / ORIGIN_BYTES));
  return 2 ** Math.floor(Math.log2(places));
}
