/** All connections of ours, by name. */

import type { ConnectionOptions, ConnectionStatus } from '../../shared/engineApi';
import { QoScopeError } from '../../shared/sentences';
import type { Timers } from '../timers';
import { ClientSession } from './clientSession';
import type { WireSurroundings } from './clientWire';
import { Connection } from './connection';
import { parseBrokerUrl, type BrokerTarget } from './url';

/** What connections need from the engine. */
export interface ConnectionsParts extends WireSurroundings {
  readonly timers: Timers;
  /** Where the local broker listens; throws broker.notRunning. */
  localBroker(): BrokerTarget;
  /** Something in `list` has changed. */
  onChanged(): void;
}

/** A connection that has ended stays in the list until another takes its name. */
export class Connections {
  private readonly byName = new Map<string, Connection>();

  constructor(private readonly parts: ConnectionsParts) {}

  /**
   * Connects under that name; one that stood there before is disconnected first, and its session is carried on where
   * the options ask for the same one. Rejects with client.badUrl, broker.notRunning or the first attempt's failure.
   */
  async connect(options: ConnectionOptions): Promise<ConnectionStatus> {
    const { url } = options;
    const target = url === null ? null : parseBrokerUrl(url);
    if (target === null) this.parts.localBroker();
    const former = this.byName.get(options.connection);
    const session = former?.session.serves(options) === true ? former.session : new ClientSession(options);
    const connection = new Connection(options, session, {
      ...this.parts,
      target: () => target ?? this.parts.localBroker(),
    });
    this.byName.set(options.connection, connection);
    await former?.disconnect(null);
    if (this.byName.get(options.connection) !== connection) {
      throw new QoScopeError('client.closed', { connection: options.connection }); // replaced while it waited
    }
    await connection.connect();
    return connection.status();
  }

  /** Disconnects; the session is kept for a later connection of that name. */
  async disconnect(name: string): Promise<ConnectionStatus> {
    const connection = this.get(name);
    await connection.disconnect(null);
    return connection.status();
  }

  /** The connection of that name; throws client.unknownConnection. */
  get(name: string): Connection {
    const connection = this.byName.get(name);
    if (connection === undefined) throw new QoScopeError('client.unknownConnection', { connection: name });
    return connection;
  }

  /** In the order of their names' first use. */
  list(): readonly ConnectionStatus[] {
    return [...this.byName.values()].map((connection) => connection.status());
  }

  /** The local broker is about to stop: those to it end with that reason. */
  async localBrokerStops(): Promise<void> {
    const live = this.toLocalBroker().filter((connection) => connection.status().state !== 'disconnected');
    await Promise.all(live.map((connection) => connection.disconnect({ code: 'client.brokerStopped', args: {} })));
  }

  /** The local broker is about to restart: those to it leave it, and try again until it is back. */
  async localBrokerRestarts(): Promise<void> {
    const problem = { code: 'client.brokerRestarts', args: {} } as const;
    await Promise.all(this.toLocalBroker().map((connection) => connection.suspend(problem)));
  }

  /** The local broker listens again: those to it need not wait for their next attempt. */
  localBrokerRestarted(): void {
    for (const connection of this.toLocalBroker()) connection.retryNow();
  }

  /** Disconnects all. */
  async close(): Promise<void> {
    await Promise.all([...this.byName.values()].map((connection) => connection.disconnect(null)));
  }

  private toLocalBroker(): readonly Connection[] {
    return [...this.byName.values()].filter(({ options }) => options.url === null);
  }
}
