/**
 * The broker's state as it stands in a store, and how it changes: plain records, tied to each other by numbers that the
 * store's journal gives. Moments are milliseconds of the core's clock; a store on disk turns them
 * into the wall clock, which goes on while no broker runs.
 */

import type { Qos, Via } from '../../../shared/model';
import type { MessageHead } from '../message';
import type { DeliveryTerms, Stage } from '../outgoing';
import type { Will } from '../will';

/** A session (5: 4.1). */
export interface SessionRecord {
  readonly id: number;
  readonly client: string;
  /** Whose it is, or null. */
  readonly userName: string | null;
  /** In seconds; Infinity never ends. */
  readonly expiryInterval: number;
  /** When it ends, Infinity for never; null while its client is connected. */
  readonly endsAt: number | null;
}

/** The will of a client, which has one at most. Its session may be one that ends with its connection, and not be kept. */
export interface WillRecord extends Will {
  readonly client: string;
  /** By whose rules it is published, or null. */
  readonly userName: string | null;
  /** When it goes out; null while its client is connected. */
  readonly dueAt: number | null;
}

/** A subscription of a session. */
export interface SubscriptionRecord {
  readonly session: number;
  readonly filter: string;
  readonly grantedQos: Qos;
  readonly identifier: number | null;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
}

/** An identifier of a QoS 2 PUBLISH from the client whose PUBREL has not come. */
export interface ReceivedRecord {
  readonly session: number;
  readonly packetId: number;
}

/** A message; kept once, however many sessions wait for it. */
export interface MessageRecord extends Omit<MessageHead, 'journey'> {
  readonly id: number;
  /** Those that go on to subscribers, as the bytes they came in. */
  readonly properties: Uint8Array;
  readonly payload: Uint8Array;
}

/** A message on its way to one session's client. In the order of their numbers they are sent and sent again (4.6.0-6). */
export interface DeliveryRecord extends DeliveryTerms {
  readonly id: number;
  readonly session: number;
  readonly message: number;
  readonly via: Via;
  readonly stage: Stage;
  /** 0 while it waits. */
  readonly packetId: number;
}

/** The retained message of a topic. */
export interface RetainedRecord {
  readonly topic: string;
  readonly message: number;
}

/** All of it. Deliveries are in the order of their numbers. */
export interface StoredState {
  readonly sessions: Iterable<SessionRecord>;
  readonly wills: Iterable<WillRecord>;
  readonly subscriptions: Iterable<SubscriptionRecord>;
  readonly received: Iterable<ReceivedRecord>;
  readonly messages: Iterable<MessageRecord>;
  readonly deliveries: Iterable<DeliveryRecord>;
  readonly retained: Iterable<RetainedRecord>;
}

/** One change. A record takes the place of the one with its key: its number, its client, its session and filter, or its topic. */
export type StoreChange =
  | { readonly kind: 'session'; readonly record: SessionRecord }
  /** With its subscriptions and received identifiers; its deliveries are removed one by one. */
  | { readonly kind: 'sessionRemoved'; readonly id: number }
  | { readonly kind: 'will'; readonly record: WillRecord }
  | { readonly kind: 'willRemoved'; readonly client: string }
  | { readonly kind: 'subscription'; readonly record: SubscriptionRecord }
  | { readonly kind: 'subscriptionRemoved'; readonly session: number; readonly filter: string }
  | { readonly kind: 'received'; readonly record: ReceivedRecord }
  | { readonly kind: 'receivedRemoved'; readonly record: ReceivedRecord }
  | { readonly kind: 'message'; readonly record: MessageRecord }
  | { readonly kind: 'messageRemoved'; readonly id: number }
  | { readonly kind: 'delivery'; readonly record: DeliveryRecord }
  /** How far a delivery has come. */
  | { readonly kind: 'stage'; readonly id: number; readonly stage: Stage; readonly packetId: number }
  | { readonly kind: 'deliveryRemoved'; readonly id: number }
  | { readonly kind: 'retained'; readonly record: RetainedRecord }
  | { readonly kind: 'retainedRemoved'; readonly topic: string };

/** Where changes are kept, and come back from when a broker starts. */
export interface StoreBackend {
  /** What was written last. Throws QoScopeError store.unreadable. */
  read(): StoredState;
  /** Keeps all of the changes, in their order, or throws QoScopeError store.writeFailed and keeps none. */
  write(changes: readonly StoreChange[]): void;
  /** Gives the store free for another owner. */
  close(): void;
}
