/** What a trace knows of one network connection. */

import type { ProtocolVersion, Side, Wire } from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import type { ConnectFields } from '../wire/connectFields';
import { WireWatch } from './findings/watched';
import type { WireOpening } from './recorder';
import type { SessionState } from './sessionState';
import { NO_TEXT } from './textTable';

/** What a wire costs in memory, about. */
export const WIRE_BYTES = 500;

/** Changed by the wire's recorder and the session table. */
export class WireState {
  /** As CONNECT says; before it, the version that most clients speak. */
  version: ProtocolVersion = 4;
  /** Null until CONNECT. */
  session: SessionState | null = null;
  /** Whether the client has sent a CONNECT that could be read. */
  hasConnect = false;
  /** The CONNECT that no CONNACK has answered yet. */
  connect: ConnectFields | null = null;
  /** The connection's end. */
  closed = false;
  /** Whether the trace lacks packets of it with nothing that shows where. */
  isPart: boolean;
  /** Why it ends, once a DISCONNECT has told. */
  end: Sentence | null = null;
  /** When the bytes came that are taken apart now, in milliseconds since the trace began; null where that is not told. */
  arrivedAt: number | null = null;
  lastJourney = 0;
  /** The first row of this wire; 0 where it has none. */
  firstPacket = 0;
  /** The newest row of this wire. */
  lastPacket = 0;
  /** What the rules need to know of it. */
  readonly watch = new WireWatch();
  /** Deliveries to the broker that had a packet before CONNACK: they belong to the session that CONNACK names. */
  readonly early = new Set<number>();
  /** The topics of the latest PUBLISHes that named one, by their sender; NO_TEXT before. */
  topicFromClient = NO_TEXT;
  topicFromBroker = NO_TEXT;
  private lastFromClient = 0;
  private lastFromBroker = 0;
  private readonly aliases: Record<Side, Map<number, number>> = { client: new Map(), broker: new Map() };

  /** Whether the version is to be found from packets, since no CONNECT tells it. */
  seeksVersion: boolean;

  constructor(
    readonly n: number,
    readonly opening: WireOpening,
    /** Whether its packets are recorded from its beginning on. */
    isRecorded = true,
  ) {
    this.isPart = opening.isPart === true || !isRecorded;
    this.watch.lossy = opening.isPart === true;
    this.seeksVersion = opening.underway === true;
  }

  /** Whether its packets count for its session: a later wire may have taken that over, also before a CONNACK was seen here. */
  get holdsSession(): boolean {
    const { session } = this;
    if (session === null || session.ended) return false;
    return session.wire === this || this.asksFor(session);
  }

  /** Whether its CONNECT waits for a CONNACK of the session, and no later wire has or had that. */
  private asksFor({ connections }: SessionState): boolean {
    return this.connect !== null && (connections.at(-1)?.wire ?? 0) < this.n;
  }

  lastDelivery(from: Side): number {
    return from === 'client' ? this.lastFromClient : this.lastFromBroker;
  }

  setLastDelivery(from: Side, delivery: number): void {
    if (from === 'client') this.lastFromClient = delivery;
    else this.lastFromBroker = delivery;
  }

  /** The topic that `sender` gave an alias on this wire (3.3.2.3.4), or 0; aliases end with their connection. */
  topicOfAlias(sender: Side, alias: number): number {
    return this.aliases[sender].get(alias) ?? 0;
  }

  setAlias(sender: Side, alias: number, topic: number): void {
    this.aliases[sender].set(alias, topic);
  }

  get aliasCount(): number {
    return this.aliases.client.size + this.aliases.broker.size;
  }

  /** The topics that aliases stand for. */
  *aliasedTopics(): Generator<number> {
    yield* this.aliases.client.values();
    yield* this.aliases.broker.values();
  }

  /** The row that others read. */
  toWire(): Wire {
    const { n, version, closed, lastPacket } = this;
    const { broker, clientAddress, brokerAddress, underway = false } = this.opening;
    const client = this.session?.client ?? '';
    const wire = { n, client, broker, version, clientAddress, brokerAddress, underway, closed, lastPacket };
    return this.isPart ? { ...wire, isPart: true } : wire;
  }
}
