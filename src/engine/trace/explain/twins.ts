/** Finds deliveries that carry the same message as another one. */

import type { Delivery } from '../../../shared/model';
import type { Evidence, EvidenceParts, Twin } from './evidence';

/** So many deliveries before and behind are looked at. */
const SEARCH_LIMIT = 2048;

/** Two equal messages of one publisher within so many milliseconds are taken for one that was published twice. */
const TWICE_WITHIN = 1000;

/** The nearest delivery of the same publisher with the same topic and payload (not empty) within TWICE_WITHIN; null for none. */
export function twinOf(origin: Delivery, parts: EvidenceParts): Twin | null {
  if (origin.payloadLength === 0) return null;
  for (let distance = 1; distance <= SEARCH_LIMIT; distance++) {
    const before = twinAt(origin.n - distance, origin, parts);
    const twin = before ?? twinAt(origin.n + distance, origin, parts);
    if (twin !== null) return twin;
  }
  return null;
}

function twinAt(n: number, origin: Delivery, parts: EvidenceParts): Twin | null {
  const { store, sessions } = parts;
  if (!isLike(n, origin, parts)) return null;
  const { columns, row } = store;
  const start = columns.start[row] ?? 0;
  const journey = columns.journey[row] ?? 0;
  const other = sessions.get(columns.session[row] ?? 0);
  const sameClient =
    columns.session[row] === origin.session || (origin.client !== '' && other?.client === origin.client);
  if (!sameClient || Math.abs(start - origin.start) > TWICE_WITHIN || other?.broker !== origin.broker) return null;
  // One that was sent again after its end is no second message of the application.
  if (
    columns.packetId[row] === origin.packetId &&
    columns.session[row] === origin.session &&
    hasDup(n, origin, parts)
  ) {
    return null;
  }
  return samePayload(n, origin.n, parts) ? { n, start, journey } : null;
}

/**
 * The delivery of the same session, direction and packet identifier before this one, where it had the same message, was
 * acknowledged, and on an earlier wire than `wire`; else 0.
 */
export function formerUse({ delivery, parts }: Evidence, wire: number): number {
  const { store, packetRows } = parts;
  const { n, session, packetId, to } = delivery;
  for (let former = n - 1; former >= n - SEARCH_LIMIT && store.find(former); former--) {
    const { columns, row } = store;
    if (columns.packetId[row] !== packetId || columns.session[row] !== session || columns.to(row) !== to) continue;
    const ended = columns.state(row) === 'complete';
    const last = packetRows.packet(columns.lastPacket[row] ?? 0);
    const earlier = last !== null && last.wire < wire;
    return ended && earlier && isLike(former, delivery, parts) && samePayload(former, n, parts) ? former : 0;
  }
  return 0;
}

/** Topic, direction, QoS for a repeat and length agree; leaves the store's cursor on `n`. */
function isLike(n: number, { topic, to, payloadLength, n: other }: Delivery, { store }: EvidenceParts): boolean {
  if (!store.find(other)) return false;
  const topicNumber = store.columns.topic[store.row] ?? 0;
  if (topic === '' || !store.find(n)) return false;
  const { columns, row } = store;
  return columns.to(row) === to && columns.topic[row] === topicNumber && columns.payloadLength[row] === payloadLength;
}

function samePayload(one: number, other: number, { store, packetRows }: EvidenceParts): boolean {
  const lastOf = (n: number): number => (store.find(n) ? (store.columns.lastPacket[store.row] ?? 0) : 0);
  const first = packetRows.payload(lastOf(one));
  const second = packetRows.payload(lastOf(other));
  return first !== null && second !== null && Buffer.compare(first, second) === 0;
}

/** Whether the later of the two began with DUP. */
function hasDup(one: number, { n }: Delivery, { store, packetRows }: EvidenceParts): boolean {
  const later = Math.max(one, n);
  if (!store.find(later)) return false;
  return packetRows.ofDelivery(store.columns.lastPacket[store.row] ?? 0)[0]?.dup === true;
}
