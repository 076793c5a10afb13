/**
 * The local broker without input and output: packets and time go in, what is to be done comes out. So the same core
 * stands behind real sockets, under a model-based test and under a clock that a test moves.
 */

import type { BrokerFigures } from '../../shared/engineApi';
import { PACKET_TYPES, type PacketType } from '../../shared/model';
import { brokerFigures } from './brokerFigures';
import { close, disconnect } from './closing';
import { Connection } from './connection';
import { CoreContext, type DropCounts } from './context';
import { defaultCoreOptions, type CoreOptions } from './coreOptions';
import { pump } from './delivery';
import type { Effect } from './effects';
import { handlePuback, handlePubcomp, handlePubrec, handlePubrel } from './handlers/acknowledge';
import { handleConnect } from './handlers/connect';
import { handleDisconnect } from './handlers/disconnect';
import { handlePingreq } from './handlers/ping';
import { handlePublish } from './handlers/publish';
import { handleSubscribe } from './handlers/subscribe';
import { handleUnsubscribe } from './handlers/unsubscribe';
import { watchConnect } from './keepAlive';
import { checkFlags } from './packets/checkPackets';
import { ProtocolFault } from './protocolFault';
import { REASON } from './reasonCodes';
import type { Session } from './session';
import { detach } from './sessions';
import type { BrokerStore } from './store/brokerStore';

type Handler = (context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array) => void;

const HANDLERS: Readonly<Partial<Record<PacketType, Handler>>> = {
  PUBLISH: handlePublish,
  PUBACK: handlePuback,
  PUBREC: handlePubrec,
  PUBREL: handlePubrel,
  PUBCOMP: handlePubcomp,
  SUBSCRIBE: handleSubscribe,
  UNSUBSCRIBE: handleUnsubscribe,
  PINGREQ: (context, connection, _session, bytes) => handlePingreq(context, connection, bytes),
  DISCONNECT: handleDisconnect,
};

/** How much the broker holds. */
export interface CoreFigures {
  /** Clients whose CONNECT was accepted and who are connected. */
  readonly clients: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly retained: number;
  /** Retained, waiting or in flight; one for several clients counts once. */
  readonly messages: number;
  readonly dropped: Readonly<DropCounts>;
}

/**
 * The broker's rules. Each call takes the clock in milliseconds, which never goes back, and gives what is to be done, in
 * order. Connections are numbers that the caller chooses and does not use again.
 */
export class BrokerCore {
  private readonly context: CoreContext;

  /** What has to outlive it is reported to `store`; null keeps it in memory alone. */
  constructor(
    options: Partial<CoreOptions> = {},
    private readonly store: BrokerStore | null = null,
  ) {
    this.context = new CoreContext({ ...defaultCoreOptions(), ...options }, store?.changes);
  }

  /** Takes over what the store holds, less what has run out; before anything else. Throws QoScopeError store.unreadable. */
  restore(now: number): readonly Effect[] {
    const { context, store } = this;
    context.now = now;
    store?.restoreInto(context);
    context.alarms.ring(now);
    return context.takeEffects();
  }

  /** Changes options for what comes; limits already announced to a client stay announced. */
  configure(options: Partial<CoreOptions>): void {
    this.context.options = { ...this.context.options, ...options };
  }

  /** A connection was made; nothing has come on it yet. */
  connect(number: number, now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    const connection = new Connection(number, now, context.options);
    context.connections.set(number, connection);
    watchConnect(context, connection);
    return context.takeEffects();
  }

  /** One whole packet came. The bytes may be a view: what is kept is copied. */
  receive(number: number, bytes: Uint8Array, now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    const connection = context.connections.get(number);
    if (connection === undefined || connection.closed) return context.takeEffects();
    connection.lastReceived = now;
    context.traffic.received.count(bytes);
    try {
      this.dispatch(connection, bytes);
    } catch (fault) {
      if (!(fault instanceof ProtocolFault)) throw fault;
      disconnect(context, connection, fault.reasonCode, fault.message);
    }
    return context.takeEffects();
  }

  /** Something came that is no readable packet: a bad length, or more than Maximum Packet Size (`reasonCode` 0x95). */
  refuse(number: number, reasonCode: number, reason: string, now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    const connection = context.connections.get(number);
    if (connection !== undefined) disconnect(context, connection, reasonCode, reason);
    return context.takeEffects();
  }

  /** The connection has ended, whoever ended it. */
  closed(number: number, now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    const connection = context.connections.get(number);
    context.connections.delete(number);
    if (connection !== undefined && !connection.closed) {
      connection.closed = true;
      detach(context, connection, false);
    }
    return context.takeEffects();
  }

  /** After `paused`: the connection takes more. */
  drained(number: number, now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    const connection = context.connections.get(number);
    if (connection !== undefined) {
      connection.paused = false;
      connection.burst = 0;
      if (connection.session !== null) pump(context, connection.session);
    }
    return context.takeEffects();
  }

  /** Time has passed: does what is due. */
  tick(now: number): readonly Effect[] {
    this.context.now = now;
    this.context.alarms.ring(now);
    return this.context.takeEffects();
  }

  /** The clock's value at which `tick` is wanted next, or null. */
  nextTick(): number | null {
    return this.context.alarms.next;
  }

  /** Clients whose CONNECT was accepted and who are connected. */
  get clients(): number {
    return this.context.clients;
  }

  /** Ends every connection (0x8B); sessions and retained messages stay. */
  shutDown(now: number): readonly Effect[] {
    const { context } = this;
    context.now = now;
    for (const connection of context.connections.values()) {
      disconnect(context, connection, REASON.serverShuttingDown, 'The broker is shutting down.');
    }
    return context.takeEffects();
  }

  /** What `$SYS` says, as figures. */
  systemFigures(now: number): BrokerFigures {
    this.context.now = now;
    return brokerFigures(this.context);
  }

  figures(): CoreFigures {
    const { clients, sessions, subscriptions, retained, held, dropped } = this.context;
    return {
      clients,
      sessions: sessions.size,
      subscriptions: subscriptions.size,
      retained: retained.size,
      messages: held.count,
      dropped: { ...dropped },
    };
  }

  private dispatch(connection: Connection, bytes: Uint8Array): void {
    const type = PACKET_TYPES[(bytes[0] ?? 0) >> 4] ?? 'RESERVED';
    checkFlags(bytes, connection.version);
    const { session } = connection;
    if (session === null) {
      // 3.1.0-1: the first packet is CONNECT; before it there is no version to answer in.
      if (type === 'CONNECT') handleConnect(this.context, connection, bytes);
      else close(this.context, connection, true);
      return;
    }
    const handler = HANDLERS[type];
    // 3.1.0-2: a second CONNECT; AUTH without a method agreed (4.12.0-6); or a packet that only a server sends.
    if (handler === undefined) throw new ProtocolFault(REASON.protocolError, `A client must not send ${type} here.`);
    handler(this.context, connection, session, bytes);
  }
}
