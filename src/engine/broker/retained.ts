/** The retained messages, one for each topic (3.3.1.3). */

import type { Alarm, Alarms } from './alarms';
import type { Message } from './message';
import type { DurableChanges } from './store/durableChanges';
import { TopicTree } from './topicTree';

interface Retained {
  readonly message: Message;
  /** Removes it when its interval runs out; null where it has none. */
  readonly expiry: Alarm | null;
}

/** The store of retained messages. */
export class RetainedMessages {
  private readonly tree = new TopicTree<Retained>();

  constructor(
    private readonly alarms: Alarms,
    private readonly durable: DurableChanges,
  ) {}

  get size(): number {
    return this.tree.size;
  }

  /** Takes the message in place of the topic's last one; one without payload only removes that (3.3.1-5, -6, -7; 3.1.1: 3.3.1-5, -10, -11). */
  store(message: Message): void {
    const { topic } = message;
    this.alarms.cancel(this.tree.get(topic)?.expiry ?? null);
    if (message.payloadLength === 0) {
      this.remove(topic);
      return;
    }
    message.own();
    this.restore(message);
    this.durable.retained(message);
  }

  /** As `store`, for a message with a payload that is kept already. */
  restore(message: Message): void {
    const { topic, expiresAt } = message;
    const expiry = expiresAt === null ? null : this.alarms.set(expiresAt, () => this.remove(topic));
    this.tree.set(topic, { message, expiry });
  }

  /** Whether this message is the one of its topic. */
  holds(message: Message): boolean {
    return message.retain && this.tree.get(message.topic)?.message === message;
  }

  /** Those whose topic the filter matches and whose interval has not run out. */
  matching(filter: string, now: number): Message[] {
    const found: Message[] = [];
    this.tree.visitUnder(filter, ({ message }) => {
      if (!message.expired(now)) found.push(message);
    });
    return found;
  }

  private remove(topic: string): void {
    if (this.tree.delete(topic)) this.durable.retainedRemoved(topic);
  }
}
