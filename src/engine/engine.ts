/** The engine: the local broker, our connections and the live trace, behind the requests of engineApi. */

import { LIVE_TRACE, type EngineEvents, type EngineOptions, type EngineRequests } from '../shared/engineApi';
import type { Handlers } from '../shared/rpc';
import { QoScopeError } from '../shared/sentences';
import { BrokerRoom } from './brokerRoom';
import type { OpenSource } from './capture/captureSource';
import { makeCertificate } from './certificate/makeCertificate';
import { Connections } from './client/connections';
import { PublishWatch } from './client/publishWatch';
import { systemClock, type Clock } from './clock';
import { saveTrace } from './saving/saveTrace';
import { Throttle } from './throttle';
import { systemTimers, type Timers } from './timers';
import { Trace } from './trace/trace';
import { Traces } from './traces';
import { productVersion } from './version';

/** Shortest time between two events of one kind, in milliseconds: 20 in a second. */
const EVENT_INTERVAL = 50;

/** The same for the live trace's while nobody looks: each event wakes the extension host, which other extensions share. */
const UNWATCHED_INTERVAL = 1000;

/** Takes an event on its way to the host. */
export type EngineListener = <Name extends keyof EngineEvents>(name: Name, value: EngineEvents[Name]) => void;

/** What the engine is made with, besides its options. */
export interface EngineParts {
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly listener?: EngineListener;
  /** Where captures are read from; files of the disk without it. */
  readonly openSource?: OpenSource;
  /** QoScope's version; its package's without it. */
  readonly version?: string;
}

/** One engine: in the worker thread one, in tests as many as they like. */
export class Engine {
  /** The live trace, for the command line, which lives in the same thread. */
  readonly trace: Trace;
  /** Answers each request of the host. */
  readonly handlers: Handlers<EngineRequests>;
  private readonly traces: Traces;
  private readonly broker: BrokerRoom;
  private readonly connections: Connections;
  private readonly throttles: readonly Throttle[];
  private readonly traceChanged: Throttle;
  private closing: Promise<void> | null = null;

  private constructor(options: EngineOptions, parts: EngineParts) {
    const { clock = systemClock, timers = systemTimers, listener = () => undefined } = parts;
    const notify = (run: () => void): Throttle => new Throttle(EVENT_INTERVAL, timers, run);
    const brokerChanged = notify(() => listener('brokerChanged', this.broker.status()));
    const connectionsChanged = notify(() => listener('connectionsChanged', this.connections.list()));
    this.traceChanged = notify(() => listener('traceChanged', this.trace.counts()));
    this.throttles = [brokerChanged, connectionsChanged, this.traceChanged];
    this.trace = new Trace({ trace: LIVE_TRACE, maximumBytes: options.maximumTraceBytes, clock });
    this.trace.onChanged(() => this.traceChanged.ask());
    this.traces = new Traces({
      live: this.trace,
      maximumBytes: options.maximumTraceBytes,
      news: { timers, interval: EVENT_INTERVAL, tell: (capture) => listener('captureChanged', capture) },
      openSource: parts.openSource,
    });
    const watch = new PublishWatch(this.trace);
    this.broker = new BrokerRoom({
      trace: watch,
      clock,
      version: parts.version ?? productVersion(),
      connections: () => this.connections,
      onChanged: () => brokerChanged.ask(),
    });
    this.connections = new Connections({
      trace: this.trace,
      watch,
      clock,
      timers,
      owns: (address, port) => this.broker.owns(address, port),
      localBroker: () => this.broker.target(),
      onChanged: () => connectionsChanged.ask(),
    });
    this.handlers = {
      'engine.close': () => this.close(),
      'engine.watched': ({ watched }) => {
        this.traceChanged.setInterval(watched ? EVENT_INTERVAL : UNWATCHED_INTERVAL);
      },
      ...this.brokerHandlers(),
      ...CERTIFICATE_HANDLERS,
      ...this.clientHandlers(),
      ...this.traceHandlers(),
    };
  }

  /** An engine with nothing running yet. Close it. */
  static create(options: EngineOptions, parts: EngineParts = {}): Engine {
    return new Engine(options, parts);
  }

  /** Ends every connection, the local broker and every timer; no event comes after it. */
  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    for (const throttle of this.throttles) throttle.close();
    this.traces.closeAll();
    await this.connections.close();
    await this.broker.stop();
  }

  private demandOpen(): void {
    if (this.closing !== null) throw new QoScopeError('engine.closed');
  }

  private brokerHandlers(): HandlersOf<'broker'> {
    return {
      'broker.start': (options) => {
        this.demandOpen();
        return this.broker.start(options);
      },
      'broker.stop': () => this.broker.stop(),
      'broker.restart': (options) => {
        this.demandOpen();
        return this.broker.restart(options);
      },
      'broker.configure': (configuration) => this.broker.configure(configuration),
      'broker.status': () => this.broker.status(),
      'broker.figures': () => this.broker.figures(),
    };
  }

  private clientHandlers(): HandlersOf<'client'> {
    const { connections } = this;
    return {
      'client.connect': (options) => {
        this.demandOpen();
        return connections.connect(options);
      },
      'client.disconnect': ({ connection }) => connections.disconnect(connection),
      'client.list': () => connections.list(),
      'client.publish': async (message) => ({ delivery: await connections.get(message.connection).publish(message) }),
      'client.subscribe': async ({ connection, filter, qos }) => ({
        grantedQos: await connections.get(connection).subscribe(filter, qos),
      }),
      'client.unsubscribe': ({ connection, filter }) => connections.get(connection).unsubscribe(filter),
    };
  }

  private traceHandlers(): HandlersOf<'trace'> {
    return {
      'trace.counts': ({ trace }) => this.traceOf(trace).counts(),
      'trace.deliveries': ({ trace, before, limit }) => this.traceOf(trace).deliveries(before, limit),
      'trace.delivery': ({ trace, delivery }) => this.traceOf(trace).delivery(delivery),
      'trace.settled': ({ trace, delivery, milliseconds }) => this.traceOf(trace).whenSettled(delivery, milliseconds),
      'trace.message': ({ trace, delivery }) => this.traceOf(trace).message(delivery),
      'trace.packet': ({ trace, packet }) => this.traceOf(trace).packet(packet),
      'trace.sessions': ({ trace }) => this.traceOf(trace).sessions(),
      'trace.inFlight': ({ trace, limit }) => this.traceOf(trace).inFlight(limit),
      'trace.matrix': ({ trace }) => this.traceOf(trace).matrix(),
      'trace.findings': ({ trace, kind, before, limit, delivery }) =>
        this.traceOf(trace).findings(kind, before, limit, delivery ?? null),
      'trace.rows': (wanted) => this.traceOf(wanted.trace).rowsPage(wanted),
      'trace.flows': ({ trace, limit }) => this.traceOf(trace).flows(limit),
      'trace.rates': ({ trace, ...window }) => this.traceOf(trace).rates(window),
      'trace.open': (params) => {
        this.demandOpen();
        return this.traces.open(params);
      },
      'trace.whole': ({ trace }) => this.traces.wholeCapture(trace),
      'trace.close': ({ trace }) => this.traces.close(trace),
      'trace.export': async ({ trace, ...wanted }) => saveTrace(await this.traces.whole(trace), wanted),
      'trace.clear': ({ trace }) => {
        this.traceOf(trace).clear();
        return this.traceOf(trace).counts();
      },
      'trace.pause': ({ trace, paused }) => {
        this.traceOf(trace).pause(paused);
        return this.traceOf(trace).counts();
      },
    };
  }

  /** Throws trace.unknownTrace. */
  private traceOf(trace: number): Trace {
    return this.traces.get(trace);
  }
}

const CERTIFICATE_HANDLERS: HandlersOf<'certificate'> = {
  'certificate.make': ({ directory, hosts }) => makeCertificate(directory, hosts),
};

type HandlersOf<Prefix extends string> = Pick<
  Handlers<EngineRequests>,
  Extract<keyof EngineRequests, `${Prefix}.${string}`>
>;
