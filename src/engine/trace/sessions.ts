/**
 * The sessions of a trace, from the packets on its wires. A session begins with a CONNECT and counts from its CONNACK:
 * a refused CONNECT changes nothing of the session that stands.
 */

import type { Sentence } from '../../shared/sentences';
import { DEFAULT_RECEIVE_MAXIMUM, NEVER_EXPIRES, type ConnackFields, type ConnectFields } from '../wire/connectFields';
import { SessionState } from './sessionState';
import type { WireState } from './wireState';

/** What the owner does when sessions end or take over. */
export interface SessionListener {
  /** Open and queued deliveries go with it. */
  lost(session: SessionState): void;
  /** The broker began a new session: deliveries that the client had begun before the CONNACK go over to it. */
  moved(deliveries: Iterable<number>, from: SessionState, to: SessionState): void;
  /** The broker has assigned it a client id: what is known of its deliveries is so under another name. */
  renamed(session: SessionState): void;
}

/** All sessions by number, and the standing ones by broker and client id. */
export class Sessions {
  private readonly byNumber = new Map<number, SessionState>();
  private readonly byClient = new Map<string, SessionState>();
  private readonly standing = new Set<SessionState>();
  private next = 1;

  constructor(private readonly listener: SessionListener) {}

  /** How many sessions are known, ended ones included. */
  get count(): number {
    return this.byNumber.size;
  }

  /** What the table holds, in bytes, about. */
  get bytes(): number {
    let bytes = 0;
    for (const session of this.byNumber.values()) bytes += session.bytes;
    return bytes;
  }

  /** How many subscriptions the sessions have that `list` gives. */
  get subscriptions(): number {
    let count = 0;
    for (const session of this.standing) if (session.established) count += session.subscriptions.size;
    return count;
  }

  /** Also of a session that has ended, as long as a delivery of it is there. */
  get(n: number): SessionState | undefined {
    return this.byNumber.get(n);
  }

  /** The sessions that have begun and not ended, by client id. */
  list(): SessionState[] {
    const established = [...this.standing].filter((session) => session.established);
    return established.sort((a, b) => (a.client < b.client ? -1 : a.client > b.client ? 1 : a.n - b.n));
  }

  /** The sessions that have not ended, those included that no CONNACK has accepted yet. */
  all(): Iterable<SessionState> {
    return this.standing;
  }

  /** The standing session of a client, or undefined. */
  find(client: string, broker: string): SessionState | undefined {
    return this.byClient.get(key(broker, client));
  }

  /** A client asks for a session (3.1). */
  connect(wire: WireState, connect: ConnectFields): void {
    wire.version = connect.version;
    wire.hasConnect = true;
    const { broker } = wire.opening;
    const known = connect.cleanStart ? undefined : this.byClient.get(key(broker, connect.clientId));
    wire.session = known ?? this.begin(connect.clientId, broker);
    if (known === undefined) describe(wire.session, connect);
    wire.connect = connect;
  }

  /**
   * A wire that is recorded from its middle on has a session of its own, under its address. Whether it is kept is not
   * known: it stays, so that nothing is called lost that may go on.
   */
  underway(wire: WireState, time: number): void {
    const { broker, clientAddress, client = clientAddress } = wire.opening;
    const session = this.begin(client, broker);
    session.cleanStart = false;
    session.sessionExpiryInterval = NEVER_EXPIRES;
    wire.session = session;
    wire.hasConnect = true;
    this.takeOver(session, wire, time);
    this.establish(session, time);
  }

  /** The broker's answer (3.2): it decides which session it is. */
  connack(wire: WireState, connack: ConnackFields, time: number): void {
    const { session, connect } = wire;
    if (session === null || connect === null) return;
    wire.connect = null;
    if (connack.reason !== 0) this.refuse(wire, session, time);
    else this.accept(wire, session, connect, connack, time);
    wire.early.clear();
  }

  /** The wire has ended; so does its session, unless it is kept. */
  close(wire: WireState, time: number): void {
    const { session } = wire;
    session?.connectionEnded(wire.n, time, wire.end ?? { code: 'connection.cut', args: {} });
    if (session === null || session.ended) return;
    if (!session.established) this.end(session, time);
    else if (session.wire === wire) {
      session.wire = null;
      session.requests.clear();
      if (!session.kept) this.end(session, time);
    }
    wire.connect = null;
  }

  /** Ends a session and loses what it held. Its number stays known. */
  end(session: SessionState, time: number): void {
    if (session.ended) return;
    session.ended = true;
    session.endedAt = time;
    session.wire = null;
    session.requests.clear();
    this.standing.delete(session);
    const name = key(session.broker, session.client);
    if (this.byClient.get(name) === session) this.byClient.delete(name);
    this.listener.lost(session);
  }

  /** Forgets the sessions that have ended and of which no delivery from `firstDelivery` on tells. */
  sweep(firstDelivery: number): void {
    for (const session of this.byNumber.values()) {
      if (session.ended && session.lastDelivery < firstDelivery) this.byNumber.delete(session.n);
    }
  }

  private refuse(wire: WireState, session: SessionState, time: number): void {
    if (!session.established) this.end(session, time);
    wire.session = null;
  }

  private accept(
    wire: WireState,
    asked: SessionState,
    connect: ConnectFields,
    connack: ConnackFields,
    time: number,
  ): void {
    // 3.1.2-4, 3.2.2-2, -3 (3.1.1: 3.1.2-6, 3.2.2-1 to -3): Session Present 0 is a new session. MQTT 3.1 has no such flag.
    const isDenied = wire.version !== 3 && !connack.sessionPresent;
    const isAnother = asked.ended || (asked.established && isDenied);
    const session = isAnother ? this.begin(asked.client, asked.broker) : asked;
    if (isAnother) this.goOver(wire, asked, session);
    this.rename(session, connack.assignedClientId);
    describe(session, connect);
    // 3.2.2.3.2: the broker's Session Expiry Interval holds where it sends one.
    session.sessionExpiryInterval = connack.sessionExpiryInterval ?? connect.sessionExpiryInterval;
    session.maximumQos = connack.maximumQos;
    if (connack.receiveMaximum !== null) session.brokerReceiveMaximum = connack.receiveMaximum;
    session.keepAlive = connack.serverKeepAlive ?? connect.keepAlive;
    wire.session = session;
    this.takeOver(session, wire, time);
    this.establish(session, time);
  }

  /** The later one of two wires of a session takes over. */
  private takeOver(session: SessionState, wire: WireState, time: number): void {
    if (session.wire !== null) session.connectionEnded(session.wire.n, time, TAKEN_OVER);
    session.wire = wire;
    // What another connection asked is answered no more.
    for (const [packetId, request] of session.requests) {
      if (request.wire !== wire.n) session.requests.delete(packetId);
    }
    session.connectionBegan(wire.n, time);
  }

  private rename(session: SessionState, assignedClientId: string | null): void {
    if (assignedClientId === null || assignedClientId === session.client) return;
    session.client = assignedClientId;
    if (session.lastDelivery !== 0) this.listener.renamed(session);
  }

  /** What the client sent before the CONNACK goes over to the session that the CONNACK began. */
  private goOver(wire: WireState, from: SessionState, to: SessionState): void {
    this.listener.moved(wire.early, from, to);
    for (const [packetId, request] of from.requests) to.requests.set(packetId, request);
  }

  private establish(session: SessionState, time: number): void {
    session.established = true;
    if (session.client === '') return;
    const name = key(session.broker, session.client);
    const former = this.byClient.get(name);
    if (former !== undefined && former !== session) {
      if (former.wire !== null) former.connectionEnded(former.wire.n, time, TAKEN_OVER);
      this.end(former, time);
    }
    this.byClient.set(name, session);
  }

  private begin(client: string, broker: string): SessionState {
    const session = new SessionState(this.next++, client, broker);
    this.byNumber.set(session.n, session);
    this.standing.add(session);
    return session;
  }
}

/** Takes over what a CONNECT says; limits count anew on each connection (3.3.4-7, -9). */
function describe(session: SessionState, connect: ConnectFields): void {
  session.version = connect.version;
  session.cleanStart = connect.cleanStart;
  session.sessionExpiryInterval = connect.sessionExpiryInterval;
  session.clientReceiveMaximum = connect.receiveMaximum;
  session.brokerReceiveMaximum = DEFAULT_RECEIVE_MAXIMUM;
  session.keepAlive = connect.keepAlive;
  const { will } = connect;
  session.will = will === null ? null : { topic: will.topic, qos: will.qos, retain: will.retain };
}

/** 3.1.4-3 (3.1.1: 3.1.4-2). */
const TAKEN_OVER: Sentence = { code: 'connection.takenOver', args: {} };

function key(broker: string, client: string): string {
  return `${broker}\0${client}`;
}
