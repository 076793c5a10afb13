/** One session of a trace: what a client has at a broker, as far as its packets tell. */

import type {
  ProtocolVersion,
  Qos,
  Session,
  SessionConnection,
  SessionWill,
  Side,
  Subscription,
} from '../../shared/model';
import type { Sentence } from '../../shared/sentences';
import { DEFAULT_RECEIVE_MAXIMUM } from '../wire/connectFields';
import { SessionWatch } from './findings/watched';
import { IdTable } from '../idTable';
import { SessionSubscriptions } from './sessionSubscriptions';
import type { WireState } from './wireState';

/** What a session and a request of it cost in memory, about. */
const SESSION_BYTES = 1500;
const REQUEST_BYTES = 250;
/** So many of a session's connections are kept. */
const CONNECTIONS_KEPT = 20;
/** What an entry of a Map costs, about. */
export const ENTRY_BYTES = 40;

/** A subscription that was granted. */
export type Granted = Subscription & { readonly grantedQos: Qos };

/** A SUBSCRIBE or UNSUBSCRIBE that waits for its answer on the wire on which it was sent. */
export type SubscribeRequest = { readonly wire: number } & (
  | { readonly kind: 'subscribe'; readonly subscriptions: readonly Subscription[] }
  | { readonly kind: 'unsubscribe'; readonly filters: readonly string[] }
);

/** Changed by the session table and the delivery tracker only. */
export class SessionState {
  version: ProtocolVersion = 4;
  cleanStart = true;
  /** In seconds; 0 ends the session with its connection. */
  sessionExpiryInterval = 0;
  clientReceiveMaximum = DEFAULT_RECEIVE_MAXIMUM;
  brokerReceiveMaximum = DEFAULT_RECEIVE_MAXIMUM;
  /** Whether a CONNACK has accepted it. */
  established = false;
  ended = false;
  /** When it ended, in milliseconds since the trace began; NaN until then. */
  endedAt = NaN;
  /** The wire that it uses now; the later one of two takes over. */
  wire: WireState | null = null;
  readonly subscriptions = new SessionSubscriptions();
  /** By filter: when its subscription was granted last, in milliseconds since the trace began. */
  readonly grantedAt = new Map<string, number>();
  /** By topic: the granted subscriptions that match it. Emptied when a subscription changes. */
  readonly matchingGrants = new Map<number, readonly Granted[]>();
  will: SessionWill | null = null;
  /** In seconds. */
  keepAlive = 0;
  /** The latest CONNECTIONS_KEPT of its connections, oldest first. */
  readonly connections: SessionConnection[] = [];
  /** The most deliveries that were ever open at once, by their receiver. */
  readonly mostInFlight: Record<Side, number> = { client: 0, broker: 0 };
  /** Maximum QoS of the CONNACK of its connection (3.2.2.3.4); 2 where it has none. */
  maximumQos: Qos = 2;
  /** By packet identifier: requests share that space with the client's PUBLISHes (2.2.1-3; 3.1.1: 2.3.1-1). */
  readonly requests = new Map<number, SubscribeRequest>();
  /** Open QoS 1 and 2 deliveries that the client sends, by packet identifier. */
  readonly openToBroker = new IdTable();
  /** Open QoS 1 and 2 deliveries that the broker sends, by packet identifier. */
  readonly openToClient = new IdTable();
  /** Deliveries that wait to be sent, by journey; several where overlapping subscriptions each get one. */
  readonly queued = new Map<number, number[]>();
  queuedCount = 0;
  /** What the rules need to know of it. */
  readonly watch = new SessionWatch();
  /** The newest delivery that has this session's number. */
  lastDelivery = 0;

  constructor(
    readonly n: number,
    /** The client id. Empty until the broker assigns one. */
    public client: string,
    readonly broker: string,
  ) {}

  /** Kept beyond its connection. */
  get kept(): boolean {
    return this.sessionExpiryInterval > 0;
  }

  /** What it holds, in bytes, about. */
  get bytes(): number {
    const tables = this.openToBroker.bytes + this.openToClient.bytes + this.queuedCount * ENTRY_BYTES;
    return SESSION_BYTES + this.subscriptions.bytes + this.requests.size * REQUEST_BYTES + tables;
  }

  /** The table of what is open towards `receiver`; the two senders number independently (2.2.1-3, 3.1.1: 2.3.1-4). */
  openTo(receiver: Side): IdTable {
    return receiver === 'broker' ? this.openToBroker : this.openToClient;
  }

  /** So many deliveries to the broker, or to the client, are open. */
  noteInFlight(toBroker: boolean, count: number): void {
    const { mostInFlight } = this;
    if (toBroker) {
      if (count > mostInFlight.broker) mostInFlight.broker = count;
    } else if (count > mostInFlight.client) mostInFlight.client = count;
  }

  /** A connection of it was accepted. */
  connectionBegan(wire: number, from: number): void {
    this.connections.push({ wire, from, to: null, end: null });
    if (this.connections.length > CONNECTIONS_KEPT) this.connections.shift();
  }

  /** Its connection over `wire` has ended, for a reason. The first one told stays. */
  connectionEnded(wire: number, to: number, end: Sentence): void {
    const place = this.connections.findLastIndex((connection) => connection.wire === wire);
    const connection = this.connections[place];
    if (connection?.to === null) this.connections[place] = { ...connection, to, end };
  }

  /** Notes a delivery that waits to be sent. */
  addQueued(journey: number, delivery: number): void {
    const waiting = this.queued.get(journey);
    if (waiting === undefined) this.queued.set(journey, [delivery]);
    else waiting.push(delivery);
    this.queuedCount++;
  }

  /** Takes the first waiting delivery of the journey out that `matches`; 0 where none does. */
  takeQueued(journey: number, matches: (delivery: number) => boolean): number {
    const waiting = this.queued.get(journey);
    const place = waiting?.findIndex(matches) ?? -1;
    if (waiting === undefined || place < 0) return 0;
    const [delivery] = waiting.splice(place, 1);
    if (waiting.length === 0) this.queued.delete(journey);
    this.queuedCount--;
    return delivery ?? 0;
  }

  /** The row that others read. */
  toSession(): Session {
    return {
      n: this.n,
      client: this.client,
      broker: this.broker,
      version: this.version,
      cleanStart: this.cleanStart,
      kept: this.kept,
      connected: this.established && this.wire !== null,
      ended: this.ended,
      subscriptions: [...this.subscriptions.values()],
      inFlightToClient: this.openToClient.size,
      inFlightToBroker: this.openToBroker.size,
      queued: this.queuedCount,
      clientReceiveMaximum: this.clientReceiveMaximum,
      brokerReceiveMaximum: this.brokerReceiveMaximum,
      mostInFlightToClient: this.mostInFlight.client,
      mostInFlightToBroker: this.mostInFlight.broker,
      will: this.will,
      keepAlive: this.keepAlive,
      sessionExpiryInterval: this.sessionExpiryInterval,
      connections: [...this.connections],
    };
  }
}
