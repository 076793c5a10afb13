/** A trace: a bounded log of wires with all that is derived from it. Writers see a TraceRecorder, readers the rest. */

import {
  PAGE_LIMIT,
  type DeliveryDetail,
  type FindingsPage,
  type Message,
  type Page,
  type Rates,
  type RowsPage,
  type RowsWanted,
  type TraceCounts,
  type TraceRequests,
} from '../../shared/engineApi';
import type { FindingKind } from '../../shared/findingRules';
import type { Delivery, Finding, Flow, Journey, MatrixCell, Packet, Session, Wire } from '../../shared/model';
import { QoScopeError } from '../../shared/sentences';
import { packetTree } from '../packetTree/packetTree';
import { Bound } from './bound';
import { completenessOf, type Completeness } from './completeness';
import { DeliveryRows } from './deliveryRows';
import { explain } from './explain/explain';
import { matchingDeliveries, matchingPackets } from './filter/matching';
import { RowViews } from './filter/rowViews';
import { Findings } from './findings/findings';
import { Flows } from './flows/flows';
import { SubscriptionCounts } from './flows/subscriptionCounts';
import { liveDeliveries, openDeliveries } from './live';
import { ratesOf, type RatesWindow } from './rates/rates';
import type { Queued, TraceRecorder, WireOpening, WireRecorder } from './recorder';
import { Settling } from './settling';
import type { TraceOptions } from './traceOptions';
import { createParts, type TraceParts } from './traceParts';
import { TraceWireRecorder } from './wireRecorder';
import { WireState } from './wireState';

/**
 * Records what its writers tell, and answers what engineApi asks of a trace.
 *
 * While paused it writes no rows. Sessions are followed all the same, and so are the QoS 1 and 2 deliveries that are
 * open or begin then: they count as in flight, and can be read by number until they end. A delivery that has a row
 * goes on in it; its packets are counted, but not kept.
 */
export class Trace implements TraceRecorder {
  private readonly parts: TraceParts;
  private readonly rows: DeliveryRows;
  private readonly views: RowViews;
  private readonly flowCounts: Flows;
  private readonly subscriptionCounts: SubscriptionCounts;
  private readonly bound: Bound;
  private readonly settling: Settling;
  private readonly judge: Findings;
  /** Made anew at each change of it, so that it can be gone through at each packet without an iterator. */
  private changeListeners: readonly (() => void)[] = [];
  private readonly endListeners = new Set<(delivery: number) => void>();
  private readonly findingListeners = new Set<(finding: Finding) => void>();
  private readonly began: number;
  private readonly startedAt: number;
  private readonly changes = { commit: () => this.commit(), together: (record: () => void) => this.together(record) };
  private nextWire = 1;
  private version = 0;

  constructor(private readonly options: TraceOptions) {
    this.began = options.clock.now();
    this.startedAt = options.clock.wall();
    this.parts = createParts(options.maximumBytes);
    this.rows = new DeliveryRows(this.parts);
    this.views = new RowViews(this.parts, (n) => this.rows.delivery(n));
    this.flowCounts = new Flows(this.parts, this.rows);
    this.subscriptionCounts = new SubscriptionCounts(this.parts);
    this.judge = new Findings(this.parts, options.isLacking ?? NEVER);
    this.bound = new Bound(options.maximumBytes, this.parts);
    this.settling = new Settling({
      openPart: (n) => this.rows.openPart(n),
      isOpen: (n) => this.rows.isOpen(n),
      delivery: (n) => this.delivery(n),
    });
  }

  openWire(opening: WireOpening, time: number): WireRecorder {
    const wire = new WireState(this.nextWire++, opening, this.parts.deliveries.recording);
    this.parts.wires.set(wire.n, wire);
    if (opening.underway === true) {
      this.judge.underway();
      this.parts.sessions.underway(wire, time - this.began);
    }
    this.commit();
    return new TraceWireRecorder(wire, this.parts, this.judge, this.began, this.changes);
  }

  /** For packets of any wires; see WireRecorder.together. */
  together(record: () => void): void {
    try {
      this.parts.log.together(record);
    } finally {
      this.commit();
    }
  }

  beginJourney(): number {
    return this.parts.journeys.begin();
  }

  queued(message: Queued, time: number): void {
    const session = this.parts.sessions.find(message.client, message.broker);
    // Unknown is a client with an empty id before MQTT 5: only the broker knows how it calls it.
    if (session === undefined) return;
    this.parts.deliveries.queue(session, message, time - this.began);
    this.commit();
  }

  unqueued(client: string, broker: string, journey: number, state: 'expired' | 'lost'): void {
    const session = this.parts.sessions.find(client, broker);
    if (session === undefined) return;
    this.parts.deliveries.unqueue(session, journey, state);
    this.commit();
  }

  sessionEnded(client: string, broker: string, time: number): void {
    const session = this.parts.sessions.find(client, broker);
    if (session === undefined) return;
    this.parts.sessions.end(session, time - this.began);
    this.commit();
  }

  /** How much there is; carries no rows. */
  counts(): TraceCounts {
    const { log, store, deliveries } = this.parts;
    return {
      trace: this.options.trace,
      version: this.version,
      startedAt: this.startedAt,
      packets: log.count,
      deliveries: store.count,
      inFlight: deliveries.inFlight,
      subscriptions: this.parts.sessions.subscriptions,
      dropped: log.dropped,
      bytes: this.bound.bytes(),
      paused: !deliveries.recording,
      findings: this.parts.findings.counts(),
    };
  }

  /** Deliveries that have a row, newest first: those older than `before`, at most `limit` and PAGE_LIMIT of them. */
  deliveries(before: number | null, limit: number): Page<Delivery> {
    const numbers = this.parts.store.numbersBefore(before ?? Infinity, pageSize(limit) + 1);
    return this.page(numbers, limit);
  }

  /** Throws trace.deliveryGone. */
  delivery(n: number): DeliveryDetail {
    const delivery = this.deliveryRow(n);
    const packets = this.parts.packetRows.ofDelivery(this.rows.lastPacket(n));
    const found = { delivery, packets, journey: this.rows.journeyOf(delivery) };
    return { ...found, explained: explain(found, this.parts, this.now()) };
  }

  /** The journey of a delivery; null where it has none that is known. Throws trace.deliveryGone. */
  journeyOf(n: number): Journey | null {
    return this.rows.journeyOf(this.deliveryRow(n));
  }

  /** The delivery and its packets that are in the log, without what is said of them. Throws trace.deliveryGone. */
  handshake(n: number): Pick<DeliveryDetail, 'delivery' | 'packets'> {
    return { delivery: this.deliveryRow(n), packets: this.parts.packetRows.ofDelivery(this.rows.lastPacket(n)) };
  }

  /** `done` once the delivery and every branch of its journey has ended or is queued. Throws trace.deliveryGone. */
  settled(n: number): { readonly done: boolean; readonly detail: DeliveryDetail } {
    return { detail: this.delivery(n), done: this.rows.openPart(n) === 0 };
  }

  /** The delivery once it is settled, or as it stands after `milliseconds`. Rejects with trace.deliveryGone. */
  whenSettled(n: number, milliseconds: number): Promise<DeliveryDetail> {
    return this.settling.wait(n, milliseconds);
  }

  /** Throws trace.deliveryGone, or trace.messageGone where its PUBLISH is not in the log. */
  message(n: number): Message {
    const delivery = this.deliveryRow(n);
    const own = this.parts.packetRows.payload(this.rows.lastPacket(n), Infinity);
    // One that is queued has no packet yet: its publisher's has the same message.
    const payload = own ?? this.parts.packetRows.payload(this.rows.lastPacket(this.rows.origin(n)), Infinity);
    if (payload === null) throw new QoScopeError('trace.messageGone', { n });
    return { delivery, at: this.startedAt + delivery.start, payload: payload.slice() };
  }

  /** Throws trace.packetGone. */
  packet(n: number): TraceRequests['trace.packet']['result'] {
    const packet = this.parts.packetRows.packet(n);
    const bytes = this.parts.log.rawBytes(n);
    if (packet === null || bytes === null) throw new QoScopeError('trace.packetGone', { n });
    const version = this.parts.wires.get(packet.wire)?.version ?? 4;
    return { packet, bytes: bytes.slice(), fields: packetTree(bytes, version) };
  }

  /** The numbers of the packets that are in the log: from `first` to the one before `next`. */
  packetRange(): { readonly first: number; readonly next: number } {
    return { first: this.parts.log.firstNumber, next: this.parts.log.nextNumber };
  }

  /** The packet, or null where it is not in the log. */
  packetRow(n: number): Packet | null {
    return this.parts.packetRows.packet(n);
  }

  /** What is kept of a packet's bytes, as a view that holds until the trace changes; empty where it is not in the log. */
  packetBytes(n: number): Uint8Array {
    return this.parts.log.rawBytes(n) ?? NO_BYTES;
  }

  /** The packet with which a wire began, where that is a CONNECT and in the log; else null. */
  connectOf(wire: number): number | null {
    const n = this.parts.wires.get(wire)?.firstPacket ?? 0;
    return this.packetRow(n)?.type === 'CONNECT' ? n : null;
  }

  /** Every packet in the log, oldest first. The trace must not change meanwhile. */
  *packets(): Generator<Packet> {
    const { log, packetRows } = this.parts;
    for (let n = log.firstNumber; n < log.nextNumber; n++) {
      const packet = packetRows.packet(n);
      if (packet !== null) yield packet;
    }
  }

  /** The wires that are open or of which a packet is in the log, in the order in which they opened. */
  wires(): Wire[] {
    return [...this.parts.wires.values()].map((wire) => wire.toWire());
  }

  /** Sessions that have not ended, by client id. */
  sessions(): Page<Session> {
    const rows = this.subscriptionCounts.addTo(this.parts.sessions.list().map((session) => session.toSession()));
    return { rows, version: this.version, more: false, now: this.now() };
  }

  /** Open deliveries with QoS 1 or 2, oldest first. */
  inFlight(limit: number): Page<Delivery> {
    return this.page(openDeliveries(this.parts.sessions), limit);
  }

  /** Nine cells, by published then granted QoS. */
  matrix(): Page<MatrixCell> {
    return { rows: this.parts.matrix.cells(), version: this.version, more: false, now: this.now() };
  }

  /** Topic by publisher by subscriber, at most `limit` and PAGE_LIMIT: those that disagree with the rule first, then the latest. */
  flows(limit: number): Page<Flow> {
    return { ...this.flowCounts.first(pageSize(limit)), version: this.version, now: this.now() };
  }

  /** Deliveries that have a row, filtered and in order, by their places. Throws filter.… where the expression is wrong. */
  rowsPage(wanted: RowsWanted): RowsPage {
    return this.views.page(wanted, { version: this.version, now: this.now() });
  }

  /** The numbers of the deliveries with a row that fit an expression, oldest first. Throws filter.… where it is wrong. */
  matchingDeliveries(expression: string): number[] {
    return matchingDeliveries(expression, this.parts, this.now());
  }

  /** The numbers of the packets that fit an expression, oldest first. Throws filter.… where the expression is wrong. */
  matchingPackets(expression: string): number[] {
    return matchingPackets(expression, this.parts, this.now());
  }

  /** How much went on in a window of time, in 1 to 500 steps. */
  rates(window: RatesWindow): Rates {
    return ratesOf(this.parts, window, this.version, this.now());
  }

  /**
   * Findings of one kind or of all, about one delivery or about any, newest first: those before `before`, at most `limit`
   * and PAGE_LIMIT of them. Looks first for what only time shows.
   */
  findings(
    kind: FindingKind | null,
    before: number | null,
    limit: number,
    delivery: number | null = null,
  ): FindingsPage {
    this.lookForStalls();
    const rows = this.judge.page({ before: before ?? Infinity, kind, delivery, limit: pageSize(limit) + 1 });
    const more = rows.length > pageSize(limit);
    const page = { rows: rows.slice(0, pageSize(limit)), version: this.version, more, now: this.now() };
    return { ...page, groups: this.judge.groups() };
  }

  /** What of its clients' connections it holds. */
  completeness(): Completeness {
    return completenessOf(this.parts.wires.values(), this.judge);
  }

  /** Finds what only time shows: handshakes that stall, windows that stay full. Without effect while a file is read. */
  lookForStalls(): void {
    if (this.options.isGrowing?.() === true) return;
    this.judge.look(this.now());
    if (this.judge.told.length > 0) this.commit();
  }

  /** The numbers of all that have not ended and can be read, queued ones too, oldest first. */
  openDeliveries(): number[] {
    return liveDeliveries(this.parts.sessions).filter((n) => this.parts.store.find(n));
  }

  /** Empties the trace; numbers go on. Sessions, what is in flight and what is queued stay known. */
  clear(): void {
    this.parts.log.clear();
    this.parts.store.clear();
    this.parts.matrix.clear();
    this.parts.findings.clear();
    this.judge.gap();
    this.bound.sweep();
    this.commit();
  }

  /** A paused trace records no rows; traffic goes on. */
  pause(paused: boolean): void {
    // Findings count from the pause's end on: the rows between are missing.
    if (!paused && !this.parts.deliveries.recording) this.judge.gap();
    this.parts.deliveries.recording = !paused;
    for (const wire of this.parts.wires.values()) wire.isPart ||= paused && !wire.closed;
    this.commit();
  }

  /** Calls `listener` once after each change, until the returned function is called. It may read, but change nothing. */
  onChanged(listener: () => void): () => void {
    const one = (): void => listener();
    this.changeListeners = [...this.changeListeners, one];
    return () => {
      this.changeListeners = this.changeListeners.filter((other) => other !== one);
    };
  }

  /** Calls `listener` with each delivery that has ended, until the returned function is called. It may read, but change nothing. */
  onDeliveryEnded(listener: (delivery: number) => void): () => void {
    this.endListeners.add(listener);
    return () => this.endListeners.delete(listener);
  }

  /** Calls `listener` with each finding, until the returned function is called. It may read, but change nothing. */
  onFinding(listener: (finding: Finding) => void): () => void {
    this.findingListeners.add(listener);
    return () => this.findingListeners.delete(listener);
  }

  /** Answers those who wait for a message to settle with how it stands; for the engine's end. */
  close(): void {
    this.settling.close();
  }

  /** Ends one change: what ended is told while it can be read, then rows go where the bound asks for it. */
  private commit(): void {
    this.version++;
    if (this.settling.isAwaited) this.settling.changed();
    const { ended } = this.parts.deliveries;
    if (ended.length > 0 && this.endListeners.size > 0) this.tellEnds(ended);
    if (this.judge.told.length > 0) this.tellFindings();
    while (ended.length > 0) this.parts.store.release(ended.pop() ?? 0); // it is followed no more
    this.bound.keep();
    for (const listener of this.changeListeners) listener();
  }

  private tellEnds(ended: readonly number[]): void {
    for (const listener of this.endListeners) for (const delivery of ended) listener(delivery);
  }

  private tellFindings(): void {
    const told = this.judge.told.splice(0);
    for (const stored of told) {
      const finding = this.judge.row(stored);
      for (const listener of this.findingListeners) listener(finding);
    }
  }

  private deliveryRow(n: number): Delivery {
    const delivery = this.rows.delivery(n);
    if (delivery === null) throw new QoScopeError('trace.deliveryGone', { n });
    return delivery;
  }

  /** As many of the numbers as a page has room for. */
  private page(numbers: readonly number[], limit: number): Page<Delivery> {
    const size = pageSize(limit);
    const rows = numbers.slice(0, size).flatMap((n) => this.rows.delivery(n) ?? []);
    return { rows, version: this.version, more: numbers.length > size, now: this.now() };
  }

  private now(): number {
    return this.options.clock.now() - this.began;
  }
}

const NO_BYTES = new Uint8Array();
const NEVER = (): boolean => false;

function pageSize(limit: number): number {
  return Math.max(1, Math.min(PAGE_LIMIT, limit));
}
