/** What a new subscription still has to get of the retained messages. */

import type { Message } from './message';
import type { Outgoing } from './outgoing';

/** The delivery of a retained message to a subscription, or null where it is not wanted any more. */
export type DeliveryOf = (message: Message) => Outgoing | null;

/**
 * The messages as they were retained when the subscription was made. Each becomes a delivery only when its turn comes: of a
 * million, a million deliveries would otherwise wait at once.
 */
export class RetainedReplay {
  private at = 0;

  constructor(
    private readonly messages: readonly Message[],
    private readonly deliveryOf: DeliveryOf,
  ) {}

  /** How many messages have not had their turn. */
  get left(): number {
    return this.messages.length - this.at;
  }

  /** The next delivery, or null where there is none any more. */
  next(): Outgoing | null {
    for (let message = this.messages[this.at]; message !== undefined; message = this.messages[this.at]) {
      this.at++;
      const outgoing = this.deliveryOf(message);
      if (outgoing !== null) return outgoing;
    }
    return null;
  }
}
