/** Why a message reached a subscriber at the QoS that it has (5: 3.8.4-8, 3.3.4-2; 3.1.1: 3.8.4-6, 3.3.5-1). */

import { effectiveQos, type Delivery, type Qos } from '../../../shared/model';
import type { Sentence } from '../../../shared/sentences';
import type { SessionState } from '../sessionState';

/** A delivery to a client of which both QoS are known. */
export type KnownBranch = Delivery & {
  readonly publishedQos: Qos;
  readonly grantedQos: Qos;
  readonly filter: string;
};

/** Whether it is a delivery to a client of which both QoS are known. */
export function isKnownBranch(delivery: Delivery): delivery is KnownBranch {
  const { to, publishedQos, grantedQos, filter } = delivery;
  return to === 'client' && publishedQos !== null && grantedQos !== null && filter !== null;
}

/** Whether it was delivered at another QoS than the rule gives. */
export function disagrees({ publishedQos, grantedQos, qos }: KnownBranch): boolean {
  return effectiveQos(publishedQos, grantedQos) !== qos;
}

/** Why its QoS is what it is; null where it is as published, by the rule. `session` is the subscriber's. */
export function qosReason(branch: KnownBranch, session: SessionState | undefined): Sentence | null {
  const { publishedQos: published, grantedQos: granted, qos, filter, client } = branch;
  const predicted = effectiveQos(published, granted);
  if (predicted !== qos) return { code: 'explain.notByRule', args: { qos, published, granted, filter, predicted } };
  if (qos === published) return null;
  const requested = requestedQos(branch, session);
  if (requested === null) return { code: 'explain.granted', args: { qos, published, granted, filter } };
  if (requested === granted)
    return { code: 'explain.grantedAsAsked', args: { qos, published, granted, filter, client } };
  return { code: 'explain.grantedLess', args: { qos, published, granted, requested, filter } };
}

/** All that there is to say of the QoS of a delivery to a client. */
export function effectiveQosSentences(delivery: Delivery, session: SessionState | undefined): Sentence[] {
  if (!isKnownBranch(delivery)) return [];
  const { grantedQos: granted, qos, filter } = delivery;
  const reason = qosReason(delivery, session) ?? { code: 'explain.asPublished', args: { qos, granted, filter } };
  const requested = requestedQos(delivery, session);
  // 3.2.2-10: it grants what it has.
  const isLimit = requested !== null && requested > granted && session?.maximumQos === granted;
  return isLimit ? [reason, { code: 'explain.maximumQos', args: { maximum: granted } }] : [reason];
}

/** What the subscription asked for; null where it is not known, or was changed since. */
function requestedQos({ filter, grantedQos }: KnownBranch, session: SessionState | undefined): Qos | null {
  const subscription = session?.subscriptions.get(filter);
  return subscription?.grantedQos === grantedQos ? subscription.requestedQos : null;
}
