/**
 * Messages at an even pace through a broker, from a process of its own: `loadProgram PORT`. Over the channel of `fork` it
 * is told how many to send in a second, 0 at first, and answers with how long each took that came since the last order:
 * only then, so that the one who is measured has nothing to read in between.
 */

import { LoadClient } from '../../load/loadClient';
import { FIRST, publishPacket, readLoadPublish } from '../../load/packets';

/** What the program is told. */
export interface LoadOrder {
  readonly messagesPerSecond: number;
}

/** What it answers. */
export interface LoadReport {
  /** Milliseconds from publishing to arrival, of every message that has arrived since the last order. */
  readonly latencies: readonly number[];
}

const TICK = 5;

async function main(): Promise<void> {
  const port = Number(process.argv[2]);
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
  const pace = new Pace(publisher);
  process.on('message', ({ messagesPerSecond }: LoadOrder) => {
    pace.set(messagesPerSecond);
    process.send?.({ latencies } satisfies LoadReport);
    latencies = [];
  });
  process.once('disconnect', () => process.exit());
}

/** Publishes evenly; while it rests, it has no timer that would take the processor from what is measured. */
class Pace {
  private readonly payload = Buffer.alloc(64);
  private timer: NodeJS.Timeout | undefined;
  private rate = 0;
  private began = 0;
  private sent = 0;
  private total = 0;

  constructor(private readonly publisher: LoadClient) {}

  set(rate: number): void {
    clearInterval(this.timer);
    this.rate = rate;
    this.began = performance.now();
    this.sent = 0;
    if (rate > 0) this.timer = setInterval(() => this.publishDue(), TICK);
  }

  private publishDue(): void {
    const due = Math.floor(((performance.now() - this.began) * this.rate) / 1000);
    for (; this.sent < due; this.sent++, this.total++) {
      this.payload.writeDoubleBE(performance.now());
      const words = { qos: 1, packetId: (this.total % 65_000) + 1, version: 4, retain: false } as const;
      this.publisher.out.add(publishPacket(`pace/${this.total % 50}`, this.payload, words));
    }
    this.publisher.out.flush();
  }
}

void main(); // a failure ends the process with the error
