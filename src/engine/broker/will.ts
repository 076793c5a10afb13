/** The will of a client: from its CONNECT to the one time that it goes out, or not (3.1.2.5, 3.1.3.2; 3.1.1: 3.1.2.5). */

import type { IConnectPacket } from 'mqtt-packet';
import type { Qos } from '../../shared/model';
import type { CoreContext } from './context';
import { composeMessage, topicField, type Message } from './message';
import { forwardedProperties } from './packets/forwardedProperties';
import { asBuffer } from './packets/packetReader';
import { publishRefusal } from './permission';
import { publish } from './routing';
import type { Session } from './session';

/** A will as it stands until its connection ends, and beyond that where it waits for its delay. */
export interface Will {
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  /** Will Delay Interval in seconds (3.1.3.2.2). */
  readonly delay: number;
  /** Message Expiry Interval in seconds, counted from when it goes out, or null (3.1.3.2.4). */
  readonly expiry: number | null;
  /** Those that go on to subscribers, as the bytes they came in. */
  readonly properties: Uint8Array;
  readonly payload: Uint8Array;
}

/** The will of a CONNECT, or null. `properties` are its properties as the bytes they came in, null before MQTT 5. */
export function readWill({ will }: IConnectPacket, properties: Uint8Array | null): Will | null {
  if (will === undefined) return null;
  return {
    topic: will.topic,
    qos: will.qos ?? 0,
    retain: will.retain ?? false,
    delay: will.properties?.willDelayInterval ?? 0,
    expiry: will.properties?.messageExpiryInterval ?? null,
    properties: properties === null ? new Uint8Array(0) : forwardedProperties(properties),
    payload: new Uint8Array(asBuffer(Buffer.from(will.payload))),
  };
}

/** A will that is not to go out: after a DISCONNECT (3.1.2-10), or because its client is back in time (3.1.3-9). */
export function dropWill(context: CoreContext, session: Session): void {
  session.willAlarm = context.alarms.cancel(session.willAlarm);
  if (session.will === null) return;
  session.will = null;
  context.durable.willRemoved(session);
}

/**
 * The connection has ended: the will goes out when its delay has passed or the session ends, whichever is first (3.1.2-8,
 * 3.1.3.2.2).
 */
export function delayWill(context: CoreContext, session: Session): void {
  const { will } = session;
  if (will === null) return;
  if (will.delay === 0) {
    publishWill(context, session);
    return;
  }
  const dueAt = context.now + will.delay * 1000;
  context.durable.willWaits(session, will, dueAt);
  publishWillAt(context, session, dueAt);
}

/** As `delayWill`, with the moment of the core's clock. */
export function publishWillAt(context: CoreContext, session: Session, dueAt: number): void {
  session.willAlarm = context.alarms.set(dueAt, () => publishWill(context, session));
}

/** Publishes a will that has not gone out yet. */
export function publishWill(context: CoreContext, session: Session): void {
  const { will } = session;
  // 3.1.2-10: once published, the will is no longer part of the session.
  dropWill(context, session);
  if (will === null) return;
  if (publishRefusal(context, session, will.topic) !== null) {
    context.dropped.refused++;
    return;
  }
  publish(context, willMessage(context, session.clientId, will), 'will');
}

function willMessage({ options, now }: CoreContext, clientId: string, will: Will): Message {
  const { topic, qos, retain, expiry, properties, payload } = will;
  const journey = options.tagMessage({ kind: 'will', client: clientId });
  const expiresAt = expiry === null ? null : now + expiry * 1000;
  const head = { journey, topic, qos, retain, expiresAt, publisher: clientId };
  return composeMessage(head, topicField(topic), properties, payload);
}
