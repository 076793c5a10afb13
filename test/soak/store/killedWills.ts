/** Clients with a will that are connected when the broker is killed: each will must come out once. */

import { connectAsync, type MqttClient } from 'mqtt';

/** How long wills may take to arrive after the last kill, in milliseconds. */
const PATIENCE = 10_000;

/** Sees every will, over all kills, in a kept session. */
export class KilledWills {
  private readonly arrivals = new Map<string, number>();
  private readonly doomed: MqttClient[] = [];
  private all: () => void = () => undefined;

  private constructor(
    private readonly port: number,
    private readonly watcher: MqttClient,
  ) {
    watcher.on('message', (topic) => {
      this.arrivals.set(topic, (this.arrivals.get(topic) ?? 0) + 1);
      if (this.arrivals.size === this.doomed.length) this.all();
    });
  }

  /** A watcher of its own at the broker on that port. */
  static async watch(port: number): Promise<KilledWills> {
    const watcher = await connectTo(port, { clientId: 'will-watcher', clean: false, reconnectPeriod: 50 });
    await watcher.subscribeAsync('killed/+', { qos: 2 });
    return new KilledWills(port, watcher);
  }

  /** One more client that has a will and is connected: the broker is killed next. */
  async doom(): Promise<void> {
    const n = this.doomed.length;
    const will = { topic: `killed/${n}`, payload: Buffer.from('killed'), qos: 2 as const, retain: false };
    this.doomed.push(await connectTo(this.port, { clientId: `doomed-${n}`, will, reconnectPeriod: 0 }));
  }

  /** What went wrong, once all have arrived or are overdue; ends every client. */
  async close(): Promise<string[]> {
    await this.whole();
    await this.watcher.endAsync();
    await Promise.all(this.doomed.map((client) => client.endAsync(true)));
    return this.doomed.flatMap((_, n) => {
      const times = this.arrivals.get(`killed/${n}`) ?? 0;
      return times === 1 ? [] : [`the will of the client at kill ${n + 1} arrived ${times} times`];
    });
  }

  private async whole(): Promise<void> {
    if (this.arrivals.size === this.doomed.length) return;
    await new Promise<void>((resolve) => {
      const overdue = setTimeout(resolve, PATIENCE);
      this.all = () => {
        clearTimeout(overdue);
        resolve();
      };
    });
  }
}

async function connectTo(port: number, options: NonNullable<Parameters<typeof connectAsync>[1]>): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options);
  client.on('error', () => undefined); // its broker is killed, on purpose
  return client;
}
