/** The QoS at which a message goes to a subscriber (5: 3.8.4-8, 3.3.4-2; 3.1.1: 3.8.4-6, 3.3.5-1), and downgrades. */

import { effectiveQos, type Qos } from '../../../shared/model';
import { parseSharedFilter } from '../../../shared/topics';
import type { Routing } from '../recorder';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { shown, type Scene } from './scene';
import type { HighestGrant } from './watched';

/** For so many topics a session's highest grant is kept at hand. */
const TOPICS_AT_HAND = 10_000;

/** Of so many filters a session's downgrades are told. */
const FILTERS_TOLD = 1000;

/** A PUBLISH that begins a delivery to a client. */
export function checkQosToClient(scene: Scene, wire: WireState, session: SessionState): void {
  const { routing } = scene;
  const { qos } = scene.parts.current.publish;
  if (routing === undefined) checkAboveGranted(scene, wire, session, qos);
  else {
    const { publishedQos: published, grantedQos: granted } = routing;
    const expected = effectiveQos(published, granted);
    if (qos !== expected) scene.report('notEffectiveQos', wire, { qos, published, granted, expected });
    else if (qos < published) tellDowngrade(scene, wire, session, routing, qos);
  }
}

/** Where only the subscriptions tell: never above the highest of those that match. */
function checkAboveGranted(scene: Scene, wire: WireState, session: SessionState, qos: Qos): void {
  if (qos === 0) return;
  const highest = highestGrant(scene, session);
  if (highest === null || qos <= highest.granted) return;
  scene.report('aboveGranted', wire, { qos, granted: highest.granted });
}

/** Once for each filter and pair of levels: it is the same for every message. */
function tellDowngrade(scene: Scene, wire: WireState, session: SessionState, routing: Routing, qos: Qos): void {
  const { publishedQos: published, grantedQos: granted, filter } = routing;
  const { downgrades } = session.watch;
  const bit = 1 << (published * 3 + granted);
  const told = downgrades.get(filter) ?? 0;
  if ((told & bit) !== 0 || (told === 0 && downgrades.size >= FILTERS_TOLD)) return;
  downgrades.set(filter, told | bit);
  const kind = published === 2 && qos === 0 ? 'exactlyOnceLost' : 'downgraded';
  scene.report(kind, wire, { published, qos, granted, filter: shown(filter) });
}

/**
 * The highest QoS granted to a subscription that matches the current topic; null where that is not certain: the session
 * is not whole in the trace, a subscription is being changed or was, or none matches.
 */
export function highestGrant(scene: Scene, session: SessionState): HighestGrant | null {
  const { watch } = session;
  if (!scene.isWhole(session) || watch.regranted || session.requests.size > 0) return null;
  const topic = scene.parts.texts.text(scene.parts.current.row.topic);
  if (topic === null) return null;
  let found = watch.highestGranted.get(topic);
  if (found === undefined) {
    found = findHighest(session, topic);
    if (watch.highestGranted.size >= TOPICS_AT_HAND) watch.highestGranted.clear();
    watch.highestGranted.set(topic, found);
  }
  return found;
}

function findHighest(session: SessionState, topic: string): HighestGrant | null {
  let highest: HighestGrant | null = null;
  let shared = false;
  const matching = session.subscriptions.matching(topic);
  if (matching === null) return null;
  for (const { filter, grantedQos, reason } of matching) {
    if (grantedQos === null && reason !== null) continue;
    // Its SUBACK was lost with a connection: what it grants is not known.
    if (grantedQos === null) return null;
    if (parseSharedFilter(filter) !== null) shared = true;
    if (highest === null || grantedQos > highest.granted) highest = { granted: grantedQos, filter, shared };
  }
  return highest === null ? null : { ...highest, shared };
}
