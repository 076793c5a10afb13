/** The broker that QoScope runs on this machine: the core behind its doors, with one timer for its clock. */

import { randomBytes } from 'node:crypto';

import type { BrokerFigures, BrokerOptions, BrokerStatus } from '../../shared/engineApi';
import type { Clock } from '../clock';
import type { TraceRecorder } from '../trace/recorder';
import { BrokerCore } from './core';
import type { CoreFigures } from './core';
import type { CoreOptions } from './coreOptions';
import type { Door, Guests } from './doors/door';
import { planDoors } from './doors/doorPlan';
import { Listener } from './listener';
import { demandUsers } from './openness';
import { BrokerStore } from './store/brokerStore';
import { SqliteStore } from './store/sqliteStore';

/** What the broker works with. */
export interface LocalBrokerParts {
  readonly trace: TraceRecorder;
  readonly clock: Clock;
  /** Called when the broker starts, stops or has more or fewer clients. */
  readonly onChanged: (status: BrokerStatus) => void;
  /** Told to MQTT 5 clients as user property `qoscope`. */
  readonly version?: string;
  /** The core's switches; `configure` changes them. */
  readonly core?: Partial<CoreOptions>;
}

/** Longest time that a timer of Node can be set to, in milliseconds. */
const LONGEST_TIMER = 0x7fff_ffff;

/** A running broker. After `stop` it stays off. */
export class LocalBroker {
  private readonly core: BrokerCore;
  private readonly listener: Listener;
  private readonly store: BrokerStore | null;
  /** In the order in which they were opened, TCP first; none while off. */
  private doors: readonly Door[] = [];
  private timer: NodeJS.Timeout | null = null;
  /** The core's clock at which the timer rings. */
  private timerAt = Infinity;
  private clients = 0;
  private authenticate: CoreOptions['authenticate'];
  private stopped = false;

  private constructor(
    private options: BrokerOptions,
    private readonly parts: LocalBrokerParts,
  ) {
    const { trace, clock } = parts;
    this.authenticate = parts.core?.authenticate ?? null;
    this.store = options.store === undefined ? null : new BrokerStore(SqliteStore.open(options.store, clock));
    const core: Partial<CoreOptions> = {
      version: parts.version ?? '0',
      assignClientId: () => `qoscope-${randomBytes(6).toString('hex')}`,
      tagMessage: (origin) =>
        origin.kind === 'publish' ? this.listener.lastJourney(origin.connection) : trace.beginJourney(),
      maximumPacketSize: options.maximumPacketSize,
      startedAt: clock.now(),
      ...parts.core,
    };
    this.core = new BrokerCore(core, this.store);
    const commit = (): void => this.store?.commit();
    this.listener = new Listener({ core: this.core, trace, clock, commit, onTurn: () => this.afterTurn() });
  }

  /**
   * Opens all doors or none. Rejects with broker.openToAll, broker.portTaken, broker.portForbidden, broker.addressUnavailable,
   * broker.listenFailed, or one of certificate.… or store.….
   */
  static async start(options: BrokerOptions, parts: LocalBrokerParts): Promise<LocalBroker> {
    demandUsers(options, parts.core?.authenticate ?? null);
    const broker = new LocalBroker(options, parts);
    try {
      broker.listener.run(broker.core.restore(parts.clock.now()));
      await broker.open();
    } catch (error) {
      broker.store?.close();
      throw error;
    }
    return broker;
  }

  /** Ends every connection, stops listening and gives its store free; without effect once stopped. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.close(this.doors);
    this.store?.close();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.timerAt = Infinity;
    this.report();
  }

  /**
   * Ends every connection and listens again, with sessions and retained messages kept; the store stays the one that it
   * was started with. Rejects as `start` does; the broker is off then, and `restart` may be tried again. With
   * broker.openToAll it goes on as it was; what was open to all stays so on its address.
   */
  async restart(options: BrokerOptions): Promise<void> {
    const { host, openToAll } = this.options;
    const again = options.host === host && openToAll === true ? { ...options, openToAll } : options;
    demandUsers(again, this.authenticate);
    if (this.doors.length > 0) await this.close(this.doors);
    this.options = again;
    this.core.configure({ maximumPacketSize: options.maximumPacketSize });
    try {
      await this.open();
    } catch (error) {
      this.report();
      throw error;
    }
  }

  /**
   * Has to be asked before `configure`: throws broker.lastUser where with these options nobody is asked for a name any more,
   * others reach the broker, and `openToAll` does not say that this is meant.
   */
  mayConfigure({ authenticate = this.authenticate }: Partial<CoreOptions>, openToAll: boolean): void {
    if (openToAll) this.options = { ...this.options, openToAll };
    else if (this.doors.length > 0) demandUsers(this.options, authenticate, 'broker.lastUser');
  }

  /** Changes the largest packet and the core's switches for what comes; connected clients keep what CONNACK told them. */
  configure(maximumPacketSize: number, core: Partial<CoreOptions>): void {
    if (core.authenticate !== undefined) this.authenticate = core.authenticate;
    this.options = { ...this.options, maximumPacketSize };
    this.core.configure({ ...core, maximumPacketSize });
  }

  status(): BrokerStatus {
    const doors = this.doors.map((door) => door.status);
    const [tcp] = doors;
    const address = tcp === undefined ? null : { host: tcp.host, port: tcp.port };
    return { running: address !== null, address, doors, clients: this.clients };
  }

  /** What the broker holds, and what it had to drop. */
  figures(): CoreFigures {
    return this.core.figures();
  }

  /** What `$SYS` says, as figures. */
  systemFigures(): BrokerFigures {
    return this.core.systemFigures(this.parts.clock.now());
  }

  /** Whether a socket whose remote end is `address`:`port` is connected to this broker. */
  owns(address: string, port: number): boolean {
    return this.doors.some((door) => door.leadsHere(address, port));
  }

  /** Whether that is the folder of its store; undefined stands for memory alone. */
  keepsIn(directory: string | undefined): boolean {
    return this.options.store?.directory === directory;
  }

  private async open(): Promise<void> {
    const guests = this.guests();
    const plan = await planDoors(this.options);
    const opened: Door[] = [];
    try {
      for (const open of plan) opened.push(await open(guests));
    } catch (error) {
      await this.close(opened);
      throw error;
    }
    this.doors = opened;
    this.report();
  }

  private guests(): Guests {
    const { listener } = this;
    const limit = (): number => this.options.maximumPacketSize;
    return {
      get maximumPacketSize() {
        return limit();
      },
      accept: (guest) => listener.accept(guest, limit()),
      turnedAway: (caller) => listener.turnedAway(caller),
    };
  }

  /** Says goodbye to every client, then waits until all sockets are gone. */
  private async close(doors: readonly Door[]): Promise<void> {
    const closed = Promise.all(doors.map((door) => door.close()));
    this.doors = [];
    this.listener.run(this.core.shutDown(this.parts.clock.now()));
    await this.listener.allGone();
    await closed;
  }

  private afterTurn(): void {
    this.setTimer();
    const { clients } = this.core;
    if (clients === this.clients) return;
    this.clients = clients;
    this.report();
  }

  private report(): void {
    this.parts.onChanged(this.status());
  }

  /** One timer, moved only when something is due earlier: keep alive alarms move on by themselves. */
  private setTimer(): void {
    const next = this.core.nextTick();
    if (next === null || next >= this.timerAt) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timerAt = next;
    const delay = Math.min(LONGEST_TIMER, Math.max(0, Math.ceil(next - this.parts.clock.now())));
    this.timer = setTimeout(() => this.tick(), delay);
    this.timer.unref();
  }

  private tick(): void {
    this.timer = null;
    this.timerAt = Infinity;
    this.listener.run(this.core.tick(this.parts.clock.now()));
  }
}
