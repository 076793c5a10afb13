/** First in, first out, with the counts that its bounds need. */

import type { Outgoing } from './outgoing';

/** Slots at the front that may be empty before the rest moves up. */
const SLACK = 1_024;

/** Deliveries that wait for one client, in their order. */
export class WaitingQueue {
  private items: (Outgoing | undefined)[] = [];
  private head = 0;
  private byteCount = 0;
  private atMostOnce = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  /** Bytes of payload that wait. */
  get bytes(): number {
    return this.byteCount;
  }

  /** How many of them have QoS 0. */
  get qos0(): number {
    return this.atMostOnce;
  }

  peek(): Outgoing | undefined {
    return this.items[this.head];
  }

  push(outgoing: Outgoing): void {
    this.items.push(outgoing);
    this.count(outgoing, 1);
  }

  shift(): Outgoing | undefined {
    const outgoing = this.items[this.head];
    if (outgoing === undefined) return undefined;
    this.items[this.head++] = undefined;
    if (this.head >= SLACK && this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    this.count(outgoing, -1);
    return outgoing;
  }

  /** Takes out those for which `unwanted` holds and gives them, in order. */
  remove(unwanted: (outgoing: Outgoing) => boolean): Outgoing[] {
    const removed: Outgoing[] = [];
    const kept: Outgoing[] = [];
    for (const outgoing of this) (unwanted(outgoing) ? removed : kept).push(outgoing);
    this.clear();
    for (const outgoing of kept) this.push(outgoing);
    return removed;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
    this.byteCount = 0;
    this.atMostOnce = 0;
  }

  *[Symbol.iterator](): IterableIterator<Outgoing> {
    for (let i = this.head; i < this.items.length; i++) {
      const outgoing = this.items[i];
      if (outgoing !== undefined) yield outgoing;
    }
  }

  private count(outgoing: Outgoing, sign: 1 | -1): void {
    this.byteCount += sign * outgoing.message.payloadLength;
    if (outgoing.qos === 0) this.atMostOnce += sign;
  }
}
