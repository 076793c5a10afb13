/** Rows of the tables as records. */

import type { Qos, Via } from '../../../shared/model';
import type { Stage } from '../outgoing';
import type { Row, SqlValue } from './sqlite';
import type { DeliveryRecord, MessageRecord, SessionRecord, SubscriptionRecord, WillRecord } from './storedState';
import type { WallTimes } from './wallTimes';

/** A row of `session`. */
export function sessionOf(row: Row, times: WallTimes): SessionRecord {
  const { id, client, user_name: userName, expiry_interval: interval, ends_at: endsAt, connected } = row;
  return {
    id: number(id),
    client: text(client),
    userName: userName === null ? null : text(userName),
    expiryInterval: interval === null ? Infinity : number(interval),
    endsAt: connected === 1 ? null : (momentOf(endsAt, times) ?? Infinity),
  };
}

/** A row of `will`. */
export function willOf(row: Row, times: WallTimes): WillRecord {
  return {
    client: text(row.client),
    userName: row.user_name === null ? null : text(row.user_name),
    topic: text(row.topic),
    qos: number(row.qos) as Qos,
    retain: row.retain === 1,
    delay: number(row.delay),
    expiry: row.expiry === null ? null : number(row.expiry),
    properties: bytes(row.properties),
    payload: bytes(row.payload),
    dueAt: row.connected === 1 ? null : momentOf(row.due_at, times),
  };
}

/** A row of `subscription`. */
export function subscriptionOf(row: Row): SubscriptionRecord {
  return {
    session: number(row.session),
    filter: text(row.filter),
    grantedQos: number(row.granted_qos) as Qos,
    identifier: row.identifier === null ? null : number(row.identifier),
    noLocal: row.no_local === 1,
    retainAsPublished: row.retain_as_published === 1,
  };
}

/** A row of `message`. */
export function messageOf(row: Row, times: WallTimes): MessageRecord {
  return {
    id: number(row.id),
    topic: text(row.topic),
    qos: number(row.qos) as Qos,
    retain: row.retain === 1,
    expiresAt: momentOf(row.expires_at, times),
    publisher: text(row.publisher),
    properties: bytes(row.properties),
    payload: bytes(row.payload),
  };
}

/** A row of `delivery`. */
export function deliveryOf(row: Row): DeliveryRecord {
  return {
    id: number(row.id),
    session: number(row.session),
    message: number(row.message),
    qos: number(row.qos) as Qos,
    grantedQos: number(row.granted_qos) as Qos,
    filter: text(row.filter),
    retain: row.retain === 1,
    identifiers: row.identifiers === null ? null : (JSON.parse(text(row.identifiers)) as number[]),
    via: text(row.via) as Via,
    stage: text(row.stage) as Stage,
    packetId: number(row.packet_id),
  };
}

/** A number of a row; throws where the table does not hold one. */
export function number(value: SqlValue | undefined): number {
  if (typeof value !== 'number') throw new TypeError(`A column holds ${typeof value} where a number belongs.`);
  return value;
}

/** A text of a row; throws where the table does not hold one. */
export function text(value: SqlValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError(`A column holds ${typeof value} where a text belongs.`);
  return value;
}

/** Empty bytes may have become null on their way. */
function bytes(value: SqlValue | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

function momentOf(value: SqlValue | undefined, times: WallTimes): number | null {
  return value === null ? null : times.toCore(number(value));
}
