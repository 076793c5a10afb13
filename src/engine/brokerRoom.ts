/** The local broker's place in the engine: there is one or none, and starting, stopping and restarting take turns. */

import { randomBytes } from 'node:crypto';

import type { BrokerConfiguration, BrokerFigures, BrokerOptions, BrokerStatus, BrokerUser } from '../shared/engineApi';
import { QoScopeError } from '../shared/sentences';
import { PORT_SETTINGS } from '../shared/transports';
import type { CoreOptions } from './broker/coreOptions';
import { isQoScope } from './broker/identify';
import { LocalBroker } from './broker/localBroker';
import { optionsForSwitches } from './broker/switches';
import { optionsForUsers } from './broker/users';
import type { Connections } from './client/connections';
import type { BrokerTarget } from './client/url';
import type { Clock } from './clock';
import type { TraceRecorder } from './trace/recorder';

const OFF: BrokerStatus = { running: false, address: null, doors: [], clients: 0 };

/** What the room needs from the engine. */
export interface BrokerRoomParts {
  readonly trace: TraceRecorder;
  readonly clock: Clock;
  /** QoScope's version, by which another window knows the broker. */
  readonly version: string;
  /** Our connections, which end with the broker and return with it. */
  readonly connections: () => Connections;
  /** `status` has changed. */
  readonly onChanged: () => void;
}

/** Holds the broker while it runs. */
export class BrokerRoom {
  private broker: LocalBroker | null = null;
  /** What was asked for last; the next waits for it. */
  private last: Promise<unknown> = Promise.resolve();

  /** What was configured last, also before the broker was started. */
  private core: Partial<CoreOptions> = {};
  private hasUsers = false;
  /** Our own client, which the broker lets in however its users are set. */
  private readonly own: BrokerUser = {
    name: '$qoscope',
    password: randomBytes(24).toString('base64url'),
    read: null,
    write: null,
  };

  constructor(private readonly parts: BrokerRoomParts) {}

  /** The broker as it is now. */
  status(): BrokerStatus {
    return this.broker?.status() ?? OFF;
  }

  /** What `$SYS` says, as figures; null while it is off. */
  figures(): BrokerFigures | null {
    return this.status().running ? (this.broker?.systemFigures() ?? null) : null;
  }

  /** Starts it; one that runs is left as it is. Rejects with broker.portHeldByQoScope where another window has the port. */
  start(options: BrokerOptions): Promise<BrokerStatus> {
    return this.inTurn(async () => {
      if (!this.status().running) await startOrExplain(options, () => this.open(options));
      this.parts.onChanged();
      return this.status();
    });
  }

  /**
   * Changes what the running broker can be changed in, and keeps it for those started later. Our connections come back
   * under our own name where users are asked for from now on, and without it where they no longer are.
   */
  configure({ maximumPacketSize, switches, users, openToAll = false }: BrokerConfiguration): Promise<BrokerStatus> {
    return this.inTurn(async () => {
      const everybody = users === null ? null : [...users, this.own];
      const core = { ...optionsForSwitches(switches), ...optionsForUsers(everybody) };
      this.broker?.mayConfigure(core, openToAll);
      const changesIdentity = this.status().running && this.hasUsers !== (users !== null);
      if (changesIdentity) await this.parts.connections().localBrokerRestarts();
      this.hasUsers = users !== null;
      this.core = core;
      this.broker?.configure(maximumPacketSize, core);
      if (changesIdentity) this.parts.connections().localBrokerRestarted();
      return this.status();
    });
  }

  /** Ends our connections to it, then all others and itself. */
  stop(): Promise<BrokerStatus> {
    return this.inTurn(async () => {
      await this.parts.connections().localBrokerStops();
      const { broker } = this;
      this.broker = null;
      await broker?.stop();
      this.parts.onChanged();
      return this.status();
    });
  }

  /** Listens anew with what it knew; starts it where it is off. Our connections to it come back at once. */
  restart(options: BrokerOptions): Promise<BrokerStatus> {
    return this.inTurn(async () => {
      await this.parts.connections().localBrokerRestarts();
      try {
        await startOrExplain(options, () => this.open(options));
      } finally {
        this.parts.onChanged();
        // Also where it goes on as it was.
        if (this.status().running) this.parts.connections().localBrokerRestarted();
      }
      return this.status();
    });
  }

  /** Where our own client finds it; throws broker.notRunning. */
  target(): BrokerTarget {
    const address = this.status().address;
    if (address === null) throw new QoScopeError('broker.notRunning');
    const target = { host: reachable(address.host), port: address.port };
    const { name: userName, password } = this.own;
    return this.hasUsers ? { ...target, credentials: { userName, password } } : target;
  }

  /** Whether that is one of its doors. */
  owns(address: string, port: number): boolean {
    return this.broker?.owns(address, port) ?? false;
  }

  /**
   * One that is off after a failed restart still holds its sessions, and is opened again with them. One that keeps them
   * elsewhere than it is to from now on gives way to another.
   */
  private async open(options: BrokerOptions): Promise<void> {
    const { trace, clock, version, onChanged } = this.parts;
    if (this.broker?.keepsIn(options.store?.directory) === false) {
      await this.broker.stop();
      this.broker = null;
    }
    if (this.broker !== null) await this.broker.restart(options);
    else this.broker = await LocalBroker.start(options, { trace, clock, version, onChanged, core: this.core });
  }

  private inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.last.then(run);
    this.last = result.catch(() => undefined); // told to the one who asked; here it only ends the turn
    return result;
  }
}

/** Who listens on all addresses is reached on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

async function startOrExplain<T>({ host, port }: BrokerOptions, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    // Who holds a port is asked in MQTT over TCP, which the ports of the other doors do not speak.
    const setting = PORT_SETTINGS.tcp;
    const taken = cause instanceof QoScopeError && cause.code === 'broker.portTaken' && cause.args.setting === setting;
    if (!taken || !(await isQoScope(reachable(host), port))) throw cause;
    throw new QoScopeError('broker.portHeldByQoScope', { host: reachable(host), port, setting }, { cause });
  }
}
