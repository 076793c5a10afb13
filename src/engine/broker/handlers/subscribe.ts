/** SUBSCRIBE and its SUBACK (3.8, 3.9). */

import type { ISubscription } from 'mqtt-packet';
import { effectiveQos } from '../../../shared/model';
import { parseSharedFilter, topicFilterFault } from '../../../shared/topics';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { checkSubscribe } from '../packets/checkPackets';
import { decode, encode } from '../packets/codec';
import { subscribeRefusal } from '../permission';
import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';
import { sendRetained } from '../routing';
import type { Session } from '../session';
import type { Subscription } from '../subscription';
import { greet } from '../systemTopics';

/** Characters of a filter in the reason for the end of a connection: one of 65,535 bytes would leave none for the rest of it. */
const LONGEST_SHOWN = 200;

/** A subscription that was granted. */
interface Added {
  readonly subscription: Subscription;
  readonly retainHandling: number;
  /** Whether the session had none with this filter. */
  readonly isNew: boolean;
}

/** Adds every subscription, answers them in one SUBACK (3.8.4-1, -5, -6) and sends what is retained. Throws ProtocolFault. */
export function handleSubscribe(
  context: CoreContext,
  connection: Connection,
  session: Session,
  bytes: Uint8Array,
): void {
  checkSubscribe(bytes, connection.version, context.options.filterLimit);
  const packet = decode('subscribe', bytes, connection.version);
  for (const wish of packet.subscriptions) checkFilter(wish);
  const identifier = packet.properties?.subscriptionIdentifier ?? null;
  const added: Added[] = [];
  const granted = packet.subscriptions.map((wish) => {
    const refusal = subscribeRefusal(context, session, wish.topic);
    if (refusal !== null) return refusedCode(connection, wish, refusal);
    const isNew = !session.subscriptions.has(wish.topic);
    const subscription = add(context, session, wish, identifier);
    added.push({ isNew, retainHandling: wish.rh ?? 0, subscription });
    return subscription.grantedQos;
  });
  // 5: 2.2.1-6; 3.1.1: 2.3.1-7: with the identifier of the SUBSCRIBE.
  context.send(connection, encode({ cmd: 'suback', messageId: packet.messageId ?? 0, granted }, connection.version));
  for (const { subscription, retainHandling, isNew } of added) {
    const wanted = wantsRetained(subscription.filter, retainHandling, isNew) && connection.limits.retainAvailable;
    if (wanted) sendRetained(context, subscription);
    greet(context, subscription, wanted);
  }
}

/**
 * What the SUBACK says of a subscription that is refused (3.9.3). 3.1.1 knows 0x80 alone (3.9.3-2); MQTT 3.1 has no way to
 * say it, and grants what it does not keep (its 3.8).
 */
function refusedCode({ version }: Connection, { qos }: ISubscription, refusal: number): number {
  if (version === 3) return qos;
  return version === 5 ? refusal : REASON.unspecifiedError;
}

/** 4.7.1-2, -3; 4.7.3-1, -2; 4.8.2-1, -2: a filter that breaks these is a protocol error. */
function checkFilter({ topic: filter, nl: noLocal }: ISubscription): void {
  const fault = topicFilterFault(filter);
  if (fault !== null)
    throw new ProtocolFault(REASON.topicFilterInvalid, `The filter ${filter.slice(0, LONGEST_SHOWN)} is not valid.`);
  // 3.8.3-4.
  if (noLocal === true && parseSharedFilter(filter) !== null) {
    throw new ProtocolFault(REASON.protocolError, 'A shared subscription must not have No Local.');
  }
}

function add(context: CoreContext, session: Session, wish: ISubscription, identifier: number | null): Subscription {
  const subscription: Subscription = {
    session,
    filter: wish.topic,
    // 3.2.2-9, -10: a SUBSCRIBE above Maximum QoS is accepted, and granted less.
    grantedQos: effectiveQos(wish.qos, context.options.maximumQos),
    identifier,
    noLocal: wish.nl ?? false,
    retainAsPublished: wish.rap ?? false,
  };
  context.subscriptions.add(subscription);
  context.durable.subscribed(subscription);
  return subscription;
}

/** 3.3.1-9, -10, -11 (before MQTT 5 always, 3.1.1: 3.8.4-3); never for a shared subscription (4.8.2). */
function wantsRetained(filter: string, retainHandling: number, isNew: boolean): boolean {
  if (parseSharedFilter(filter) !== null) return false;
  return retainHandling === 0 || (retainHandling === 1 && isNew);
}
