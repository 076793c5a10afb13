/** First in, first out, with the counts that its bounds need. */

import { Fifo } from './fifo';
import type { Outgoing } from './outgoing';

/** Deliveries that wait for one client, in their order. */
export class WaitingQueue extends Fifo<Outgoing> {
  private byteCount = 0;
  private atMostOnce = 0;

  /** Bytes of payload that wait. */
  get bytes(): number {
    return this.byteCount;
  }

  /** How many of them have QoS 0. */
  get qos0(): number {
    return this.atMostOnce;
  }

  override push(outgoing: Outgoing): void {
    super.push(outgoing);
    this.count(outgoing, 1);
  }

  override shift(): Outgoing | undefined {
    const outgoing = super.shift();
    if (outgoing !== undefined) this.count(outgoing, -1);
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

  override clear(): void {
    super.clear();
    this.byteCount = 0;
    this.atMostOnce = 0;
  }

  private count(outgoing: Outgoing, sign: 1 | -1): void {
    this.byteCount += sign * outgoing.message.payloadLength;
    if (outgoing.qos === 0) this.atMostOnce += sign;
  }
}
