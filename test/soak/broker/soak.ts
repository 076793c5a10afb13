/** Two publishers and two subscribers, each pair once in MQTT 3.1.1 and once in MQTT 5, over connections that are cut. */

import { completedOrIdle } from '../../bench/load/idleBound';
import type { LoadVersion } from '../../bench/load/packets';
import type { CutPlan } from './cuts';
import { ExactPublisher } from './exactPublisher';
import { ExactSubscriber } from './exactSubscriber';
import { Ledger } from './ledger';
import { Random } from './random';
import type { LinkWords } from './resumingLink';

/** What a soak does. */
export interface SoakWords {
  readonly port: number;
  readonly qos: 1 | 2;
  /** In all; rounded up to a multiple of four. */
  readonly messages: number;
  readonly seed: number;
  readonly cuts: CutPlan;
  /** Called now and then with how many messages have arrived and how many connections there have been. */
  readonly progress?: (arrived: number, connections: number) => void;
  /** Called at each arrival of another message with how many have arrived. */
  readonly arrival?: (arrived: number) => void;
  /** Where the broker may die: resolves once it listens again. Elsewhere its end is a violation. */
  readonly revived?: () => Promise<void>;
}

/** What came of it. */
export interface SoakResult {
  readonly messages: number;
  /** Different messages that arrived. */
  readonly arrived: number;
  /** Arrivals beyond each message's first. */
  readonly repeats: number;
  /** PUBLISHes that the publishers had to send again. */
  readonly resent: number;
  readonly connections: number;
  readonly violations: number;
  /** The first violations and, where messages are missing, which. */
  readonly sentences: readonly string[];
  readonly seconds: number;
}

const VERSIONS: readonly LoadVersion[] = [4, 5];

/** Messages of one publisher that may be unacknowledged. */
const WINDOW = 200;

/** How far the subscribers may fall behind: far below the broker's queue limit, beyond which it may drop. */
const LAG = 10_000;

/** How long nothing may arrive and nothing be acknowledged before the soak is given up, in milliseconds. */
const IDLE_LIMIT = 10_000;

/** Runs until every message has arrived and is acknowledged, or nothing moves any more. */
export async function runSoak(words: SoakWords): Promise<SoakResult> {
  const soak = new Soak(words);
  try {
    return await soak.run();
  } finally {
    await soak.close();
  }
}

class Soak {
  private readonly ledger: Ledger;
  private readonly subscribers: ExactSubscriber[];
  private publishers: ExactPublisher[] = [];
  private unfinished = VERSIONS.length;
  private complete: () => void = () => undefined;

  constructor(private readonly words: SoakWords) {
    const messagesOfTopic = Math.ceil(words.messages / VERSIONS.length ** 2);
    this.ledger = new Ledger(words.qos, messagesOfTopic);
    for (const from of VERSIONS) for (const to of VERSIONS) this.ledger.expect(topicOf(from, to));
    this.subscribers = VERSIONS.map(
      (version, i) =>
        new ExactSubscriber({
          ...this.linkWords(`soak-sub${version}`, version, i),
          qos: words.qos,
          filter: topicOf('+', version),
          arrived: (topic, number) => this.arrived(topic, number),
          violation: (sentence) => this.ledger.violate(sentence),
        }),
    );
  }

  async run(): Promise<SoakResult> {
    await Promise.all(this.subscribers.map(({ subscribed }) => subscribed));
    const began = performance.now();
    const completed = new Promise<void>((resolve) => (this.complete = resolve));
    this.publishers = VERSIONS.map((version, i) => this.publisher(version, i + this.subscribers.length));
    for (const { link } of [...this.subscribers, ...this.publishers]) link.cutting = true;
    // The first cut of a connection is set when it is accepted: theirs were before.
    for (const { link } of this.subscribers) link.renew();
    const whole = await completedOrIdle(completed, () => this.moved(), IDLE_LIMIT);
    const seconds = (performance.now() - began) / 1_000;
    if (whole) await this.settle();
    return this.result(whole, seconds);
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscribers, ...this.publishers].map(({ link }) => link.close()));
  }

  private publisher(version: LoadVersion, stream: number): ExactPublisher {
    return new ExactPublisher({
      ...this.linkWords(`soak-pub${version}`, version, stream),
      qos: this.words.qos,
      topics: VERSIONS.map((to) => topicOf(version, to)),
      messagesOfTopic: Math.ceil(this.words.messages / VERSIONS.length ** 2),
      window: WINDOW,
      mayPublish: () => this.sent() - this.ledger.arrived < LAG,
      violation: (sentence) => this.ledger.violate(sentence),
      done: () => {
        this.unfinished--;
        this.look();
      },
    });
  }

  private linkWords(clientId: string, version: LoadVersion, stream: number): LinkWords {
    const { port, seed, cuts, revived } = this.words;
    const link = { port, clientId, version, cuts, random: new Random(seed + stream * 0x9e37_79b9) };
    return revived === undefined ? link : { ...link, revived };
  }

  private arrived(topic: string, number: number): void {
    this.ledger.arrive(topic, number);
    this.words.arrival?.(this.ledger.arrived);
    if (this.sent() - this.ledger.arrived < LAG / 2) {
      for (const publisher of this.publishers) if (publisher.waits) publisher.push();
    }
    this.look();
  }

  /** What a last reconnect brings must be nothing at QoS 2. */
  private async settle(): Promise<void> {
    for (const { link } of this.publishers) link.cutting = false;
    const settling = Promise.all(this.subscribers.map((subscriber) => subscriber.settle())).then(() => undefined);
    const settled = await completedOrIdle(settling, () => this.moved(), IDLE_LIMIT);
    if (!settled) this.ledger.violate('the subscribers could not resume their sessions once more');
  }

  private look(): void {
    if (this.unfinished === 0 && this.ledger.complete) this.complete();
  }

  private sent(): number {
    return this.publishers.reduce((sum, { sent }) => sum + sent, 0);
  }

  private moved(): number {
    this.words.progress?.(this.ledger.arrived, this.connections());
    return this.ledger.arrived + this.publishers.reduce((sum, { finished }) => sum + finished, 0);
  }

  private connections(): number {
    return [...this.subscribers, ...this.publishers].reduce((sum, { link }) => sum + link.connections, 0);
  }

  private result(whole: boolean, seconds: number): SoakResult {
    const { ledger, publishers } = this;
    const stalled = publishers
      .filter((publisher) => !publisher.isDone)
      .map((publisher) => `${publisher.clientId}: ${publisher.finished} of its messages are acknowledged to the end`);
    return {
      messages: 4 * Math.ceil(this.words.messages / 4),
      arrived: ledger.arrived,
      repeats: ledger.repeats,
      resent: publishers.reduce((sum, { resent }) => sum + resent, 0),
      connections: this.connections(),
      violations: ledger.violations + (whole ? 0 : 1),
      sentences: [...ledger.firstViolations, ...(whole ? [] : [...ledger.missing(), ...stalled])],
      seconds,
    };
  }
}

function topicOf(from: LoadVersion | '+', to: LoadVersion): string {
  return `soak/${from}/${to}`;
}
