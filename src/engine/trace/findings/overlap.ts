/**
 * Overlapping subscriptions of one client (5: 3.3.4-2; 3.1.1: 3.3.5-1): it gets the message at the highest QoS among
 * them. More copies, one per subscription, are allowed, so a low one is told of only when no other copy made up for it.
 */

import { effectiveQos, type Qos } from '../../../shared/model';
import type { Routing } from '../recorder';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { highestGrant } from './granted';
import { shown, type Scene } from './scene';
import type { OverlapCandidate } from './watched';

/** How long another copy is waited for, in milliseconds, when someone asks. */
const COPY_WITHIN = 1000;

/** Where copies and origins are searched: the last so many deliveries. */
const SEARCH_LIMIT = 256;

/** A PUBLISH that begins a delivery to a client. */
export function checkOverlap(scene: Scene, wire: WireState, session: SessionState): void {
  const { watch } = session;
  if (watch.overlap !== null) meet(scene, session, watch.overlap);
  if (session.subscriptions.size < 2) return;
  const { publish, row } = scene.parts.current;
  if (publish.qos === 2 || publish.retain || (scene.routing !== undefined && scene.routing.via !== 'live')) return;
  const grant = highestGrant(scene, session);
  if (grant === null || grant.shared || grant.granted <= publish.qos) return;
  const origin = originOf(scene, wire, session);
  if (origin === null || effectiveQos(origin.qos, grant.granted) <= publish.qos) return;
  // What waited goes out as it was granted when it came.
  if (!((session.grantedAt.get(grant.filter) ?? Infinity) < origin.time)) return;
  const published = origin.qos;
  if (hasCopy(scene, session, effectiveQos(published, grant.granted))) return;
  const { delivery, topic, time } = row;
  const packet = scene.parts.log.nextNumber;
  const payloadLength = publish.payloadEnd - publish.payloadStart;
  watch.overlap = { delivery, topic, payloadLength, packet, wire: wire.n, time, qos: publish.qos, published, grant };
}

/** No other copy can come any more, or none came in time. */
export function settleOverlap(scene: Scene, session: SessionState, now: number): void {
  const { overlap } = session.watch;
  if (overlap !== null && now - overlap.time >= COPY_WITHIN) tell(scene, session, overlap);
}

/** The session's next delivery: another copy of the candidate's message, or the end of the wait for one. */
function meet(scene: Scene, session: SessionState, candidate: OverlapCandidate): void {
  const { publish, row } = scene.parts.current;
  const length = publish.payloadEnd - publish.payloadStart;
  const maySame = row.topic === candidate.topic && length === candidate.payloadLength;
  const same = maySame && scene.history.isSameMessage(candidate.delivery, candidate.qos) !== false;
  if (!same) tell(scene, session, candidate);
  else if (publish.qos >= effectiveQos(candidate.published, candidate.grant.granted)) session.watch.overlap = null;
}

function tell(scene: Scene, session: SessionState, candidate: OverlapCandidate): void {
  session.watch.overlap = null;
  const { delivery, packet, wire, time, qos, published, grant } = candidate;
  if (delivery < scene.history.firstDelivery || !scene.hasAll) return;
  const place = { time, packet, from: 'broker', wire, delivery } as const;
  const { granted, filter } = grant;
  scene.reportAt('belowHighestGranted', session, place, { qos, granted, published, filter: shown(filter) });
}

/** Where the current message came from: its QoS, and its time in milliseconds since the trace began. */
interface Origin {
  readonly qos: Qos;
  readonly time: number;
}

/** Null where that is not known, nor can be told from what was seen: the publisher may be one that the trace lacks. */
function originOf(scene: Scene, { opening }: WireState, session: SessionState): Origin | null {
  if (scene.routing !== undefined) return knownOrigin(scene, scene.routing);
  return opening.mayLack === true || !scene.hasAll ? null : seenOrigin(scene, session);
}

function knownOrigin(scene: Scene, { journey, publishedQos: qos }: Routing): Origin | null {
  const { store, journeys } = scene.parts;
  const origin = journeys.origin(journey);
  return origin !== 0 && store.find(origin) ? { qos, time: store.columns.start[store.row] ?? 0 } : null;
}

/** The lowest QoS and the earliest time at which it can have been published; null where the trace has not seen that. */
function seenOrigin(scene: Scene, session: SessionState): Origin | null {
  const { store, sessions, inference, current } = scene.parts;
  if (inference.mayBeWill(current.row.topic, session.broker)) return null;
  let found: Origin | null = null;
  for (const n of recent(scene)) {
    if (!store.find(n)) break;
    const { columns, row } = store;
    if (columns.to(row) !== 'broker' || sessions.get(columns.session[row] ?? 0)?.broker !== session.broker) continue;
    const qos = columns.qos(row);
    const time = columns.start[row] ?? 0;
    if (scene.history.isSameMessage(n, qos) !== true) continue;
    found = { qos: found === null || qos < found.qos ? qos : found.qos, time };
  }
  return found;
}

/** Whether the session got the current message before, at that QoS or above. */
function hasCopy(scene: Scene, session: SessionState, qos: Qos): boolean {
  const { store, current } = scene.parts;
  for (const n of recent(scene)) {
    if (!store.find(n)) break;
    const { columns, row } = store;
    if (n === current.row.delivery || columns.to(row) !== 'client' || columns.session[row] !== session.n) continue;
    if (columns.qos(row) >= qos && scene.history.isSameMessage(n, columns.qos(row)) === true) return true;
  }
  return false;
}

function* recent(scene: Scene): Generator<number> {
  const newest = scene.parts.store.nextNumber - 1;
  const oldest = Math.max(scene.history.firstDelivery, newest - SEARCH_LIMIT);
  for (let n = newest; n >= oldest; n--) yield n;
}
