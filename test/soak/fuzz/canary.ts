/** A sound client that goes on beside the fuzz: it notices where the broker no longer serves, and clears what piles up. */

import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';

const OWN = 'canary/own';
const MARK = 'canary/mark';

/** How long a round may take, in milliseconds. */
const PATIENCE = 30_000;

/** One connection of the client. */
export class Canary {
  /** The longest that a QoS 2 message took to come back, in milliseconds. */
  slowest = 0;
  rounds = 0;

  private constructor(private readonly client: MqttClient) {}

  static async connect(port: number): Promise<Canary> {
    const options = { clientId: 'canary', protocolVersion: 5, reconnectPeriod: 0, connectTimeout: PATIENCE } as const;
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, options);
    client.on('error', () => undefined); // a round that fails says it
    await client.subscribeAsync([OWN, MARK], { qos: 2 });
    return new Canary(client);
  }

  /** A QoS 2 message through the broker and back, then retained messages away; rejects where that takes too long. */
  async round(): Promise<void> {
    const began = performance.now();
    await inTime(this.echo(OWN, () => undefined));
    this.slowest = Math.max(this.slowest, performance.now() - began);
    await inTime(this.clearRetained());
    this.rounds++;
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  /** Resolves when a message of ours is back; hands on what comes meanwhile. */
  private async echo(topic: string, meanwhile: (topic: string, packet: IPublishPacket) => void): Promise<void> {
    let listener: (name: string, payload: Buffer, packet: IPublishPacket) => void = () => undefined;
    const word = `${this.rounds} ${topic}`;
    const arrived = new Promise<void>((resolve) => {
      listener = (name, payload, packet) => {
        if (name === topic && payload.toString() === word) resolve();
        else meanwhile(name, packet);
      };
      this.client.on('message', listener);
    });
    try {
      await this.client.publishAsync(topic, word, { qos: 2 });
      await arrived;
    } finally {
      this.client.off('message', listener);
    }
  }

  /** Spoilt topics are retained under ever new names: a broker has to keep them all, until somebody removes them. */
  private async clearRetained(): Promise<void> {
    const kept = new Set<string>();
    await this.client.subscribeAsync('#', { qos: 0 });
    await this.echo(MARK, (topic, { retain }) => {
      if (retain) kept.add(topic);
    });
    await this.client.unsubscribeAsync('#');
    for (const topic of kept) await this.client.publishAsync(topic, '', { qos: 0, retain: true });
  }
}

async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, PATIENCE, new Error(`A sound client waited for ${PATIENCE / 1000} s.`));
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
