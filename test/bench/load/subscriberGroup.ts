/** Many subscribers of which only the number of arrivals matters. */

import type { Qos } from '../../../src/shared/model';
import { LoadClient } from './loadClient';
import { FIRST, readLoadPublish } from './packets';

/** How many are opened at the same time. */
const AT_ONCE = 100;

/** Connections that acknowledge at QoS 1 what comes to them, and count it. */
export class SubscriberGroup {
  private readonly clients: LoadClient[] = [];
  private count = 0;
  private arrived: () => void = () => undefined;

  /** `size` connections, a hundred at the same time. */
  static async open(port: number, size: number): Promise<SubscriberGroup> {
    const group = new SubscriberGroup();
    for (let first = 0; first < size; first += AT_ONCE) {
      const numbers = Array.from({ length: Math.min(AT_ONCE, size - first) }, (_, i) => first + i);
      const opened = await Promise.all(numbers.map((n) => LoadClient.open({ port, clientId: `load-${n}` })));
      for (const client of opened) group.add(client);
    }
    return group;
  }

  /** How many PUBLISHes have come to all of them together. */
  get arrivals(): number {
    return this.count;
  }

  /** Called at the end of each turn in which something came. */
  onArrived(listener: () => void): void {
    this.arrived = listener;
  }

  /** Resolves when each client has what `filters` gives for its number. */
  async subscribe(filters: (client: number) => readonly string[], qos: Qos): Promise<void> {
    for (let first = 0; first < this.clients.length; first += AT_ONCE) {
      const some = this.clients.slice(first, first + AT_ONCE);
      await Promise.all(some.map((client, i) => client.subscribe(filters(first + i), qos)));
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  private add(client: LoadClient): void {
    this.clients.push(client);
    client.listener = {
      publish: (bytes, first, body) => {
        this.count++;
        const { qos, packetId } = readLoadPublish(bytes, first, body, client.version);
        if (qos === 1) client.out.acknowledge(FIRST.puback, packetId);
      },
      acknowledgement: () => undefined,
      turn: () => this.arrived(),
    };
  }
}
