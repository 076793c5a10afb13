/**
 * The engine's worker thread as the host sees it: requests, events, and what the engine said last. When the thread dies
 * everything pending rejects, `problem` says why, and `restart` begins a new one; the host itself lives on.
 */

import { EventEmitter, type Event } from 'vscode';
import { Worker } from 'node:worker_threads';

import {
  LIVE_TRACE,
  type BrokerStatus,
  type ConnectionStatus,
  type EngineEvents,
  type EngineOptions,
  type EngineRequests,
  type OpenedCapture,
  type TraceCounts,
} from '../shared/engineApi';
import { RpcEndpoint, type MessagePipe } from '../shared/rpc';
import { QoScopeError } from '../shared/sentences';
import { Disposable, type Disposing } from './dispose';
import { reportTo, type Log } from './log';
import { systemTimer, type Timer } from './pacer';

interface EngineProtocol {
  readonly Called: EngineRequests;
  readonly Served: Record<string, never>;
  readonly Sent: Record<string, never>;
  readonly Heard: EngineEvents;
}

/** Asks the engine; the part of the client that most features need. */
export interface Engine {
  /** Rejects with the engine's error, or with engine.died or engine.closed where it does not run. */
  request<Name extends keyof EngineRequests>(
    name: Name,
    params: EngineRequests[Name]['params'],
  ): Promise<EngineRequests[Name]['result']>;
}

/** What is learned from an answer before its event comes: events are held back up to 50 ms. */
type Learners = {
  readonly [Name in keyof EngineRequests]?: (result: EngineRequests[Name]['result']) => void;
};

/** How long the engine has for its goodbyes before its thread is ended, in milliseconds; VS Code waits 5 s at most. */
const LEAVE_WITHIN = 2000;

const BROKER_OFF: BrokerStatus = { running: false, address: null, doors: [], clients: 0 };

/** Starts the engine's thread and stays through its deaths. */
export class EngineClient extends Disposable implements Engine {
  private readonly brokerEmitter = this.register(new EventEmitter<BrokerStatus>());
  private readonly connectionsEmitter = this.register(new EventEmitter<readonly ConnectionStatus[]>());
  private readonly traceEmitter = this.register(new EventEmitter<TraceCounts>());
  private readonly captureEmitter = this.register(new EventEmitter<OpenedCapture>());
  private readonly problemEmitter = this.register(new EventEmitter<QoScopeError | null>());
  private readonly answerEmitter = this.register(new EventEmitter<keyof EngineRequests>());
  private worker: Worker | null = null;
  private endpoint: RpcEndpoint<EngineProtocol> | null = null;
  private lastBroker = BROKER_OFF;
  private lastConnections: readonly ConnectionStatus[] = [];
  private lastCounts: TraceCounts | null = null;
  private lastProblem: QoScopeError | null = null;
  private restarting: Promise<void> | null = null;
  /** Calls off the start that is to come; null once it has come. */
  private cancelStart: (() => void) | null = null;
  private watches = 0;

  private readonly learners: Learners = {
    'broker.start': (status) => this.setBroker(status),
    'broker.stop': (status) => this.setBroker(status),
    'broker.restart': (status) => this.setBroker(status),
    'client.connect': (status) => this.setConnection(status),
    'client.disconnect': (status) => this.setConnection(status),
    'trace.clear': (counts) => this.setCounts(counts),
    'trace.pause': (counts) => this.setCounts(counts),
  };

  /** The local broker has changed: on, off, another number of clients. */
  readonly onDidChangeBroker: Event<BrokerStatus> = this.brokerEmitter.event;
  /** One of our connections has changed. */
  readonly onDidChangeConnections: Event<readonly ConnectionStatus[]> = this.connectionsEmitter.event;
  /** The live trace has changed; at most 20 times a second, and once where nobody holds a watch. */
  readonly onDidChangeTrace: Event<TraceCounts> = this.traceEmitter.event;
  /** A capture that is being read: how far it is, and in the end that it is whole. */
  readonly onDidChangeCapture: Event<OpenedCapture> = this.captureEmitter.event;
  /** The engine has done what it was asked for: the name of the request. */
  readonly onDidAnswer: Event<keyof EngineRequests> = this.answerEmitter.event;
  /** The engine has died (with the reason) or runs again (null). */
  readonly onDidChangeProblem: Event<QoScopeError | null> = this.problemEmitter.event;

  constructor(
    /** Path of the worker's script. */
    private readonly script: string,
    /** Read at each start, so that a changed setting holds from the next one. */
    private readonly options: () => EngineOptions,
    private readonly log: Log,
    private readonly timer: Timer = systemTimer,
  ) {
    super();
  }

  /** The local broker as the engine said last; off while the engine does not run. */
  get broker(): BrokerStatus {
    return this.lastBroker;
  }

  /** Our connections as the engine said last. */
  get connections(): readonly ConnectionStatus[] {
    return this.lastConnections;
  }

  /** The live trace's size as the engine said last; null while the engine does not run. */
  get counts(): TraceCounts | null {
    return this.lastCounts;
  }

  /** Why the engine does not run; null while it does. */
  get problem(): QoScopeError | null {
    return this.lastProblem;
  }

  async request<Name extends keyof EngineRequests>(
    name: Name,
    params: EngineRequests[Name]['params'],
  ): Promise<EngineRequests[Name]['result']> {
    if (this.cancelStart !== null) this.start();
    const { endpoint } = this;
    if (endpoint === null) throw this.lastProblem ?? new QoScopeError('engine.closed');
    const result = await endpoint.call(name, params);
    if (this.endpoint === endpoint) {
      this.learners[name]?.(result);
      this.answerEmitter.fire(name);
    }
    return result;
  }

  /** Begins the thread as soon as the extension host has a moment, or with the first request. Call once, instead of `start`. */
  startSoon(): void {
    const waiting = setImmediate(() => this.start());
    this.cancelStart = () => clearImmediate(waiting);
  }

  /** Begins the thread. Call once; `restart` is for later. */
  start(): void {
    this.callOffStart();
    const worker = new Worker(this.script, { workerData: this.options(), name: 'qoscope-engine' });
    const endpoint = new RpcEndpoint<EngineProtocol>(pipeTo(worker), {}, (error) => this.log.error(error));
    this.worker = worker;
    this.endpoint = endpoint;
    this.lastProblem = null;
    let cause = '';
    worker.on('error', (error) => {
      cause = error.message;
      this.log.error(error);
    });
    worker.on('exit', (code) => {
      if (this.worker === worker) this.died(new QoScopeError('engine.died', { cause: cause || `exit code ${code}` }));
    });
    this.hear(endpoint);
    reportTo(this.log, this.readAll(endpoint));
    this.sayWatched();
  }

  /** While at least one watch is held, the engine tells at once how the live trace changes. Dispose of it. */
  watch(): Disposing {
    let held = true;
    this.setWatches(this.watches + 1);
    return {
      dispose: () => {
        if (held) this.setWatches(this.watches - 1);
        held = false;
      },
    };
  }

  /** Ends the thread, if it still runs, and begins a new one. The broker, connections and trace of the old one are gone. */
  restart(): Promise<void> {
    this.restarting ??= this.beginAnew().finally(() => (this.restarting = null));
    return this.restarting;
  }

  /** Leaves every broker and ends the thread with every socket that it holds; resolves once it is gone. */
  async close(): Promise<void> {
    await this.stop(new QoScopeError('engine.closed'));
    this.dispose();
  }

  private async beginAnew(): Promise<void> {
    await this.stop(new QoScopeError('engine.closed'));
    this.start();
    this.forget();
    this.problemEmitter.fire(null);
  }

  private setWatches(watches: number): void {
    const changes = this.watches === 0 || watches === 0;
    this.watches = watches;
    if (changes) this.sayWatched();
  }

  private sayWatched(): void {
    const saying = this.endpoint?.call('engine.watched', { watched: this.watches > 0 });
    if (saying !== undefined) reportTo(this.log, saying);
  }

  private callOffStart(): void {
    this.cancelStart?.();
    this.cancelStart = null;
  }

  private async stop(reason: QoScopeError): Promise<void> {
    this.callOffStart();
    const { worker, endpoint } = this;
    this.worker = null;
    this.endpoint = null;
    if (worker === null || endpoint === null) return;
    await this.leave(worker, endpoint);
    endpoint.close(reason);
    await worker.terminate();
  }

  /** Lets the engine say DISCONNECT: a connection that is merely cut has its Will Message published (3.1.2-8). */
  private leave(worker: Worker, endpoint: RpcEndpoint<EngineProtocol>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.timer(resolve, LEAVE_WITHIN);
      const left = (): void => {
        cancel();
        resolve();
      };
      worker.once('exit', left);
      endpoint.call('engine.close', null).then(left, (error: unknown) => {
        this.log.error(error instanceof Error ? error : String(error));
        left();
      });
    });
  }

  private died(problem: QoScopeError): void {
    this.endpoint?.close(problem);
    this.worker = null;
    this.endpoint = null;
    this.lastProblem = problem;
    this.log.error(problem);
    this.forget();
    this.problemEmitter.fire(problem);
  }

  /** What the old engine held went with it. */
  private forget(): void {
    this.setBroker(BROKER_OFF);
    this.setConnections([]);
    this.lastCounts = null;
  }

  private hear(endpoint: RpcEndpoint<EngineProtocol>): void {
    endpoint.on('brokerChanged', (status) => this.setBroker(status));
    endpoint.on('connectionsChanged', (connections) => this.setConnections(connections));
    endpoint.on('traceChanged', (counts) => this.setCounts(counts));
    endpoint.on('captureChanged', (capture) => this.captureEmitter.fire(capture));
  }

  private async readAll(endpoint: RpcEndpoint<EngineProtocol>): Promise<void> {
    const [broker, connections, counts] = await Promise.all([
      endpoint.call('broker.status', null),
      endpoint.call('client.list', null),
      endpoint.call('trace.counts', { trace: LIVE_TRACE }),
    ]);
    if (this.endpoint !== endpoint) return;
    this.setBroker(broker);
    this.setConnections(connections);
    this.setCounts(counts);
  }

  private setBroker(status: BrokerStatus): void {
    this.lastBroker = status;
    this.brokerEmitter.fire(status);
  }

  private setConnections(connections: readonly ConnectionStatus[]): void {
    this.lastConnections = connections;
    this.connectionsEmitter.fire(connections);
  }

  private setConnection(status: ConnectionStatus): void {
    const same = (other: ConnectionStatus): boolean => other.connection === status.connection;
    const known = this.lastConnections.some(same);
    const updated = this.lastConnections.map((other) => (same(other) ? status : other));
    this.setConnections(known ? updated : [...updated, status]);
  }

  private setCounts(counts: TraceCounts): void {
    if (counts.trace !== LIVE_TRACE) return;
    this.lastCounts = counts;
    this.traceEmitter.fire(counts);
  }
}

function pipeTo(worker: Worker): MessagePipe {
  return {
    post: (message, transfer) => worker.postMessage(message, transfer ?? []),
    listen: (listener) => {
      worker.on('message', listener);
      return () => worker.off('message', listener);
    },
  };
}
