/** How a message came to this delivery: retained, queued, a will, through several subscriptions. */

import { topicMatches, parseSharedFilter } from '../../../shared/topics';
import type { Sentence } from '../../../shared/sentences';
import type { SessionState } from '../sessionState';
import { inSeconds, type Evidence } from './evidence';

/** No matching subscribers (3.4.2.1, 3.5.2.1). */
const NO_MATCHING_SUBSCRIBERS = 0x10;

/** Sentences on the way to this delivery. */
export function arrival(evidence: Evidence): Sentence[] {
  const { delivery } = evidence;
  if (delivery.to === 'broker') {
    return delivery.reason === NO_MATCHING_SUBSCRIBERS ? [{ code: 'explain.noSubscribers', args: {} }] : [];
  }
  return [...bySource(evidence), ...byOverlap(evidence)];
}

function bySource({ delivery, journey, packets }: Evidence): Sentence[] {
  const { client } = delivery;
  if (delivery.via === 'retained') return [{ code: 'explain.retained', args: { client } }];
  if (delivery.via === 'will') return [{ code: 'explain.will', args: {} }];
  const [first] = packets;
  if (delivery.via !== 'queue' || first === undefined) return [];
  const published = journey?.origin?.start;
  if (published === undefined) return [{ code: 'explain.queued', args: { client } }];
  return [{ code: 'explain.queuedFor', args: { client, seconds: inSeconds(delivery.start - published) } }];
}

/** Where several subscriptions of one client match, it gets one copy or one for each (5: 3.3.4-2; 3.1.1: 3.3.5-1). */
function byOverlap({ delivery, journey, session }: Evidence): Sentence[] {
  if (delivery.via === 'retained' || session === undefined) return [];
  const { client } = delivery;
  const same = (journey?.branches ?? []).filter(({ session: n, via }) => n === delivery.session && via !== 'retained');
  if (same.length > 1) return [{ code: 'explain.overlapCopies', args: { client, copies: same.length } }];
  const matching = matchingSubscriptions(session, delivery.topic, delivery.start);
  if (matching.length < 2 || delivery.publishedQos === null) return [];
  const highest = matching.reduce((most, granted) => Math.max(most, granted));
  const isHighest = delivery.grantedQos === highest || delivery.qos === Math.min(delivery.publishedQos, highest);
  if (!isHighest) return [];
  return [{ code: 'explain.overlapHighest', args: { client, count: matching.length, granted: highest } }];
}

/** What the subscriptions were granted that matched the topic at that time; shared ones count apart. */
function matchingSubscriptions(session: SessionState, topic: string, time: number): number[] {
  const granted: number[] = [];
  for (const { filter, grantedQos } of session.subscriptions.values()) {
    if (grantedQos === null || parseSharedFilter(filter) !== null || !topicMatches(filter, topic)) continue;
    if ((session.grantedAt.get(filter) ?? Infinity) <= time) granted.push(grantedQos);
  }
  return granted;
}
