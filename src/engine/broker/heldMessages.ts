/** Counts the messages that the broker holds: retained, waiting or in flight; one for several clients counts once. */

import type { Message } from './message';
import type { Outgoing } from './outgoing';

/** A count that each holder of a message keeps true. */
export class HeldMessages {
  private held = 0;

  get count(): number {
    return this.held;
  }

  /** A delivery waits or is in flight; without effect where it was told before. */
  holdFor(outgoing: Outgoing): void {
    if (outgoing.holdsMessage) return;
    outgoing.holdsMessage = true;
    this.hold(outgoing.message);
  }

  /** A delivery has ended; without effect where it held nothing. */
  releaseFor(outgoing: Outgoing): void {
    if (!outgoing.holdsMessage) return;
    outgoing.holdsMessage = false;
    this.release(outgoing.message);
  }

  /** One more needs the message. */
  hold(message: Message): void {
    if (message.holders++ === 0) this.held++;
  }

  /** One of those who needed it does so no more. */
  release(message: Message): void {
    if (--message.holders === 0) this.held--;
  }
}
