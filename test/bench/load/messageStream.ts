/** One publisher and one subscriber with a window between them: what a broker's throughput is measured with. */

import type { Qos } from '../../../src/shared/model';
import { completedOrIdle } from './idleBound';
import { LoadClient } from './loadClient';
import { FIRST, readLoadPublish, TYPE } from './packets';
import { PublishTemplate } from './publishTemplate';
import { Tally, type TallyResult } from './tally';

/** How long nothing may arrive before what is missing counts as lost, in milliseconds. */
const IDLE_LIMIT = 5_000;

/** What is sent. */
export interface StreamWords {
  readonly port: number;
  readonly qos: Qos;
  readonly messages: number;
  /**
   * How many messages may be under way: at QoS 1 and 2 those that the broker has not acknowledged to the end, at QoS 0
   * those that the subscriber has not got.
   */
  readonly window: number;
  /** Whether both clients' sessions outlive their connections; not so where nothing is said. */
  readonly kept?: boolean;
}

/** What came of it. */
export interface StreamResult extends TallyResult {
  /** From the first PUBLISH to the last arrival and the last acknowledgement, in seconds. */
  readonly seconds: number;
}

/** Sends all messages and resolves when they have arrived and are acknowledged, or nothing comes any more. */
export async function runStream(words: StreamWords): Promise<StreamResult> {
  const { port, qos, kept = false } = words;
  const subscriber = await LoadClient.open({ port, clientId: 'load-sub', kept });
  const publisher = await LoadClient.open({ port, clientId: 'load-pub', kept });
  try {
    await subscriber.subscribe(['load/stream'], qos);
    return await new MessageStream(publisher, subscriber, words).run();
  } finally {
    await Promise.all([publisher.close(), subscriber.close()]);
  }
}

class MessageStream {
  private readonly tally: Tally;
  private readonly template: PublishTemplate;
  /** Free packet identifiers; a window has as many. */
  private readonly free: number[] = [];
  private sent = 0;
  private acknowledged = 0;
  private ended = 0;
  private complete: () => void = () => undefined;

  constructor(
    private readonly publisher: LoadClient,
    private readonly subscriber: LoadClient,
    private readonly words: StreamWords,
  ) {
    this.tally = new Tally(words.messages);
    this.template = new PublishTemplate('load/stream', words.qos, 4);
    for (let packetId = words.window; packetId > 0; packetId--) this.free.push(packetId);
  }

  async run(): Promise<StreamResult> {
    const completed = new Promise<void>((resolve) => (this.complete = resolve));
    this.listen();
    const began = performance.now();
    this.fill();
    this.publisher.out.flush();
    const progress = (): number => this.tally.arrived + this.acknowledged;
    const whole = await completedOrIdle(completed, progress, IDLE_LIMIT);
    const seconds = ((whole ? this.ended : performance.now() - IDLE_LIMIT) - began) / 1_000;
    return { ...this.tally.result(), seconds };
  }

  private listen(): void {
    this.publisher.listener = {
      publish: () => undefined,
      acknowledgement: (type, packetId) => this.published(type, packetId),
      turn: () => this.fill(),
    };
    this.subscriber.listener = {
      publish: (bytes, first, body) => this.arrived(bytes, first, body),
      acknowledgement: (_type, packetId) => this.subscriber.out.acknowledge(FIRST.pubcomp, packetId),
      turn: () => this.refill(),
    };
  }

  private fill(): void {
    const { qos, messages, window } = this.words;
    const { out } = this.publisher;
    while (this.sent < messages) {
      if (qos === 0 && this.sent - this.tally.arrived >= window) return;
      const packetId = qos === 0 ? 0 : this.free.pop();
      if (packetId === undefined) return;
      this.template.add(out, packetId, this.sent++);
    }
  }

  /** At QoS 0 it is the arrivals that open the window. */
  private refill(): void {
    if (this.words.qos > 0) return;
    this.fill();
    this.publisher.out.flush();
  }

  private published(type: number, packetId: number): void {
    if (type === TYPE.pubrec) {
      this.publisher.out.acknowledge(FIRST.pubrel, packetId);
      return;
    }
    this.free.push(packetId);
    this.acknowledged++;
    this.look();
  }

  private arrived(bytes: Buffer, first: number, body: number): void {
    const { qos, packetId, payloadStart } = readLoadPublish(bytes, first, body, 4);
    if (qos === 1) this.subscriber.out.acknowledge(FIRST.puback, packetId);
    if (qos === 2) this.subscriber.out.acknowledge(FIRST.pubrec, packetId);
    this.tally.add(bytes.readUInt32BE(payloadStart));
    this.look();
  }

  private look(): void {
    const { qos, messages } = this.words;
    if (this.tally.arrived < messages || (qos > 0 && this.acknowledged < messages)) return;
    this.ended = performance.now();
    this.complete();
  }
}
