/**
 * Messages at an even pace through a broker, from a process of its own: `loadProgram PORT MESSAGES-A-SECOND`. Says once in a
 * second, over the channel of `fork`, how long each message took.
 */

import { LoadClient } from '../../load/loadClient';
import { FIRST, publishPacket, readLoadPublish } from '../../load/packets';

/** What the program says each second. */
export interface LoadSecond {
  /** Milliseconds from publishing to arrival, of every message that arrived. */
  readonly latencies: readonly number[];
}

const TICK = 5;

async function main(): Promise<void> {
  const [port = 0, rate = 0] = process.argv.slice(2).map(Number);
  const subscriber = await LoadClient.open({ port, clientId: 'pace-sub' });
  const publisher = await LoadClient.open({ port, clientId: 'pace-pub' });
  let latencies: number[] = [];
  subscriber.listener = {
    publish: (bytes, first, body) => {
      const { packetId, payloadStart } = readLoadPublish(bytes, first, body, 4);
      subscriber.out.acknowledge(FIRST.puback, packetId);
      latencies.push(performance.now() - bytes.readDoubleBE(payloadStart));
    },
    acknowledgement: () => undefined,
    turn: () => undefined,
  };
  await subscriber.subscribe(['pace/+'], 1);
  const payload = Buffer.alloc(64);
  let sent = 0;
  const began = performance.now();
  setInterval(() => {
    const due = Math.floor(((performance.now() - began) * rate) / 1000);
    for (; sent < due; sent++) {
      payload.writeDoubleBE(performance.now());
      const words = { qos: 1, packetId: (sent % 65_000) + 1, version: 4, retain: false } as const;
      publisher.out.add(publishPacket(`pace/${sent % 50}`, payload, words));
    }
    publisher.out.flush();
  }, TICK);
  setInterval(() => {
    process.send?.({ latencies } satisfies LoadSecond);
    latencies = [];
  }, 1000);
  process.once('disconnect', () => process.exit());
}

void main(); // a failure ends the process with the error
