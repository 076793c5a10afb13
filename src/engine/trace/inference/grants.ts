/** Through which subscription a message came, where only the subscriptions tell. */

import { effectiveQos, type Qos } from '../../../shared/model';
import type { Granted, SessionState } from '../sessionState';

/** For so many topics the matching subscriptions of a session are kept at hand. */
const TOPICS_AT_HAND = 10_000;

/** The subscriptions of a session that match topic number `topic`, whose name is `name`; the highest granted first. */
export function matching(session: SessionState, topic: number, name: string): readonly Granted[] {
  const { matchingGrants } = session;
  const known = matchingGrants.get(topic);
  if (known !== undefined) return known;
  // Through which of very many it came cannot be told.
  const found = (session.subscriptions.matching(name) ?? []).filter(
    (subscription): subscription is Granted => subscription.grantedQos !== null,
  );
  found.sort((a, b) => b.grantedQos - a.grantedQos);
  if (matchingGrants.size >= TOPICS_AT_HAND) matchingGrants.clear();
  matchingGrants.set(topic, found);
  return found;
}

/**
 * The one of `granted` that a delivery at `qos` of a message published at `published` (null where that is not known) came
 * through: named by its subscription identifier (3.3.4-3), else the highest that gives that QoS by the rule and is not in
 * `used`, by which the same message came before.
 */
export function grantOf(
  granted: readonly Granted[],
  qos: Qos,
  published: Qos | null,
  identifiers: readonly number[],
  used: (filter: string) => boolean,
): Granted | null {
  if (granted.length < 2) return granted[0] ?? null;
  if (identifiers.length === 1) {
    const named = granted.filter(({ subscriptionIdentifier }) => subscriptionIdentifier === identifiers[0]);
    if (named.length === 1) return named[0] ?? null;
  }
  const unused = granted.filter(({ filter }) => !used(filter));
  const fitting = unused.find(({ grantedQos }) => effectiveQos(published ?? 2, grantedQos) === qos);
  return fitting ?? unused[0] ?? granted[0] ?? null;
}
