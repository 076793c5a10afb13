/** The real local broker with the real trace, on a port of its own, for tests with real clients. */

import type { AddressInfo } from 'node:net';

import { LocalBroker } from '../../src/engine/broker/localBroker';
import { systemClock } from '../../src/engine/clock';
import { Trace } from '../../src/engine/trace/trace';
import { LIVE_TRACE, PAGE_LIMIT, type BrokerOptions } from '../../src/shared/engineApi';
import type { Delivery, Packet } from '../../src/shared/model';

/** A broker that listens on loopback, and the trace of all that reaches it. */
export class TracedBroker {
  private constructor(
    readonly broker: LocalBroker,
    readonly trace: Trace,
  ) {}

  /** On free ports; `options` change the rest. */
  static async start(options: Partial<BrokerOptions> = {}): Promise<TracedBroker> {
    const trace = new Trace({ trace: LIVE_TRACE, maximumBytes: 64 * 1024 * 1024, clock: systemClock });
    const broker = await LocalBroker.start(
      { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024, ...options },
      { trace, clock: systemClock, onChanged: () => undefined },
    );
    return new TracedBroker(broker, trace);
  }

  /** The port that the system chose. */
  get port(): number {
    const address: Pick<AddressInfo, 'port'> | null = this.broker.status().address;
    if (address === null) throw new Error('The broker does not listen.');
    return address.port;
  }

  stop(): Promise<void> {
    return this.broker.stop();
  }

  /** Every delivery of the trace, oldest first. */
  deliveries(): Delivery[] {
    const all: Delivery[] = [];
    for (let before: number | null = null, more = true; more;) {
      const page = this.trace.deliveries(before, PAGE_LIMIT);
      all.push(...page.rows);
      before = page.rows.at(-1)?.n ?? null;
      more = page.more;
    }
    return all.reverse();
  }

  /** The packets of a delivery as `TYPE` in their order. */
  handshake(delivery: Delivery): string[] {
    return this.trace.delivery(delivery.n).packets.map((packet: Packet) => packet.type);
  }

  /** Resolves with the deliveries as soon as `wanted` holds for them; the test's own time limit ends the wait. */
  until(wanted: (deliveries: readonly Delivery[]) => boolean): Promise<Delivery[]> {
    return this.when(() => {
      const deliveries = this.deliveries();
      return wanted(deliveries) ? deliveries : null;
    });
  }

  /** Resolves once a session has been granted a subscription to `filter`. */
  async subscribed(filter: string): Promise<void> {
    await this.when(
      () =>
        this.trace
          .sessions()
          .rows.flatMap(({ subscriptions }) => subscriptions)
          .find((subscription) => subscription.filter === filter && subscription.grantedQos !== null) ?? null,
    );
  }

  /** Resolves with what `probe` finds in the trace, asked again at each of its changes. */
  private when<Found>(probe: () => Found | null): Promise<Found> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        try {
          const found = probe();
          if (found === null) return false;
          resolve(found);
        } catch (cause) {
          reject(cause instanceof Error ? cause : new Error(String(cause)));
        }
        return true;
      };
      if (look()) return;
      const stop = this.trace.onChanged(() => {
        if (look()) stop();
      });
    });
  }
}
