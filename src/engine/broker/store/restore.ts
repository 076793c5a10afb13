/** Builds the core's state from what a store holds, as after a moment in which every client lost its connection. */

import type { CoreContext } from '../context';
import { sweepAt } from '../delivery';
import { composeMessage, topicField, type Message } from '../message';
import { Outgoing } from '../outgoing';
import { Session } from '../session';
import { endAt } from '../sessions';
import { publishWillAt } from '../will';
import type { Journal } from './journal';
import type {
  DeliveryRecord,
  MessageRecord,
  SessionRecord,
  StoredState,
  SubscriptionRecord,
  WillRecord,
} from './storedState';

/**
 * Fills an empty core. The clients of sessions that were connected when the broker ended are away from now on. What ran
 * out meanwhile has its alarm in the past.
 */
export function restore(context: CoreContext, journal: Journal, stored: StoredState): void {
  const messages = new Map<number, Message>();
  for (const record of stored.messages) messages.set(record.id, restoreMessage(context, journal, record));
  const sessions = new Map<number, Session>();
  for (const record of stored.sessions) sessions.set(record.id, restoreSession(context, journal, record));
  for (const record of stored.wills) restoreWill(context, journal, record);
  for (const record of stored.subscriptions) restoreSubscription(context, sessions.get(record.session), record);
  for (const { session, packetId } of stored.received) sessions.get(session)?.received.add(packetId);
  for (const { message: id } of stored.retained) restoreRetained(context, journal, messages.get(id));
  for (const record of stored.deliveries) {
    const session = sessions.get(record.session);
    const message = messages.get(record.message);
    if (session === undefined || message === undefined) continue;
    const outgoing = restoreDelivery(context, session, message, record);
    journal.adoptDelivery(outgoing, record.id);
  }
}

function restoreMessage(context: CoreContext, journal: Journal, record: MessageRecord): Message {
  const { id, topic, qos, retain, expiresAt, publisher, properties, payload } = record;
  const journey = context.options.tagMessage({ kind: 'stored' });
  const head = { journey, topic, qos, retain, expiresAt, publisher };
  const message = composeMessage(head, topicField(topic), properties, payload);
  journal.adoptMessage(message, id);
  return message;
}

function restoreSession(context: CoreContext, journal: Journal, record: SessionRecord): Session {
  const session = new Session(record.client);
  session.userName = record.userName;
  session.expiryInterval = record.expiryInterval;
  context.sessions.set(record.client, session);
  journal.adoptSession(session, record.id);
  const endsAt = record.endsAt ?? context.now + record.expiryInterval * 1000;
  // From now on the store knows when: a second crash must not prolong it.
  if (record.endsAt === null) journal.sessionLeft(session, endsAt);
  endAt(context, session, endsAt);
  return session;
}

/**
 * The broker's end has ended the connection without a DISCONNECT, so that the will of a client that was connected is due:
 * after its delay, counted from now on, or with its session. 3.1.2.5 lets a broker that failed put that off until it runs
 * again. One whose session was not kept has had its end.
 */
function restoreWill(context: CoreContext, journal: Journal, { client, userName, dueAt, ...will }: WillRecord): void {
  const kept = context.sessions.get(client);
  const session = kept ?? new Session(client);
  session.will = will;
  session.userName = userName;
  const due = dueAt ?? context.now + (kept === undefined ? 0 : will.delay * 1000);
  if (dueAt === null) journal.willWaits(session, will, due); // as with the end of a session
  publishWillAt(context, session, due);
}

function restoreSubscription(context: CoreContext, session: Session | undefined, record: SubscriptionRecord): void {
  if (session === undefined) return;
  const { filter, grantedQos, identifier, noLocal, retainAsPublished } = record;
  context.subscriptions.add({ session, filter, grantedQos, identifier, noLocal, retainAsPublished });
}

function restoreRetained(context: CoreContext, journal: Journal, message: Message | undefined): void {
  if (message === undefined) return;
  journal.adoptRetained(message);
  context.retained.restore(message);
}

/** In flight, to be sent again when its client is back (4.4.0-1), or still waiting. */
function restoreDelivery(context: CoreContext, session: Session, message: Message, record: DeliveryRecord): Outgoing {
  const outgoing = new Outgoing(message, record, record.via);
  outgoing.stage = record.stage;
  outgoing.packetId = record.packetId;
  context.held.holdFor(outgoing);
  if (record.stage !== 'waiting') {
    session.inFlight.add(outgoing);
    return outgoing;
  }
  session.waiting.push(outgoing);
  context.emit({ kind: 'queued', message: outgoing.asQueued(session.clientId) });
  if (message.expiresAt !== null) sweepAt(context, session, message.expiresAt);
  return outgoing;
}
