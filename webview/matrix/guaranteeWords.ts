/** A guarantee in words; the words follow from what can happen, and from nothing else. */

import { t } from '../l10n';
import type { Guarantee } from '../guarantees';
import { WORDS } from '../words';

/** "at most once", "at least once", "exactly once", or that neither is promised. */
export function promiseWords({
  canBeLost,
  canBeDoubled,
}: {
  readonly canBeLost: boolean;
  readonly canBeDoubled: boolean;
}): string {
  if (canBeLost) return t(canBeDoubled ? WORDS.noPromise : WORDS.atMostOnce);
  return t(canBeDoubled ? WORDS.atLeastOnce : WORDS.exactlyOnce);
}

/** Who keeps what, so that it can be sent again or told from a repeat. */
export function keptWords({ toBroker, toSubscriber }: Guarantee): string {
  const kept = [
    toBroker.senderKeeps === 'message' ? t(WORDS.publisherKeeps, { packet: toBroker.handshake[1] ?? '' }) : null,
    toBroker.receiverKeeps === 'identifier' ? t(WORDS.brokerKeepsIdentifier) : null,
    toSubscriber.senderKeeps === 'message' ? t(WORDS.brokerKeeps, { packet: toSubscriber.handshake[1] ?? '' }) : null,
    toSubscriber.receiverKeeps === 'identifier' ? t(WORDS.subscriberKeepsIdentifier) : null,
  ].filter((part) => part !== null);
  return kept.length === 0 ? t(WORDS.nobodyKeeps) : kept.join('; ');
}

/** Yes or no, and where on the way. */
export function wayWords(guarantee: Guarantee, what: 'canBeLost' | 'canBeDoubled'): string {
  const before = guarantee.toBroker[what];
  const behind = guarantee.toSubscriber[what];
  if (before && behind) return t(WORDS.yesBothWays);
  if (before) return t(WORDS.yesToBroker);
  return t(behind ? WORDS.yesToSubscriber : WORDS.no);
}
