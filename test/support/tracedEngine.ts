/** A whole engine in the test's own thread, with hand-moved timers, and the requests as a host would make them. */

import { setImmediate as turn } from 'node:timers/promises';

import type { OpenSource } from '../../src/engine/capture/captureSource';
import { Engine } from '../../src/engine/engine';
import {
  LIVE_TRACE,
  PAGE_LIMIT,
  type ConnectionOptions,
  type ConnectionStatus,
  type EngineEvents,
  type EngineRequests,
} from '../../src/shared/engineApi';
import type { Delivery, Packet, Qos } from '../../src/shared/model';
import { MovedTimers } from './movedTimers';

/** Events as they came. */
export type SeenEvent = {
  readonly [Name in keyof EngineEvents]: { readonly name: Name; readonly value: EngineEvents[Name] };
}[keyof EngineEvents];

/** Close it. */
export class TracedEngine {
  readonly timers = new MovedTimers();
  readonly events: SeenEvent[] = [];
  readonly engine: Engine;

  /** `openSource` gives the captures that are opened; files of the disk without it. */
  constructor(openSource?: OpenSource) {
    this.engine = Engine.create(
      { maximumTraceBytes: 16 * 1024 * 1024 },
      {
        timers: this.timers,
        listener: (name, value) => this.events.push({ name, value } as SeenEvent),
        ...(openSource === undefined ? {} : { openSource }),
      },
    );
  }

  /** Asks as the host does. */
  async request<Name extends keyof EngineRequests>(
    name: Name,
    params: EngineRequests[Name]['params'],
  ): Promise<EngineRequests[Name]['result']> {
    return this.engine.handlers[name](params);
  }

  /** Starts the local broker on a free port, and gives it. */
  async startBroker(): Promise<number> {
    const status = await this.request('broker.start', { host: '127.0.0.1', port: 0, maximumPacketSize: 1_000_000 });
    if (status.address === null) throw new Error('The broker does not listen.');
    return status.address.port;
  }

  /** Connects as "own", with MQTT 5 and a kept session unless `changes` say otherwise; a number is a port of this machine. */
  connect(url: string | number | null, changes: Partial<ConnectionOptions> = {}): Promise<ConnectionStatus> {
    return this.request('client.connect', {
      connection: 'own',
      url: typeof url === 'number' ? `mqtt://127.0.0.1:${url}` : url,
      clientId: 'own-1',
      version: 5,
      cleanStart: false,
      sessionExpiryInterval: 3600,
      keepAlive: 0,
      ...changes,
    });
  }

  /** Publishes on "own" and gives the delivery's number. */
  async publish(topic: string, payload: string, qos: Qos, retain = false): Promise<number> {
    const message = { connection: 'own', topic, payload: Buffer.from(payload), qos, retain };
    return (await this.request('client.publish', message)).delivery;
  }

  /** The connection of that name as it stands. */
  async status(connection = 'own'): Promise<ConnectionStatus> {
    const found = (await this.request('client.list', null)).find((status) => status.connection === connection);
    if (found === undefined) throw new Error(`There is no connection ${connection}.`);
    return found;
  }

  /** The delivery with its packets. */
  async delivery(n: number): Promise<{ readonly delivery: Delivery; readonly packets: readonly Packet[] }> {
    return this.request('trace.delivery', { trace: LIVE_TRACE, delivery: n });
  }

  /** Every delivery of the live trace, oldest first; fewer than a page. */
  async deliveries(): Promise<readonly Delivery[]> {
    const page = await this.request('trace.deliveries', { trace: LIVE_TRACE, before: null, limit: PAGE_LIMIT });
    return [...page.rows].reverse();
  }

  /** Resolves as soon as `wanted` holds, looking at each change of the live trace; the test's time limit ends the wait. */
  until(wanted: (deliveries: readonly Delivery[]) => boolean): Promise<readonly Delivery[]> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        this.deliveries().then((deliveries) => {
          if (!wanted(deliveries)) return;
          stop();
          resolve(deliveries);
        }, reject);
      };
      const stop = this.engine.trace.onChanged(look);
      look();
    });
  }

  /** Resolves once the connection has that state. */
  untilState(state: ConnectionStatus['state']): Promise<ConnectionStatus> {
    return this.untilStatus((status) => status.state === state);
  }

  /** Resolves once "own" is as wanted; looks once in each turn of the event loop. */
  async untilStatus(wanted: (status: ConnectionStatus) => boolean): Promise<ConnectionStatus> {
    for (;;) {
      const status = await this.status();
      if (wanted(status)) return status;
      await turn();
    }
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}
