/** A trace under a clock that the test moves, and wires on which both ends say what the test tells them. */

import type { Packet } from 'mqtt-packet';
import type { Clock } from '../../../src/engine/clock';
import type { Queued, Routing, WireRecorder } from '../../../src/engine/trace/recorder';
import { Trace } from '../../../src/engine/trace/trace';
import { part } from '../../../src/engine/wire/bytes';
import { Framer } from '../../../src/engine/wire/framer';
import type { Delivery, Fate, Qos, Session, Side } from '../../../src/shared/model';
import type { Sentence } from '../../../src/shared/sentences';
import { mqttBytes } from '../../support/mqttBytes';

/** What a test may say of a PUBLISH. */
export interface PublishWords {
  readonly id?: number;
  readonly topic?: string;
  readonly payload?: string | Uint8Array;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly alias?: number;
  readonly routing?: Routing;
  readonly fate?: Fate;
}

/** What a test may say of a CONNECT. */
export interface ConnectWords {
  readonly clean?: boolean;
  readonly expiry?: number;
  readonly receiveMaximum?: number;
}

export type Version = 3 | 4 | 5;

/** A trace that begins at 1,000 on the engine's clock and at wall clock 50,000. */
export class TestTrace {
  time = 1000;
  readonly trace: Trace;

  constructor(
    maximumBytes = 16 * 1024 * 1024,
    /** Whether its journeys are inferred, as in a capture. */
    private readonly infers = false,
  ) {
    const clock: Clock = { now: () => this.time, wall: () => 49_000 + this.time };
    this.trace = new Trace({ trace: 1, maximumBytes, clock });
  }

  wire(version: Version = 4, broker = 'local'): TestWire {
    const ends = { clientAddress: '127.0.0.1:50000', brokerAddress: '127.0.0.1:1883' };
    const opening = { broker, ...ends, infers: this.infers };
    return new TestWire(this, this.trace.openWire(opening, this.time), version);
  }

  /** A wire of a client whose CONNECT was accepted. */
  connected(client: string, version: Version = 4, words: ConnectWords = {}, present = false): TestWire {
    const wire = this.wire(version);
    wire.connect(client, words);
    wire.connack(present);
    return wire;
  }

  delivery(n: number): Delivery {
    return this.trace.delivery(n).delivery;
  }

  /** Oldest first: state, or what an open one waits for. */
  states(): string[] {
    return this.all()
      .map((delivery) => delivery.missing ?? delivery.state)
      .reverse();
  }

  all(): readonly Delivery[] {
    return this.trace.deliveries(null, 200).rows;
  }

  session(client: string): Session {
    const found = this.trace.sessions().rows.find((session) => session.client === client);
    if (found === undefined) throw new Error(`There is no session of ${client}.`);
    return found;
  }

  queue(client: string, routing: Routing, words: { readonly qos?: Qos; readonly topic?: string } = {}): void {
    const { qos = 1, topic = 'a/b' } = words;
    const queued: Queued = { client, broker: 'local', topic, qos, retain: false, payloadLength: 1, routing };
    this.trace.queued(queued, this.time);
  }
}

/** How a message came to a subscriber; what a test does not say is usual. */
export function routing(journey: number, words: Partial<Routing> = {}): Routing {
  return { journey, publishedQos: 2, grantedQos: 2, filter: 'a/#', via: 'live', ...words };
}

/** What is known of bytes beside them. */
interface Sending {
  readonly routing?: Routing;
  readonly fate?: Fate;
}

/** One wire, whose bytes come through a framer as from a socket. Each packet comes 1 ms after the one before. */
export class TestWire {
  /** The row of the last packet. */
  private row = 0;
  private sending: Sending = {};
  private readonly framers = { client: this.framer('client'), broker: this.framer('broker') };

  constructor(
    private readonly owner: TestTrace,
    readonly recorder: WireRecorder,
    private readonly version: Version,
  ) {}

  say(from: Side, packet: Packet, words: Sending = {}): number {
    return this.bytes(from, mqttBytes(packet, this.version), words);
  }

  /** Gives the row of the last packet that they complete. */
  bytes(from: Side, bytes: Uint8Array, words: Sending = {}): number {
    this.owner.time += 1;
    this.sending = words;
    this.framers[from].push(bytes);
    return this.row;
  }

  connect(clientId: string, { clean = true, expiry, receiveMaximum }: ConnectWords = {}): void {
    const properties = {
      ...(expiry === undefined ? {} : { sessionExpiryInterval: expiry }),
      ...(receiveMaximum === undefined ? {} : { receiveMaximum }),
    };
    const protocolId = this.version === 3 ? 'MQIsdp' : 'MQTT';
    const named = { cmd: 'connect', protocolId, clientId, clean, keepalive: 60 } as const;
    this.say('client', { ...named, protocolVersion: this.version, properties });
  }

  connack(sessionPresent = false, reason = 0, properties = {}): void {
    const code = this.version === 5 ? { reasonCode: reason } : { returnCode: reason };
    this.say('broker', { cmd: 'connack', sessionPresent, ...code, properties });
  }

  /** Gives the number of the delivery. */
  publish(from: Side, qos: Qos, words: PublishWords = {}): number {
    const { id = 1, topic = 'a/b', payload = 'x', dup = false, retain = false, alias } = words;
    const properties = alias === undefined ? {} : { topicAlias: alias };
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : Buffer.from(payload);
    const identified = qos === 0 ? {} : { messageId: id };
    this.say(from, { cmd: 'publish', topic, qos, dup, retain, payload: bytes, properties, ...identified }, words);
    return this.recorder.lastDelivery(from);
  }

  acknowledge(
    from: Side,
    cmd: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp',
    messageId = 1,
    reasonCode = 0,
    fate: Fate = 'passed',
  ): number {
    return this.say(from, { cmd, messageId, reasonCode }, { fate });
  }

  subscribe(messageId: number, filter: string, qos: Qos, subscriptionIdentifier?: number): void {
    const properties = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
    this.say('client', { cmd: 'subscribe', messageId, subscriptions: [{ topic: filter, qos }], properties });
  }

  suback(messageId: number, ...granted: number[]): void {
    this.say('broker', { cmd: 'suback', messageId, granted });
  }

  close(): void {
    this.owner.time += 1;
    this.recorder.close(this.owner.time);
  }

  private framer(from: Side): Framer {
    const packetIn = (bytes: Uint8Array, start: number, end: number): boolean => {
      const { routing: route, fate } = this.sending;
      this.row = this.recorder.packet(from, part(bytes, start, end), this.owner.time, route, fate);
      return true;
    };
    const fault = (error: Sentence, bytes: Uint8Array): void => {
      this.row = this.recorder.unreadable(from, bytes, this.owner.time, error);
    };
    return new Framer({ packetIn, fault }, LARGEST_PACKET);
  }
}

const LARGEST_PACKET = 0xfff_ffff;
