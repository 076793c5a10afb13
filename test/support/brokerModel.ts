/**
 * A well-behaved client of the core that checks everything it is sent against the rules, and knows by itself what it
 * must get. What the broker sent and the client has not yet read is lost when the connection is cut.
 */

import assert from 'node:assert/strict';

import type { Packet } from 'mqtt-packet';

import { effectiveQos, QOS_LEVELS, type ProtocolVersion, type Qos } from '../../src/shared/model';
import { topicMatches } from '../../src/shared/topics';
import type { BrokerHarness } from './brokerHarness';
import { type Peer } from './brokerHarness';
import { decodePacket } from './packetLine';

/** A message for one session, as it must arrive. */
interface Expected {
  readonly topic: string;
  readonly payload: string;
  readonly qos: Qos;
}

/** A QoS 1 or 2 message that the client published and that is not acknowledged to its end. */
interface Unacknowledged {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  released: boolean;
  /** Tells that the broker has read it, the first time; null once it has. */
  told: (() => void) | null;
}

/** How a client connects. */
export interface Connecting {
  readonly version: ProtocolVersion;
  readonly cleanStart: boolean;
  /** In seconds; MQTT 5 only. */
  readonly expiry: number;
  /** MQTT 5 only. */
  readonly receiveMaximum: number;
  readonly will?: ModelWill | undefined;
}

/** What the broker says for a client that breaks off. */
export interface ModelWill {
  readonly topic: string;
  readonly payload: string;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** All that belongs to a session and must end with it. */
class SessionModel {
  readonly subscriptions = new Map<string, Qos>();
  readonly expected: Expected[] = [];
  readonly arrived: Expected[] = [];
  /** Deliveries to the client that have begun, by packet identifier. */
  readonly inFlight = new Map<number, string>();
  /** QoS 2 identifiers that were received and not released. */
  readonly received = new Set<number>();
  readonly unacknowledged = new Map<number, Unacknowledged>();
  /** Whether it outlives its connection, and until when: the clock's value. */
  endsAt = Infinity;
  kept = false;
}

/** One client identifier. */
export class ModelClient {
  private session: SessionModel | null = null;
  private peer: Peer | null = null;
  private window = Infinity;
  /** Identifiers of PUBLISHes that came on this connection and take a slot. */
  private readonly slots = new Set<number>();
  private inbox: Packet[] = [];
  private nextId = 0;

  constructor(
    private readonly harness: BrokerHarness,
    readonly clientId: string,
    private readonly inFlightLimit: number,
    /** Payloads that a client sent again at QoS 1: each time they are a new message for whoever is subscribed then (4.3.2-5). */
    private readonly repeated: Set<string>,
    /** Whether it numbers its packets from 1 on each connection, as programs do that begin anew. */
    private readonly numbersAnew = false,
  ) {}

  get connected(): boolean {
    return this.peer !== null;
  }

  /** Whether the broker does not read it at the moment. */
  get halted(): boolean {
    return this.peer?.halted === true;
  }

  connect(how: Connecting): void {
    this.vanish();
    this.endIfDue();
    const { version, cleanStart, expiry, receiveMaximum } = how;
    const present = !cleanStart && this.session !== null;
    if (!present) this.session = new SessionModel();
    const session = this.current();
    session.kept = version === 5 ? expiry > 0 : !cleanStart;
    session.endsAt = version === 5 ? expiry * 1000 : Infinity;
    this.window = version === 5 ? receiveMaximum : this.inFlightLimit;
    this.slots.clear();
    if (this.numbersAnew) this.nextId = 0;
    const properties = version === 5 ? { sessionExpiryInterval: expiry, receiveMaximum } : {};
    const { will } = how;
    const wills = will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload) } };
    this.peer = this.harness.connecting(this.clientId, version, { clean: cleanStart, properties, ...wills });
    this.look();
    const connack = this.inbox.shift();
    assert.ok(connack?.cmd === 'connack', 'CONNACK is the first packet (3.2.0-1)');
    // MQTT 3.1 has none.
    assert.equal(connack.sessionPresent, present && version !== 3, 'Session Present (3.2.2-2, -3)');
    this.resend(session);
  }

  /** The connection breaks; what was not read is lost. */
  vanish(): void {
    if (this.peer === null) return;
    if (!this.peer.closed) this.look();
    this.inbox = [];
    if (!this.peer.closed) this.peer.vanish();
    this.peer = null;
    const session = this.current();
    if (session.kept) session.endsAt += this.harness.now;
    else this.session = null;
  }

  /** Says DISCONNECT, then is gone. */
  leave(): void {
    if (this.peer === null) return;
    this.look();
    this.peer.write({ cmd: 'disconnect', reasonCode: 0 });
    this.vanish();
  }

  /** Publishes, and the connection breaks before the broker gets that: it is on the wire, and nobody reads it. */
  publishInVain(topic: string, payload: string, qos: 1 | 2): void {
    if (this.peer === null) return;
    const packetId = this.freeId();
    const message = { topic, payload, qos, retain: false, released: false, told: null };
    this.current().unacknowledged.set(packetId, message);
    this.look();
    this.peer.loses = true;
    this.send(this.peer, packetId, message, false);
    this.vanish();
  }

  ping(): void {
    this.peer?.write({ cmd: 'pingreq' });
  }

  /** From now on the connection takes no more than the core's burst, until `thaw`. */
  freeze(): void {
    if (this.peer !== null) this.peer.frozen = true;
  }

  thaw(): void {
    if (this.peer?.frozen === true) this.peer.thaw();
  }

  subscribe(filter: string, qos: Qos): void {
    if (this.peer === null) return;
    const { subscriptions } = this.current();
    this.peer.whenRead(() => subscriptions.set(filter, qos));
    this.peer.subscribe(filter, qos, this.freeId());
  }

  unsubscribe(filter: string): void {
    if (this.peer === null) return;
    const { subscriptions } = this.current();
    this.peer.whenRead(() => subscriptions.delete(filter));
    this.peer.write({ cmd: 'unsubscribe', messageId: this.freeId(), unsubscriptions: [filter] });
  }

  /** Publishes; says whether it could. `told` is called just before the broker reads it for the first time. */
  publish(topic: string, payload: string, qos: Qos, told: () => void, retain = false): boolean {
    if (this.peer === null) return false;
    const packetId = qos === 0 ? 0 : this.freeId();
    if (qos === 0) {
      this.peer.whenRead(told);
      this.peer.publish(topic, payload, qos, 0, { retain });
      return true;
    }
    const message: Unacknowledged = { topic, payload, qos, retain, released: false, told };
    this.current().unacknowledged.set(packetId, message);
    this.send(this.peer, packetId, message, false);
    return true;
  }

  /** Notes a message that was published by whichever client: it must arrive here if a subscription matches. */
  expect(topic: string, payload: string, qos: Qos): void {
    this.endIfDue();
    if (this.session === null) return;
    const granted = [...this.session.subscriptions]
      .filter(([filter]) => topicMatches(filter, topic))
      .map(([, level]) => level);
    if (granted.length === 0) return;
    const effective = effectiveQos(qos, Math.max(...granted) as Qos);
    if (effective > 0 || this.connected) this.session.expected.push({ topic, payload, qos: effective });
  }

  /** Reads and answers up to `count` packets. */
  work(count: number): void {
    for (let i = 0; i < count; i++) {
      this.look();
      const packet = this.inbox.shift();
      if (packet === undefined || this.peer === null) return;
      this.answer(this.peer, this.current(), packet);
    }
  }

  /** Nothing waits to be read. */
  idle(): boolean {
    this.look();
    return this.inbox.length === 0;
  }

  /** Once all is read: exactly what was expected has arrived. */
  check(): void {
    const { expected, arrived, inFlight, unacknowledged } = this.current();
    assert.deepEqual([inFlight.size, unacknowledged.size, this.slots.size], [0, 0, 0], 'nothing stays open');
    const topics = new Set([...expected, ...arrived].map(({ topic }) => topic));
    for (const topic of topics) {
      for (const qos of QOS_LEVELS) {
        const wanted = payloads(expected, topic, qos);
        const got = payloads(arrived, topic, qos);
        const rule = `${this.clientId}, ${topic}, QoS ${qos}: once and in order (4.3, 4.6.0-6)`;
        if (qos === 0)
          assert.deepEqual(this.unrepeated(got), this.unrepeated(wanted.filter((one) => got.includes(one))), rule);
        // A repeated message is a new one, and may find subscriptions that the first did not.
        else if (qos === 1)
          assert.deepEqual(
            unique(got).filter((one) => wanted.includes(one) || !this.repeated.has(one)),
            wanted,
            rule,
          );
        else assert.deepEqual(got, wanted, rule);
      }
    }
  }

  /** Those that their publisher sent once. */
  private unrepeated(list: readonly string[]): string[] {
    return list.filter((payload) => !this.repeated.has(payload));
  }

  private current(): SessionModel {
    assert.ok(this.session !== null);
    return this.session;
  }

  private endIfDue(): void {
    if (!this.connected && this.session !== null && this.harness.now >= this.session.endsAt) this.session = null;
  }

  /** 4.4.0-1: what is unacknowledged goes out again, in order and with its identifier. */
  private resend(session: SessionModel): void {
    for (const [packetId, message] of session.unacknowledged) {
      if (message.qos === 1 && message.told === null) this.repeated.add(message.payload);
      if (this.peer === null) return;
      if (message.released) this.peer.acknowledge('pubrel', packetId);
      else this.send(this.peer, packetId, message, true);
    }
  }

  private send(peer: Peer, packetId: number, message: Unacknowledged, dup: boolean): void {
    const { topic, payload, qos, retain } = message;
    peer.whenRead(() => {
      message.told?.();
      message.told = null;
    });
    peer.publish(topic, payload, qos, packetId, { dup, retain });
  }

  private freeId(): number {
    do this.nextId = (this.nextId % 65_535) + 1;
    while (this.current().unacknowledged.has(this.nextId));
    return this.nextId;
  }

  /** Takes what came into the inbox and checks what must hold the moment it is sent. */
  private look(): void {
    const { peer } = this;
    if (peer === null) return;
    for (const bytes of peer.takeBytes()) {
      const packet = decodePacket(bytes, peer.version);
      this.inbox.push(packet);
      if (packet.cmd === 'publish' && packet.qos > 0) {
        this.checkPublish(this.current(), packet.messageId ?? 0, packet.dup, packet.payload.toString());
      }
    }
    assert.ok(!peer.closed, 'a client that keeps the rules is not cut off');
  }

  private checkPublish(session: SessionModel, packetId: number, dup: boolean, payload: string): void {
    assert.ok(packetId > 0);
    assert.equal(dup, session.inFlight.has(packetId), 'DUP is set on what is sent again, and only there (3.3.1-1)');
    if (dup) assert.equal(session.inFlight.get(packetId), payload, 'what is sent again keeps its identifier');
    assert.ok(!this.slots.has(packetId), 'nothing is sent twice on one connection (4.4.0-1)');
    session.inFlight.set(packetId, payload);
    this.slots.add(packetId);
    assert.ok(this.slots.size <= this.window, 'Receive Maximum (3.3.4-9)');
  }

  private answer(peer: Peer, session: SessionModel, packet: Packet): void {
    const packetId = packet.messageId ?? 0;
    switch (packet.cmd) {
      case 'publish':
        this.arrive(session, packet.topic, packet.payload.toString(), packet.qos, packetId);
        if (packet.qos === 1) this.finish(session, packetId);
        if (packet.qos > 0) peer.acknowledge(packet.qos === 1 ? 'puback' : 'pubrec', packetId);
        break;
      case 'pubrel':
        session.received.delete(packetId);
        this.finish(session, packetId);
        peer.acknowledge('pubcomp', packetId);
        break;
      case 'pubrec': {
        const message = session.unacknowledged.get(packetId);
        if (message !== undefined) message.released = true;
        peer.acknowledge('pubrel', packetId);
        break;
      }
      case 'puback':
      case 'pubcomp':
        session.unacknowledged.delete(packetId);
        break;
      default:
        assert.match(packet.cmd, /^((un)?suback|pingresp)$/);
    }
  }

  private arrive(session: SessionModel, topic: string, payload: string, qos: Qos, packetId: number): void {
    if (qos === 2) {
      if (session.received.has(packetId)) return;
      session.received.add(packetId);
    }
    session.arrived.push({ topic, payload, qos });
  }

  /** The broker may use the identifier and the slot again from here on. */
  private finish(session: SessionModel, packetId: number): void {
    session.inFlight.delete(packetId);
    this.slots.delete(packetId);
  }
}

function payloads(messages: readonly Expected[], topic: string, qos: Qos): string[] {
  return messages.filter((message) => message.topic === topic && message.qos === qos).map(({ payload }) => payload);
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
