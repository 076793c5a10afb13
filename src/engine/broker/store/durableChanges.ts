/**
 * What the core reports of all that has to outlive the broker: sessions, wills, queues, QoS 2 state and retained messages
 * (5: 4.1; 3.1.1: 3.1.2.4). The core reports and never asks back; where nothing is kept on disk nobody listens.
 */

import type { Message } from '../message';
import type { Outgoing } from '../outgoing';
import type { Session } from '../session';
import type { Subscription } from '../subscription';
import type { Will } from '../will';

/** Told of each change as it is made. What is handed over is read at the end of the turn at the latest. */
export interface DurableChanges {
  /** A client is connected with this session and its will, under the expiry interval that was granted. */
  sessionOpened(session: Session): void;
  /** Its client has gone; it ends at that moment of the core's clock, Infinity for never. */
  sessionLeft(session: Session, endsAt: number): void;
  /** It is over with all that it holds. Comes before its parts are taken apart. */
  sessionEnded(session: Session): void;
  /** Its client has gone, and its will goes out at that moment of the core's clock. */
  willWaits(session: Session, will: Will, dueAt: number): void;
  /** Its will goes out now, or never. */
  willRemoved(session: Session): void;
  /** A subscription was added, or put in place of the one with its filter. */
  subscribed(subscription: Subscription): void;
  unsubscribed(session: Session, filter: string): void;
  /** A QoS 2 PUBLISH with this identifier was taken: its repeats are none (4.3.3-10). */
  received(session: Session, packetId: number): void;
  /** Its PUBREL has come: the identifier may come again (4.3.3-12). */
  completed(session: Session, packetId: number): void;
  /** A message waits for the session's client. */
  queued(session: Session, outgoing: Outgoing): void;
  /** Its first PUBLISH goes out. */
  sent(session: Session, outgoing: Outgoing): void;
  /** Its PUBREL goes out: the PUBLISH is never sent again (4.3.3-6). */
  released(outgoing: Outgoing): void;
  /** Acknowledged to its end, expired or dropped. One that was never reported is passed over. */
  finished(outgoing: Outgoing): void;
  /** The message takes the place of its topic's last retained one. */
  retained(message: Message): void;
  /** The topic has no retained message any more; it may have had none. */
  retainedRemoved(topic: string): void;
}

const nothing = (): void => undefined;

/** Keeps nothing: a broker whose memory is all there is. */
export const NOTHING_DURABLE: DurableChanges = {
  sessionOpened: nothing,
  sessionLeft: nothing,
  sessionEnded: nothing,
  willWaits: nothing,
  willRemoved: nothing,
  subscribed: nothing,
  unsubscribed: nothing,
  received: nothing,
  completed: nothing,
  queued: nothing,
  sent: nothing,
  released: nothing,
  finished: nothing,
  retained: nothing,
  retainedRemoved: nothing,
};
