/** A publisher and a subscriber of MQTT.js at QoS 1, at a steady pace: four packets for each message. */

import { connectAsync } from 'mqtt';

/** Packets of one message: PUBLISH and PUBACK on both ways. */
const PACKETS_PER_MESSAGE = 4;

const TICK = 20;

/** A load that runs. */
export interface SteadyLoad {
  /** Messages handed to the client so far. */
  readonly published: number;
  /** Messages that the subscriber got. */
  readonly received: number;
  /** Publishes no more; resolves when all is acknowledged and all has come. */
  finish(): Promise<void>;
}

/** Starts it against the broker at that port of this machine. */
export async function startLoad(port: number, packetsPerSecond: number): Promise<SteadyLoad> {
  const address = `mqtt://127.0.0.1:${port}`;
  const subscriber = await connectAsync(address, { clientId: 'soak-subscriber', protocolVersion: 5 });
  const publisher = await connectAsync(address, { clientId: 'soak-publisher', protocolVersion: 5 });
  await subscriber.subscribeAsync('soak/#', { qos: 1 });
  const count = { published: 0, received: 0, acknowledged: 0 };
  const failed: Error[] = [];
  const begun = performance.now();
  subscriber.on('message', () => count.received++);
  const publish = (): void => {
    const topic = `soak/${count.published++ % 100}`;
    publisher.publish(topic, 'a reading of some length', { qos: 1 }, (error) => {
      if (error instanceof Error) failed.push(error);
      count.acknowledged++;
    });
  };
  const ticking = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * (packetsPerSecond / PACKETS_PER_MESSAGE);
    while (count.published < due) publish();
  }, TICK);
  return {
    get published() {
      return count.published;
    },
    get received() {
      return count.received;
    },
    async finish() {
      clearInterval(ticking);
      while (count.acknowledged < count.published || count.received < count.published) {
        await new Promise((resolve) => setTimeout(resolve, TICK));
      }
      await publisher.endAsync();
      await subscriber.endAsync();
      if (failed[0] !== undefined) throw failed[0];
    },
  };
}
