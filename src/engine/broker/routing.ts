/** Finds out who gets a message, at which QoS and with which flags, and hands it to each (3.3.4, 3.8.4, 4.8). */

import { effectiveQos, type Qos, type Via } from '../../shared/model';
import type { CoreContext } from './context';
import { deliver, replay } from './delivery';
import type { Message } from './message';
import { Outgoing } from './outgoing';
import { mayRead } from './permission';
import type { Session } from './session';
import type { Subscription } from './subscription';

/**
 * Takes ownership of a message: stores it where it is retained and puts it into the queue of each subscriber. Gives how
 * many there are. The acknowledgement to its publisher goes out after this (5: 4.3.2-4, 4.3.3-8; 3.1.1: 4.3.2-2, 4.3.3-2).
 */
export function publish(context: CoreContext, message: Message, via: Via): number {
  if (message.retain) context.retained.store(message);
  return distribute(context, message, via);
}

/** As `publish`, for a message that is not kept. */
export function distribute(context: CoreContext, message: Message, via: Via): number {
  if (context.lagging.length > 0) context.lagging = [];
  const receivers = context.subscriptions.receivers(message.topic);
  let count = 0;
  if (receivers.single.length === 1) {
    const only = receivers.single[0];
    if (only !== undefined && wants(context, only, message)) count += deliverThrough(context, message, only, via);
  } else if (receivers.single.length > 1) {
    const spread = context.options.overlap === 'each' ? toEachSubscription : toEachSession;
    count += spread(context, message, receivers.single, via);
  }
  for (const group of receivers.shared) {
    const member = group.next(({ session }) => mayRead(context, session, message.topic));
    if (member !== undefined) count += deliverThrough(context, message, member, via);
  }
  return count;
}

/** 3.8.3-3: with No Local a client does not get what it published itself; nor what its user may not read. */
function wants(context: CoreContext, { session, noLocal }: Subscription, message: Message): boolean {
  if (noLocal && session.clientId === message.publisher) return false;
  return mayRead(context, session, message.topic);
}

/** Hands a message to the session of one subscription, as that asks for it. Gives 1, the number of receivers. */
export function deliverThrough(context: CoreContext, message: Message, subscription: Subscription, via: Via): number {
  const { session, grantedQos, filter, identifier, retainAsPublished } = subscription;
  // 3.8.4-8 (3.1.1: 3.8.4-6): a shared subscription keeps to its member's granted QoS (4.8.2-3).
  const qos = effectiveQos(message.qos, grantedQos);
  const identifiers = identifier === null ? null : [identifier];
  // 3.3.1-12, -13 (3.1.1: 3.3.1-9): the flag goes on where the subscription asks for it.
  const terms = { qos, grantedQos, filter, retain: retainAsPublished && message.retain, identifiers };
  deliver(context, session, new Outgoing(message, terms, via));
  return 1;
}

/** Where several subscriptions of one session match: one copy, at the highest granted QoS, with every identifier. */
interface Merged {
  best: Subscription;
  retain: boolean;
  identifiers: number[] | null;
}

/** 3.3.4-2 (3.1.1: 3.3.5-1) allows it: a copy for each subscription of a client, at its own QoS. */
function toEachSubscription(
  context: CoreContext,
  message: Message,
  subscriptions: readonly Subscription[],
  via: Via,
): number {
  let count = 0;
  for (const subscription of subscriptions) {
    if (wants(context, subscription, message)) count += deliverThrough(context, message, subscription, via);
  }
  return count;
}

/** 3.3.4-2 (3.1.1: 3.3.5-1): overlapping subscriptions of a client give one copy at the highest QoS among them. */
function toEachSession(
  context: CoreContext,
  message: Message,
  subscriptions: readonly Subscription[],
  via: Via,
): number {
  const bySession = new Map<Session, Merged>();
  for (const subscription of subscriptions) {
    if (!wants(context, subscription, message)) continue;
    const merged = bySession.get(subscription.session);
    if (merged === undefined) bySession.set(subscription.session, merge(subscription));
    else extend(merged, subscription);
  }
  for (const [session, merged] of bySession) {
    const { grantedQos, filter } = merged.best;
    const qos: Qos = effectiveQos(message.qos, grantedQos);
    const terms = { qos, grantedQos, filter, retain: merged.retain && message.retain, identifiers: merged.identifiers };
    deliver(context, session, new Outgoing(message, terms, via));
  }
  return bySession.size;
}

function merge(subscription: Subscription): Merged {
  const { identifier, retainAsPublished } = subscription;
  return {
    best: subscription,
    retain: retainAsPublished,
    identifiers: identifier === null ? null : [identifier],
  };
}

/** 3.3.4-4: a single copy carries the identifiers of all matching subscriptions that have one. */
function extend(merged: Merged, subscription: Subscription): void {
  if (subscription.grantedQos > merged.best.grantedQos) merged.best = subscription;
  merged.retain ||= subscription.retainAsPublished;
  if (subscription.identifier !== null) (merged.identifiers ??= []).push(subscription.identifier);
}

/** Sends what is retained under the filter of a new subscription, with RETAIN 1 (3.3.1-8; 3.1.1: 3.3.1-6, -8). */
export function sendRetained(context: CoreContext, subscription: Subscription): void {
  sendAsRetained(context, subscription, context.retained.matching(subscription.filter, context.now));
}

/** So many retained messages wait as deliveries, each with a row in the trace and kept in the store; the rest is replayed. */
const DELIVERED_AT_ONCE = 1_000;

/** Sends messages that the filter of a new subscription matches as retained ones. */
export function sendAsRetained(context: CoreContext, subscription: Subscription, messages: readonly Message[]): void {
  const { session, grantedQos, filter, identifier } = subscription;
  const identifiers = identifier === null ? null : [identifier];
  const deliveryOf = (message: Message): Outgoing | null => {
    if (message.expired(context.now) || !wants(context, subscription, message)) return null;
    const terms = { qos: effectiveQos(message.qos, grantedQos), grantedQos, filter, retain: true, identifiers };
    return new Outgoing(message, terms, 'retained');
  };
  for (const message of messages.slice(0, DELIVERED_AT_ONCE)) {
    const outgoing = deliveryOf(message);
    if (outgoing !== null) deliver(context, session, outgoing);
  }
  if (messages.length > DELIVERED_AT_ONCE) replay(context, session, messages.slice(DELIVERED_AT_ONCE), deliveryOf);
}
