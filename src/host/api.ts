/**
 * What `activate()` returns, for other extensions and for tests:
 *
 *     const qoscope = await vscode.extensions.getExtension<QoScopeApi>('qoscope.qoscope')?.activate();
 *     await qoscope?.broker.start({ port: 0 });
 *
 * Rejections are errors with a sentence; those of the engine carry a `code` of shared/sentences.ts.
 */

import { Disposable, type Event } from 'vscode';

import {
  LIVE_TRACE,
  PAGE_LIMIT,
  type BrokerOptions,
  type BrokerStatus,
  type ConnectionOptions,
  type ConnectionStatus,
  type DeliveryDetail,
  type Message,
  type Page,
  type TraceCounts,
} from '../shared/engineApi';
import type { Delivery, Qos } from '../shared/model';
import { restartBroker, startBroker, stopBroker } from './broker/brokerControl';
import { connect, LOCAL } from './connections/connect';
import type { EngineClient } from './engineClient';
import type { Host } from './host';

/** A message to publish through the API. */
export interface ApiMessage {
  readonly topic: string;
  /** A text goes out as UTF-8. */
  readonly payload: string | Uint8Array;
  readonly qos: Qos;
  /** False unless given. */
  readonly retain?: boolean;
  /** The connection to the local broker unless given. */
  readonly connection?: string;
}

/** Version 1 of the API. What is added later keeps what is here. */
export interface QoScopeApi {
  readonly version: 1;
  readonly broker: {
    /** As the engine said last. */
    readonly status: BrokerStatus;
    readonly onDidChange: Event<BrokerStatus>;
    /** With the settings, changed by `changes`. */
    start(changes?: Partial<BrokerOptions>): Promise<BrokerStatus>;
    stop(): Promise<BrokerStatus>;
    restart(): Promise<BrokerStatus>;
  };
  /** Our connections, as the engine said last. */
  readonly connections: readonly ConnectionStatus[];
  readonly onDidChangeConnections: Event<readonly ConnectionStatus[]>;
  /** To the local broker unless `url` is given; with the settings, changed by `changes`. */
  connect(changes?: Partial<ConnectionOptions>): Promise<ConnectionStatus>;
  disconnect(connection?: string): Promise<ConnectionStatus>;
  /**
   * Resolves with the delivery once it and all that follows from it have ended, are queued, or `milliseconds` (2,000
   * unless given) have passed. Rejects with trace.deliveryGone where the trace is paused: the message is published all the
   * same.
   */
  publish(message: ApiMessage, milliseconds?: number): Promise<DeliveryDetail>;
  subscribe(filter: string, qos: Qos, connection?: string): Promise<{ readonly grantedQos: Qos }>;
  unsubscribe(filter: string, connection?: string): Promise<void>;
  /** The live trace's deliveries, newest first, at most 200; `before` gives those older than that one. */
  deliveries(before?: number | null, limit?: number): Promise<Page<Delivery>>;
  /** One delivery with its packets and its journey. */
  delivery(delivery: number): Promise<DeliveryDetail>;
  /** The application message of a delivery. */
  message(delivery: number): Promise<Message>;
  /** At most 20 times a second. */
  readonly onDidChangeTrace: Event<TraceCounts>;
  /** The size of the live trace as the engine said last; null while the engine does not run. */
  readonly counts: TraceCounts | null;
  /** Ends the engine, if it still runs, and starts it again. */
  restartEngine(): Promise<void>;
}

/** The API over a host. */
export function apiOf(host: Host): QoScopeApi {
  const { engine } = host;
  return {
    version: 1,
    broker: {
      get status() {
        return engine.broker;
      },
      onDidChange: engine.onDidChangeBroker,
      start: (changes) => startBroker(host, changes),
      stop: () => stopBroker(host),
      restart: () => restartBroker(host),
    },
    get connections() {
      return engine.connections;
    },
    onDidChangeConnections: engine.onDidChangeConnections,
    connect: (changes) => connect(host, changes),
    disconnect: (connection = LOCAL) => engine.request('client.disconnect', { connection }),
    publish: (message, milliseconds = 2000) => publish(host, message, milliseconds),
    subscribe: (filter, qos, connection = LOCAL) => engine.request('client.subscribe', { connection, filter, qos }),
    unsubscribe: (filter, connection = LOCAL) => engine.request('client.unsubscribe', { connection, filter }),
    deliveries: (before = null, limit = PAGE_LIMIT) =>
      engine.request('trace.deliveries', { trace: LIVE_TRACE, before, limit }),
    delivery: (delivery) => engine.request('trace.delivery', { trace: LIVE_TRACE, delivery }),
    message: (delivery) => engine.request('trace.message', { trace: LIVE_TRACE, delivery }),
    onDidChangeTrace: watchedChanges(engine),
    get counts() {
      return engine.counts;
    },
    restartEngine: () => engine.restart(),
  };
}

/** Whoever listens looks at the trace, as far as the engine is concerned. */
function watchedChanges(engine: EngineClient): Event<TraceCounts> {
  return (listener, thisArgs, disposables) => {
    const listening = Disposable.from(engine.watch(), engine.onDidChangeTrace(listener, thisArgs));
    disposables?.push(listening);
    return listening;
  };
}

async function publish({ engine }: Host, message: ApiMessage, milliseconds: number): Promise<DeliveryDetail> {
  const { topic, payload, qos, retain = false, connection = LOCAL } = message;
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
  const { delivery } = await engine.request('client.publish', { connection, topic, payload: bytes, qos, retain });
  return engine.request('trace.settled', { trace: LIVE_TRACE, delivery, milliseconds });
}
