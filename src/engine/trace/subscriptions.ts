/** What SUBSCRIBE, UNSUBSCRIBE and their answers make of a session's subscriptions. */

import type { Subscription } from '../../shared/model';
import { isQos } from '../../shared/model';
import { FIRST_FAILURE } from '../wire/packetFields';
import type { SubscribeAnswerFields, SubscribeFields, UnsubscribeFields } from '../wire/subscribeFields';
import type { SessionState } from './sessionState';

/** The client asks; a filter that it has not got yet shows as unanswered. */
export function subscribe(session: SessionState, wire: number, fields: SubscribeFields): void {
  const subscriptions = fields.requests.map(({ filter, qos }): Subscription => ({
    filter,
    requestedQos: qos,
    grantedQos: null,
    reason: null,
    subscriptionIdentifier: fields.subscriptionIdentifier,
  }));
  session.requests.set(fields.packetId, { wire, kind: 'subscribe', subscriptions });
  for (const subscription of subscriptions) {
    if (!session.subscriptions.has(subscription.filter)) session.subscriptions.set(subscription);
  }
}

/** The client no longer wants these filters; they stand until the broker says so. */
export function unsubscribe(session: SessionState, wire: number, fields: UnsubscribeFields): void {
  session.requests.set(fields.packetId, { wire, kind: 'unsubscribe', filters: fields.filters });
}

/** SUBACK: one reason for each filter, in their order (3.8.4-6, 3.9.3-1; 3.1.1: 3.9.3-1). */
export function subscribeAnswered(session: SessionState, fields: SubscribeAnswerFields, time: number): void {
  session.matchingGrants.clear();
  const request = session.requests.get(fields.packetId);
  if (request?.kind !== 'subscribe') return;
  session.requests.delete(fields.packetId);
  for (const [i, subscription] of request.subscriptions.entries()) {
    const reason = fields.reasons[i] ?? null;
    const standing = session.subscriptions.get(subscription.filter);
    // A refusal leaves the subscription that stood before (3.8.4-3 replaces only by a new one).
    if (reason !== null && reason >= FIRST_FAILURE && (standing?.grantedQos ?? null) !== null) continue;
    if (isQos(reason)) session.grantedAt.set(subscription.filter, time);
    session.subscriptions.set({ ...subscription, grantedQos: isQos(reason) ? reason : null, reason });
  }
}

/** UNSUBACK: MQTT 5 gives a reason for each filter (3.11.3); before, all are gone. */
export function unsubscribeAnswered(session: SessionState, fields: SubscribeAnswerFields): void {
  session.matchingGrants.clear();
  const request = session.requests.get(fields.packetId);
  if (request?.kind !== 'unsubscribe') return;
  session.requests.delete(fields.packetId);
  for (const [i, filter] of request.filters.entries()) {
    if ((fields.reasons[i] ?? 0) < FIRST_FAILURE) forget(session, filter);
  }
}

function forget(session: SessionState, filter: string): void {
  session.subscriptions.delete(filter);
  session.grantedAt.delete(filter);
}
