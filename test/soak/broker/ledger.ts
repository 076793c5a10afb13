/** What was sent and what came: each topic's messages are numbered from 0, and every arrival is held against that. */

import type { Qos } from '../../../src/shared/model';

/** Violations that are kept in words; the rest is counted. */
const KEPT = 20;

/** One topic's messages at one subscriber. */
interface Stream {
  /** The number that has to come next. */
  next: number;
}

/** The books of a soak. */
export class Ledger {
  private readonly streams = new Map<string, Stream>();
  private readonly kept: string[] = [];
  private violationCount = 0;
  private arrivedCount = 0;
  private repeatCount = 0;

  constructor(
    private readonly qos: Qos,
    private readonly messagesOfTopic: number,
  ) {}

  /** Opens the book of a topic. */
  expect(topic: string): void {
    this.streams.set(topic, { next: 0 });
  }

  /** Different messages that have come. */
  get arrived(): number {
    return this.arrivedCount;
  }

  /** Arrivals of messages that had come before: only QoS 1 may have any (4.3.2). */
  get repeats(): number {
    return this.repeatCount;
  }

  /** How often a rule was broken. */
  get violations(): number {
    return this.violationCount;
  }

  /** The first violations in words. */
  get firstViolations(): readonly string[] {
    return this.kept;
  }

  /** Whether every message of every topic has come. */
  get complete(): boolean {
    return this.arrivedCount === this.streams.size * this.messagesOfTopic;
  }

  /**
   * Books an arrival. First arrivals are in order per topic (4.6.0-5, -6; 3.1.1: 4.6.0-6, -5), so that a gap is a loss
   * or a disorder; what has come before may come again at QoS 1 alone.
   */
  arrive(topic: string, number: number): void {
    const stream = this.streams.get(topic);
    if (stream === undefined) this.violate(`a message came on ${topic}, which nobody publishes`);
    else if (number === stream.next) {
      stream.next++;
      this.arrivedCount++;
    } else if (number < stream.next) {
      this.repeatCount++;
      if (this.qos === 2) this.violate(`${topic}: message ${number} came again, after ${stream.next - 1}`);
    } else {
      this.violate(`${topic}: message ${number} came where ${stream.next} was due`);
      this.arrivedCount += 1;
      stream.next = number + 1;
    }
  }

  /** Notes that a rule was broken. */
  violate(sentence: string): void {
    this.violationCount++;
    if (this.kept.length < KEPT) this.kept.push(sentence);
  }

  /** What is still missing, in words. */
  missing(): string[] {
    return [...this.streams]
      .filter(([, { next }]) => next < this.messagesOfTopic)
      .map(([topic, { next }]) => `${topic}: ${next} of ${this.messagesOfTopic} came`);
  }
}
