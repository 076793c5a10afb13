/** What waits for one client, with the counts that its bounds need. */

import { Fifo } from './fifo';
import type { Outgoing } from './outgoing';
import { RetainedReplay } from './retainedReplay';

/** Deliveries that wait for one client, in their order; among them replays, each of which stands for many. */
export class WaitingQueue {
  private readonly items = new Fifo<Outgoing | RetainedReplay>();
  private readonly replays = new Set<RetainedReplay>();
  /** The delivery that the replay at the front has given and that has not left yet. */
  private front: Outgoing | null = null;
  private byteCount = 0;
  private atMostOnce = 0;

  /** How many deliveries wait beside those of replays. */
  get size(): number {
    return this.items.size - this.replays.size;
  }

  /** Bytes of payload that wait beside those of replays. */
  get bytes(): number {
    return this.byteCount;
  }

  get isEmpty(): boolean {
    return this.items.size === 0;
  }

  /** Whether something may wait that goes out at QoS 0. */
  get holdsQos0(): boolean {
    return this.atMostOnce > 0 || this.replays.size > 0;
  }

  /** How many messages replays have left. */
  get replaying(): number {
    let left = 0;
    for (const replay of this.replays) left += replay.left;
    return left;
  }

  peek(): Outgoing | undefined {
    for (let item = this.items.peek(); item instanceof RetainedReplay; item = this.items.peek()) {
      this.front ??= item.next();
      if (this.front !== null) return this.front;
      this.items.shift();
      this.replays.delete(item);
    }
    return this.items.peek() as Outgoing | undefined;
  }

  push(outgoing: Outgoing): void {
    this.items.push(outgoing);
    this.count(outgoing, 1);
  }

  pushReplay(replay: RetainedReplay): void {
    this.items.push(replay);
    this.replays.add(replay);
  }

  shift(): Outgoing | undefined {
    const outgoing = this.peek();
    if (outgoing === undefined) return undefined;
    if (outgoing === this.front) this.front = null;
    else {
      this.items.shift();
      this.count(outgoing, -1);
    }
    return outgoing;
  }

  /** Takes out those for which `unwanted` holds and gives them, in order; replays stay where they are. */
  remove(unwanted: (outgoing: Outgoing) => boolean): Outgoing[] {
    const removed: Outgoing[] = [];
    const kept: (Outgoing | RetainedReplay)[] = [];
    for (const item of this.items) {
      if (item instanceof RetainedReplay || !unwanted(item)) kept.push(item);
      else removed.push(item);
    }
    this.items.clear();
    for (const item of kept) this.items.push(item);
    for (const outgoing of removed) this.count(outgoing, -1);
    return removed;
  }

  /** All that waits beside replays, in order. */
  *[Symbol.iterator](): IterableIterator<Outgoing> {
    for (const item of this.items) if (!(item instanceof RetainedReplay)) yield item;
  }

  private count(outgoing: Outgoing, sign: 1 | -1): void {
    this.byteCount += sign * outgoing.message.payloadLength;
    if (outgoing.qos === 0) this.atMostOnce += sign;
  }
}
