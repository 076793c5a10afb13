/** Records one wire: each packet becomes a row, and moves its session and its delivery on. */

import type { Fate, Side } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { part, uint16 } from '../wire/bytes';
import { disconnectExpiry, readConnack, readConnect } from '../wire/connectFields';
import { NO_REASON, packetType, plainAcknowledgement, readPacketFields, TYPE } from '../wire/packetFields';
import { findProperty, PROPERTY } from '../wire/properties';
import { readPublish } from '../wire/publishFields';
import { readSubscribe, readSubscribeAnswer, readUnsubscribe } from '../wire/subscribeFields';
import { versionOf } from '../wire/versionOf';
import { newPublishing, type Publishing } from './deliveries';
import type { Findings } from './findings/findings';
import { hexReason } from './findings/scene';
import type { Routing, WireRecorder } from './recorder';
import type { SessionState } from './sessionState';
import { subscribe, subscribeAnswered, unsubscribe, unsubscribeAnswered } from './subscriptions';
import type { PacketRow } from './packetChunk';
import { NO_TEXT } from './textTable';
import type { TraceParts } from './traceParts';
import type { WireState } from './wireState';

/** DISCONNECT with Will Message (3.14.2.1). */
const WITH_WILL = 0x04;

/** What a recorder asks of its trace. */
export interface TraceChanges {
  /** Ends a change: bounds are kept and listeners told. */
  commit(): void;
  /** Makes one change of all that `record` records. */
  together(record: () => void): void;
}

/** The recorder that a trace hands out for a wire. */
export class TraceWireRecorder implements WireRecorder {
  /** The packet that is being recorded. */
  private readonly row: PacketRow;
  /** Whether the packet acknowledges what has ended. */
  private isLate = false;
  private readonly publishing = newPublishing();

  constructor(
    private readonly state: WireState,
    private readonly parts: TraceParts,
    private readonly findings: Findings,
    /** The clock's time when the trace began. */
    private readonly began: number,
    private readonly changes: TraceChanges,
  ) {
    this.row = parts.current.row;
  }

  get wire(): number {
    return this.state.n;
  }

  packet(from: Side, bytes: Uint8Array, time: number, routing?: Routing, fate: Fate = 'passed'): number {
    this.begin(from, bytes[0] ?? 0, time, fate, null);
    return this.record(bytes, 0, bytes.length, routing);
  }

  packetIn(from: Side, bytes: Uint8Array, start: number, end: number, time: number): number {
    this.begin(from, bytes[start] ?? 0, time, 'passed', null);
    return this.record(bytes, start, end, undefined);
  }

  together(record: () => void): void {
    this.changes.together(record);
  }

  unreadable(from: Side, bytes: Uint8Array, time: number, error: Sentence): number {
    this.begin(from, bytes[0] ?? 0, time, 'passed', error);
    return this.write(bytes, 0, bytes.length, undefined);
  }

  arrived(time: number): void {
    this.state.arrivedAt = time - this.began;
  }

  lastJourney(): number {
    return this.state.lastJourney;
  }

  lastDelivery(from: Side): number {
    return this.state.lastDelivery(from);
  }

  close(time: number): void {
    this.findings.closed(this.state, time - this.began);
    this.parts.sessions.close(this.state, time - this.began);
    this.state.closed = true;
    this.changes.commit();
  }

  /** A whole packet, from `start` to before `end` of `bytes`. */
  private record(bytes: Uint8Array, start: number, end: number, routing: Routing | undefined): number {
    if (this.state.seeksVersion) this.seekVersion(part(bytes, start, end));
    const type = this.row.first >> 4;
    if (type === TYPE.PUBLISH) this.publish(bytes, start, end, routing);
    else if (type >= TYPE.PUBACK && type <= TYPE.PUBCOMP) this.acknowledgement(bytes, start, end);
    else this.other(bytes, start, end);
    return this.write(bytes, start, end, routing);
  }

  private seekVersion(bytes: Uint8Array): void {
    const version = versionOf(bytes);
    if (version === null) return;
    this.state.version = version;
    if (this.state.session !== null) this.state.session.version = version;
    this.state.seeksVersion = false;
  }

  private begin(from: Side, first: number, time: number, fate: Fate, error: Sentence | null): void {
    const { row } = this;
    this.isLate = false;
    row.time = time - this.began;
    row.wire = this.state.n;
    // While garbage is collected, writing a reference costs far more than to compare it.
    if (row.from !== from) row.from = from;
    if (row.fate !== fate) row.fate = fate;
    row.first = first;
    row.packetId = 0;
    row.reason = NO_REASON;
    row.topic = NO_TEXT;
    row.delivery = 0;
    row.previous = 0;
    if (row.error !== error) row.error = error;
  }

  /** Writes the row, unless nothing is recorded; gives its number. */
  private write(bytes: Uint8Array, start: number, end: number, routing: Routing | undefined): number {
    const { log, deliveries, texts, growth } = this.parts;
    const { row } = this;
    const number = deliveries.recording ? log.nextNumber : 0;
    if (row.delivery !== 0 && !this.isLate) row.previous = deliveries.attach(row.delivery, number);
    if (number !== 0) {
      this.findings.packet(this.state, routing);
      // The rules look at what the delivery was before.
      if (this.isLate) this.attachLate(number);
      log.append(row, bytes, start, end);
      if (row.topic !== NO_TEXT) texts.usedByPacket(row.topic, number);
      if (this.state.firstPacket === 0) this.state.firstPacket = number;
      this.state.lastPacket = number;
    }
    if (!log.isTogether || growth.isNew) this.changes.commit();
    return number;
  }

  /** An acknowledgement after the end of its delivery is one of its packets still. */
  private attachLate(number: number): void {
    const { deliveries, late } = this.parts;
    const { row } = this;
    if (row.delivery === 0) return;
    row.previous = deliveries.attach(row.delivery, number);
    late.note(row.delivery);
  }

  private publish(bytes: Uint8Array, start: number, end: number, routing: Routing | undefined): void {
    const { current, deliveries } = this.parts;
    const { row, state } = this;
    const { publish } = current;
    readPublish(bytes, state.version, publish, start, end);
    row.error = publish.fault ?? this.orderFault();
    row.packetId = publish.packetId;
    row.topic = this.topic(bytes);
    const follows = row.error === null && state.session !== null && state.holdsSession;
    if (follows && state.session !== null) {
      if (current.bytes !== bytes) current.bytes = bytes;
      row.delivery = deliveries.publish(state.session, this.asPublishing(state.session, routing));
      if (state.connect !== null) this.noteEarly(state.session);
    }
    state.setLastDelivery(row.from, row.delivery);
    if (row.from === 'client') state.lastJourney = follows ? deliveries.lastJourney : 0;
  }

  private asPublishing(session: SessionState, routing: Routing | undefined): Publishing {
    const { publishing, row } = this;
    const { publish } = this.parts.current;
    const to = row.from === 'client' ? 'broker' : 'client';
    if (publishing.to !== to) publishing.to = to;
    publishing.session = session.n;
    publishing.topic = row.topic;
    publishing.qos = publish.qos;
    publishing.retain = publish.retain;
    publishing.packetId = publish.packetId;
    publishing.payloadLength = publish.payloadEnd - publish.payloadStart;
    publishing.start = row.time;
    if (publishing.routing !== routing) publishing.routing = routing;
    publishing.infers = this.state.opening.infers === true && routing === undefined;
    return publishing;
  }

  /** Until the CONNACK it is open whether the session that stands goes on. */
  private noteEarly(session: SessionState): void {
    const { row } = this;
    const { publish } = this.parts.current;
    if (session.established && row.from === 'client' && publish.qos > 0) this.state.early.add(row.delivery);
  }

  /** The topic's number, by its name or by the alias that stands for it (3.3.2.3.4). */
  private topic(bytes: Uint8Array): number {
    const { publish } = this.parts.current;
    const { topicStart, topicEnd } = publish;
    const topic = topicEnd > topicStart ? this.namedTopic(bytes, topicStart, topicEnd) : NO_TEXT;
    return publish.propertiesStart === publish.propertiesEnd ? topic : this.topicOrAlias(bytes, topic);
  }

  private namedTopic(bytes: Uint8Array, start: number, end: number): number {
    const { state } = this;
    const { texts } = this.parts;
    if (this.row.from === 'client') {
      return (state.topicFromClient = texts.numberBehind(state.topicFromClient, bytes, start, end));
    }
    return (state.topicFromBroker = texts.numberBehind(state.topicFromBroker, bytes, start, end));
  }

  private topicOrAlias(bytes: Uint8Array, topic: number): number {
    const { row } = this;
    const { propertiesStart, propertiesEnd } = this.parts.current.publish;
    const place = findProperty(bytes, propertiesStart, propertiesEnd, PROPERTY.topicAlias);
    if (place < 0) return topic;
    const alias = uint16(bytes, place);
    if (topic === NO_TEXT) return this.state.topicOfAlias(row.from, alias);
    this.state.setAlias(row.from, alias, topic);
    return topic;
  }

  private readFields(bytes: Uint8Array, start: number, end: number): void {
    const { row } = this;
    const { fields } = this.parts.current;
    readPacketFields(bytes, this.state.version, fields, start, end);
    row.packetId = fields.packetId;
    row.reason = fields.reason;
    row.error = fields.fault;
  }

  /** As `readFields` leaves what has an identifier and nothing else. */
  private takePlain(packetId: number): void {
    const { fields } = this.parts.current;
    this.row.packetId = fields.packetId = packetId;
    fields.reason = NO_REASON;
    if (fields.fault !== null) fields.fault = null;
  }

  private acknowledgement(bytes: Uint8Array, start: number, end: number): void {
    const { row, state } = this;
    const packetId = plainAcknowledgement(bytes, start, end);
    if (packetId === 0) this.readFields(bytes, start, end);
    else this.takePlain(packetId);
    row.error ??= this.orderFault();
    if (row.error !== null || state.session === null || !state.holdsSession) return;
    row.delivery = this.parts.deliveries.acknowledge(state.session, row);
    if (this.parts.deliveries.outcome === 'unknown') this.acknowledgeLate(state.session);
  }

  private acknowledgeLate(session: SessionState): void {
    const { row } = this;
    this.isLate = true;
    row.delivery = this.parts.deliveries.endedWith(session, row.from, row.first >> 4, row.packetId);
  }

  private other(bytes: Uint8Array, start: number, end: number): void {
    const { row } = this;
    this.readFields(bytes, start, end);
    if (row.error !== null) return;
    if (row.from === 'client' && row.first >> 4 === TYPE.CONNECT) this.connect(part(bytes, start, end));
    else row.error = this.orderFault();
    const { session } = this.state;
    if (row.error !== null || session === null || !this.state.holdsSession) return;
    // What never arrived moves nothing.
    if (row.fate === 'dropped' || row.fate === 'held') return;
    const type = row.first >> 4;
    if (row.from === 'client') this.fromClient(session, type, part(bytes, start, end));
    else this.fromBroker(session, type, part(bytes, start, end));
  }

  /** 3.1.0-1: the first packet from a client is a CONNECT. */
  private orderFault(): Sentence | null {
    return this.state.hasConnect ? null : this.faultBeforeConnect();
  }

  private faultBeforeConnect(): Sentence | null {
    const { row } = this;
    return row.from === 'broker' ? null : { code: 'packet.notConnect', args: { type: packetType(row.first) } };
  }

  /** A second CONNECT is a protocol error that ends the connection (3.1.0-2); it changes no session. */
  private connect(bytes: Uint8Array): void {
    const { sessions } = this.parts;
    const { row } = this;
    const { fields, fault } = readConnect(bytes);
    row.error = fault;
    const { fate } = row;
    if (fields === null || this.state.hasConnect || fate === 'dropped') return;
    sessions.connect(this.state, fields);
    if (fields.will !== null && this.state.opening.infers === true) {
      this.parts.inference.willOf(this.state, fields.will, bytes);
    }
    this.findings.connect(this.state);
  }

  private fromClient(session: SessionState, type: number, bytes: Uint8Array): void {
    const { row } = this;
    const { version } = this.state;
    if (type === TYPE.SUBSCRIBE) {
      const { fields, fault } = readSubscribe(bytes, version);
      row.error = fault;
      if (fields === null) return;
      const filters = fields.requests.map(({ filter }) => filter);
      this.findings.request(this.state, session, filters, true);
      subscribe(session, this.state.n, fields);
    } else if (type === TYPE.UNSUBSCRIBE) {
      const { fields, fault } = readUnsubscribe(bytes, version);
      row.error = fault;
      if (fields === null) return;
      this.findings.request(this.state, session, fields.filters, false);
      unsubscribe(session, this.state.n, fields);
    } else if (type === TYPE.DISCONNECT) {
      const expiry = disconnectExpiry(bytes, version);
      const reason = row.reason === NO_REASON ? 0 : row.reason;
      if (reason !== WITH_WILL) this.parts.inference.willDropped(this.state);
      this.state.end ??= { code: 'connection.leftByClient', args: { reason: hexReason(reason) } };
      // 3.14.2.2.2: it cannot keep a session that was to end with its connection.
      if (expiry !== null && session.kept) session.sessionExpiryInterval = expiry;
    }
  }

  private fromBroker(session: SessionState, type: number, bytes: Uint8Array): void {
    const { sessions } = this.parts;
    const { row } = this;
    const { version } = this.state;
    if (type === TYPE.CONNACK) {
      const { fields, fault } = readConnack(bytes, version);
      row.error = fault;
      if (fields === null) return;
      this.findings.connack(this.state, fields);
      sessions.connack(this.state, fields, row.time);
      this.findings.accepted(this.state, fields);
    } else if (type === TYPE.DISCONNECT) {
      const reason = row.reason === NO_REASON ? 0 : row.reason;
      this.state.end ??= { code: 'connection.endedByBroker', args: { reason: hexReason(reason) } };
    } else if (type === TYPE.SUBACK || type === TYPE.UNSUBACK) {
      const { fields, fault } = readSubscribeAnswer(bytes, version);
      row.error = fault;
      if (fields === null) return;
      this.findings.requestAnswer(this.state, session, fields.reasons);
      if (type === TYPE.SUBACK) subscribeAnswered(session, fields, row.time);
      else unsubscribeAnswered(session, fields);
    }
  }
}
