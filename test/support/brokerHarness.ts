/** The broker's core in memory, under a clock that the test moves: peers write packets or raw bytes and read lines. */

import { generate, type IConnectPacket, type Packet } from 'mqtt-packet';

import { BrokerCore } from '../../src/engine/broker/core';
import type { CoreOptions } from '../../src/engine/broker/coreOptions';
import type { Effect } from '../../src/engine/broker/effects';
import { BROKER_NAME } from '../../src/engine/broker/outgoing';
import { BrokerStore } from '../../src/engine/broker/store/brokerStore';
import type { StoreBackend } from '../../src/engine/broker/store/storedState';
import type { Routing, TraceRecorder, WireRecorder } from '../../src/engine/trace/recorder';
import type { ProtocolVersion } from '../../src/shared/model';
import { packetLine } from './packetLine';

/** Bytes from their hexadecimal form; blanks are for the reader. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s+/g, ''), 'hex'));
}

/** One client of the core, without a socket. */
export class Peer {
  closed = false;
  /** A frozen peer does not take what it is sent: the core is not told to go on. */
  frozen = false;
  /** What it writes from now on is lost on its way. */
  loses = false;
  version: ProtocolVersion = 4;
  /** What it has written while the core does not want it read; null while it is read. */
  private unread: (() => void)[] | null = null;
  /** Every packet from the broker that `take` has not given. */
  private inbox: { readonly bytes: Uint8Array; readonly routing: Routing | undefined }[] = [];

  constructor(
    private readonly harness: BrokerHarness,
    readonly number: number,
    /** Where its packets are recorded, or null. */
    readonly wire: WireRecorder | null,
  ) {}

  /** Sends the bytes as one whole packet. */
  rawWrite(text: string): void {
    this.writeBytes(hex(text));
  }

  write(packet: Packet): void {
    this.writeBytes(generate(packet, { protocolVersion: this.version }));
  }

  publish(
    topic: string,
    payload: string,
    qos: 0 | 1 | 2,
    packetId = 0,
    more: { dup?: boolean; retain?: boolean } = {},
  ): void {
    this.write({ cmd: 'publish', topic, payload, qos, messageId: packetId, dup: false, retain: false, ...more });
  }

  subscribe(topic: string, qos: 0 | 1 | 2, packetId = 1): void {
    this.write({ cmd: 'subscribe', messageId: packetId, subscriptions: [{ topic, qos }] });
  }

  acknowledge(cmd: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', packetId: number, reasonCode = 0): void {
    this.write({ cmd, messageId: packetId, reasonCode });
  }

  /** The connection breaks without a DISCONNECT. */
  vanish(): void {
    this.closed = true;
    this.unread = null;
    this.harness.perform(this.harness.core.closed(this.number, this.harness.now));
    this.wire?.close(this.harness.now);
  }

  /** A frozen peer takes again what it is sent. */
  thaw(): void {
    this.frozen = false;
    this.harness.perform(this.harness.core.drained(this.number, this.harness.now));
  }

  /** What the broker has sent since the last time, a line for each packet; "closed" where it then closed. */
  take(): string[] {
    const lines = this.inbox.map(({ bytes }) => packetLine(bytes, this.version));
    this.inbox = [];
    if (this.closed) lines.push('closed');
    return lines;
  }

  /** As `take`, as bytes. */
  takeBytes(): Uint8Array[] {
    const bytes = this.inbox.map((sent) => sent.bytes);
    this.inbox = [];
    return bytes;
  }

  /** Why each PUBLISH was sent here; leaves them to be taken. */
  routings(): Routing[] {
    return this.inbox.flatMap(({ routing }) => {
      if (routing === undefined) return [];
      const { journey, publishedQos, grantedQos, filter, via } = routing;
      return [{ journey, publishedQos, grantedQos, filter, via }];
    });
  }

  /** Whether the core wants it not to be read. */
  get halted(): boolean {
    return this.unread !== null;
  }

  /** Called by the harness. */
  halt(): void {
    this.unread ??= [];
  }

  /** Called by the harness: what was not read is read, as far as the core wants it. */
  resume(): void {
    const { unread } = this;
    this.unread = null;
    for (const read of unread ?? []) this.whenRead(read);
  }

  /** Calls `read` when all that was written before has been read; never where the connection ends before. */
  whenRead(read: () => void): void {
    if (this.unread === null) read();
    else if (!this.closed) this.unread.push(read);
  }

  private writeBytes(bytes: Uint8Array): void {
    if (this.loses) {
      this.wire?.packet('client', bytes, this.harness.now);
      return;
    }
    this.whenRead(() => this.harness.receive(this, bytes));
  }

  /** Called by the harness. */
  deliver(bytes: Uint8Array, routing: Routing | undefined): void {
    this.inbox.push({ bytes, routing });
  }
}

/** A core with its peers. */
export class BrokerHarness {
  core: BrokerCore;
  /** Milliseconds. */
  now = 1_000;
  /** What the trace would be told beside packets: "queued dash a/b", "lost dash 3", "expired dash 3", "ended dash". */
  readonly notes: string[] = [];
  private readonly peers: Peer[] = [];
  private readonly resumed: Peer[] = [];

  /** Where a turn ends: before it is committed, after that but before anything goes out, or as it should. */
  dying: 'uncommitted' | 'unsent' | null = null;
  private store: BrokerStore | null = null;

  constructor(
    private readonly options: Partial<CoreOptions> = {},
    private readonly backend: StoreBackend | null = null,
    /** Is told all that it would be told at sockets. */
    private readonly trace: TraceRecorder | null = null,
  ) {
    this.core = this.newCore();
  }

  /** The broker is gone at once, and another one begins with what its store holds. It knows none of the peers. */
  crash(): void {
    this.dying = null;
    this.core = this.newCore();
    this.perform(this.core.restore(this.now));
  }

  /** A connection on which nothing has come yet. */
  open(): Peer {
    const wire = this.trace?.openWire({ broker: BROKER_NAME, clientAddress: '', brokerAddress: '' }, this.now) ?? null;
    const peer = new Peer(this, this.peers.length, wire);
    this.peers.push(peer);
    this.perform(this.core.connect(peer.number, this.now));
    return peer;
  }

  /** A connection whose CONNECT was answered; the CONNACK is taken. */
  connect(clientId: string, version: ProtocolVersion = 4, more: Partial<IConnectPacket> = {}): Peer {
    const peer = this.connecting(clientId, version, more);
    peer.take();
    return peer;
  }

  /** As `connect`, with the CONNACK left to be taken. */
  connecting(clientId: string, version: ProtocolVersion = 4, more: Partial<IConnectPacket> = {}): Peer {
    const peer = this.open();
    peer.version = version;
    const protocolId = version === 3 ? 'MQIsdp' : 'MQTT';
    peer.write({ cmd: 'connect', protocolId, protocolVersion: version, clientId, clean: true, keepalive: 0, ...more });
    return peer;
  }

  /** Moves the clock and lets the core do what became due, in the order of its time. */
  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = this.core.nextTick(); next !== null && next <= end; next = this.core.nextTick()) {
      this.now = Math.max(this.now, next);
      this.perform(this.core.tick(this.now));
    }
    this.now = end;
  }

  receive(peer: Peer, bytes: Uint8Array): void {
    // A copy that is spoilt afterwards: the core must not keep views of what it was given.
    const chunk = Uint8Array.from(bytes);
    peer.wire?.arrived?.(this.now);
    peer.wire?.packet('client', chunk, this.now);
    this.perform(this.core.receive(peer.number, chunk, this.now));
    chunk.fill(0xee);
  }

  perform(effects: readonly Effect[]): void {
    if (this.dying === 'uncommitted') return;
    this.store?.commit();
    if (this.dying === 'unsent') return;
    for (const effect of effects) this.performOne(effect);
    // As at a socket, what was not read is read after all this.
    for (let peer = this.resumed.shift(); peer !== undefined; peer = this.resumed.shift()) peer.resume();
  }

  private newCore(): BrokerCore {
    this.store = this.backend === null ? null : new BrokerStore(this.backend);
    const { trace } = this;
    const tags: Partial<CoreOptions> =
      trace === null
        ? {}
        : {
            tagMessage: (origin) =>
              origin.kind === 'publish'
                ? (this.peer(origin.connection).wire?.lastJourney() ?? 0)
                : trace.beginJourney(),
          };
    return new BrokerCore({ ...tags, ...this.options }, this.store);
  }

  private performOne(effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.peer(effect.connection).wire?.packet('broker', effect.bytes, this.now, effect.routing);
        // What is sent may share the memory of what came: it must be taken before that is spoilt.
        this.peer(effect.connection).deliver(Uint8Array.from(effect.bytes), effect.routing);
        break;
      case 'close': {
        const peer = this.peer(effect.connection);
        peer.closed = true;
        this.perform(this.core.closed(peer.number, this.now));
        peer.wire?.close(this.now);
        break;
      }
      case 'paused':
        if (!this.peer(effect.connection).frozen) this.peer(effect.connection).thaw();
        break;
      case 'halt':
        this.peer(effect.connection).halt();
        break;
      case 'resume':
        this.resumed.push(this.peer(effect.connection));
        break;
      case 'queued':
        this.notes.push(`queued ${effect.message.client} ${effect.message.topic}`);
        this.trace?.queued(effect.message, this.now);
        break;
      case 'unqueued':
        this.notes.push(`${effect.state} ${effect.client} ${effect.journey}`);
        this.trace?.unqueued(effect.client, BROKER_NAME, effect.journey, effect.state, this.now);
        break;
      case 'sessionEnded':
        this.notes.push(`ended ${effect.client}`);
        this.trace?.sessionEnded(effect.client, BROKER_NAME, this.now);
        break;
    }
  }

  private peer(number: number): Peer {
    const peer = this.peers[number];
    if (peer === undefined) throw new Error(`The core named connection ${number}, which there is not.`);
    return peer;
  }
}
