/** The retained messages, one for each topic (3.3.1.3). */

import type { Alarm, Alarms } from './alarms';
import type { HeldMessages } from './heldMessages';
import type { Message } from './message';
import type { DurableChanges } from './store/durableChanges';
import { TopicTree } from '../topicTree';

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
    private readonly held: HeldMessages,
    private readonly durable: DurableChanges,
  ) {}

  get size(): number {
    return this.tree.size;
  }

  /** Takes the message in place of the topic's last one; one without payload only removes that (3.3.1-5, -6, -7; 3.1.1: 3.3.1-5, -10, -11). */
  store(message: Message): void {
    if (message.payloadLength === 0) {
      this.remove(message.topic);
      return;
    }
    message.own();
    this.restore(message);
    this.durable.retained(message);
  }

  /** As `store`, for a message with a payload that is kept already. */
  restore(message: Message): void {
    const { topic, expiresAt } = message;
    this.forget(this.tree.get(topic));
    const expiry = expiresAt === null ? null : this.alarms.set(expiresAt, () => this.remove(topic));
    this.held.hold(message);
    this.tree.set(topic, { message, expiry });
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
    const former = this.tree.get(topic);
    if (former === undefined) return;
    this.forget(former);
    this.tree.delete(topic);
    this.durable.retainedRemoved(topic);
  }

  private forget(former: Retained | undefined): void {
    if (former === undefined) return;
    this.alarms.cancel(former.expiry);
    this.held.release(former.message);
  }
}
