/**
 * Brings messages to one session's client: at once where it can, in order, within the client's Receive Maximum, and
 * kept until they are acknowledged (4.3, 4.4, 4.6, 4.9).
 */

import { noteProgress, noteQueued, noteTaken, resume } from './backPressure';
import type { Connection } from './connection';
import type { CoreContext } from './context';
import type { Message } from './message';
import type { Outgoing } from './outgoing';
import { ACKNOWLEDGEMENT } from './packets/acknowledgements';
import { writePublish } from './packets/publishWriter';
import { REASON } from './reasonCodes';
import { RetainedReplay, type DeliveryOf } from './retainedReplay';
import type { Session } from './session';

/** Takes a message for a session: from here on the broker owns it until the client has it or a bound drops it. */
export function deliver(context: CoreContext, session: Session, outgoing: Outgoing): void {
  const { connection } = session;
  if (outgoing.qos === 0) deliverAtMostOnce(context, session, outgoing);
  else if (connection === null || !isFree(session, connection) || !begin(context, session, connection, outgoing)) {
    enqueue(context, session, outgoing);
  }
}

/** QoS 0 is not kept for a client that is away or frozen (4.1.0-2 asks it of QoS 1 and 2 only); retained messages wait for room. */
function deliverAtMostOnce(context: CoreContext, session: Session, outgoing: Outgoing): void {
  const { connection } = session;
  const inOrder = !session.waiting.holdsQos0;
  if (connection !== null && !connection.paused && inOrder) transmit(context, connection, outgoing, false);
  else if (connection !== null && (outgoing.via === 'retained' || !inOrder)) enqueue(context, session, outgoing);
  else {
    context.dropped.qos0++;
    reportLost(context, session, outgoing);
  }
}

/** Sends many retained messages to a session, bit by bit; what comes beyond the bound is dropped. */
export function replay(
  context: CoreContext,
  session: Session,
  messages: readonly Message[],
  deliveryOf: DeliveryOf,
): void {
  const { waiting } = session;
  // All that is retained may wait once: it is in memory anyway.
  const room = Math.max(0, context.options.queueLimit + context.retained.size - waiting.replaying);
  context.dropped.queueFull += Math.max(0, messages.length - room);
  waiting.pushReplay(new RetainedReplay(messages.slice(0, room), deliveryOf));
  pump(context, session);
}

/** Nothing waits before it, so that order is kept (5: 4.6.0-5, -6; 3.1.1: 4.6.0-5, -6). */
function isFree(session: Session, connection: Connection): boolean {
  return !connection.paused && connection.slots > 0 && session.waiting.isEmpty && session.resending.size === 0;
}

/** Sends what waits, as far as connection, Receive Maximum (3.3.4-9; 4.9.0-1, -2) and identifiers allow. */
export function pump(context: CoreContext, session: Session): void {
  const { connection } = session;
  if (connection === null) return;
  resendMore(context, session, connection);
  while (!connection.paused && session.resending.size === 0) {
    const outgoing = session.waiting.peek();
    if (outgoing === undefined) return;
    if (outgoing.message.expired(context.now)) {
      session.waiting.shift();
      reportExpired(context, session, outgoing);
    } else if (outgoing.qos === 0) {
      session.waiting.shift();
      context.held.releaseFor(outgoing);
      transmit(context, connection, outgoing, false);
    } else {
      if (connection.slots === 0 || !begin(context, session, connection, outgoing)) return;
      session.waiting.shift();
    }
    noteTaken(context, session);
  }
}

/** First sending with an unused identifier and DUP 0 (4.3.2-1, -2; 4.3.3-1, -2); false where no identifier is free. */
function begin(context: CoreContext, session: Session, connection: Connection, outgoing: Outgoing): boolean {
  const packetId = session.packetIds.take(session.inFlight);
  if (packetId === null) return false;
  outgoing.packetId = packetId;
  if (transmit(context, connection, outgoing, false)) {
    outgoing.message.own();
    outgoing.stage = 'published';
    session.inFlight.add(outgoing);
    context.held.holdFor(outgoing);
    context.durable.sent(session, outgoing);
    holdSlot(connection, outgoing);
    // Its acknowledgement must be read.
    resume(context, connection);
  }
  return true;
}

/** Writes a PUBLISH; one that the client would not take is dropped as if it had been delivered (3.1.2-25) and gives false. */
function transmit(context: CoreContext, connection: Connection, outgoing: Outgoing, dup: boolean): boolean {
  const { topic } = outgoing.message;
  const alias = connection.outgoingAliases.of(topic);
  const bytes = writePublish(outgoing, connection.version, alias, dup, context.now);
  if (bytes.length > connection.maximumPacketSize) {
    context.dropped.tooLarge++;
    if (connection.session !== null) reportLost(context, connection.session, outgoing);
    return false;
  }
  if (alias !== null) connection.outgoingAliases.sent(topic, alias);
  context.send(connection, bytes, outgoing);
  return true;
}

function holdSlot(connection: Connection, outgoing: Outgoing): void {
  outgoing.holdsSlot = true;
  connection.slots--;
}

/** A delivery has ended: its identifier and its slot are free again (4.9). */
export function finish(context: CoreContext, session: Session, outgoing: Outgoing): void {
  session.inFlight.delete(outgoing.packetId);
  context.durable.finished(outgoing);
  context.held.releaseFor(outgoing);
  if (outgoing.holdsSlot && session.connection !== null) session.connection.slots++;
  outgoing.holdsSlot = false;
  noteProgress(session);
  pump(context, session);
}

/**
 * Begins to send again what was in flight when the last connection ended, with the old identifiers (4.4.0-1; 3.1.1:
 * 2.3.1-3). Nothing of it expires any more (4.3.3-7).
 */
export function resend(context: CoreContext, session: Session): void {
  const { connection } = session;
  if (connection === null) return;
  session.resending.clear();
  for (const outgoing of session.inFlight.values()) {
    outgoing.holdsSlot = false;
    // A PUBREL takes no slot and is never held back for one (3.3.4-10; 4.9.0-3).
    if (outgoing.stage !== 'released') session.resending.push(outgoing);
    else context.acknowledge(connection, ACKNOWLEDGEMENT.pubrel, outgoing.packetId, REASON.success);
  }
  pump(context, session);
}

/** A PUBLISH that is sent again takes a slot (4.9): a smaller Receive Maximum than before makes the rest wait. */
function resendMore(context: CoreContext, session: Session, connection: Connection): void {
  while (!connection.paused && connection.slots > 0) {
    const outgoing = session.resending.shift();
    if (outgoing === undefined) return;
    // It may have been acknowledged since, by a client that remembers it from before.
    if (session.inFlight.get(outgoing.packetId) !== outgoing || outgoing.stage === 'released') continue;
    if (transmit(context, connection, outgoing, true)) holdSlot(connection, outgoing);
    else session.inFlight.delete(outgoing.packetId);
  }
}

function enqueue(context: CoreContext, session: Session, outgoing: Outgoing): void {
  if (isFull(context, session, outgoing)) {
    if (outgoing.qos === 0) context.dropped.qos0++;
    else context.dropped.queueFull++;
    reportLost(context, session, outgoing);
    return;
  }
  outgoing.message.own();
  if (session.connection === null) outgoing.via = 'queue';
  session.waiting.push(outgoing);
  context.held.holdFor(outgoing);
  context.durable.queued(session, outgoing);
  context.emit({ kind: 'queued', message: outgoing.asQueued(session.clientId) });
  if (outgoing.qos > 0) noteQueued(context, session);
  const { expiresAt } = outgoing.message;
  if (expiresAt !== null) sweepAt(context, session, expiresAt);
}

/** Retained messages are in memory anyway: a client that reads slowly may have them all waiting, once. */
function isFull(context: CoreContext, { waiting }: Session, { via, message }: Outgoing): boolean {
  const { queueLimit, queueByteLimit } = context.options;
  if (via === 'retained') return waiting.size >= queueLimit + context.retained.size;
  return waiting.size >= queueLimit || waiting.bytes + message.payloadLength > queueByteLimit;
}

/** How often a queue is searched for expired messages at most, in milliseconds; one that is sent is looked at in any case. */
const SWEEP_INTERVAL = 1_000;

/** A message whose interval runs out before its delivery began is deleted (3.3.2-5). */
export function sweepAt(context: CoreContext, session: Session, at: number): void {
  if (session.sweepAlarm !== null && session.sweepAlarm.at <= at) return;
  context.alarms.cancel(session.sweepAlarm);
  session.sweepAlarm = context.alarms.set(at, () => {
    session.sweepAlarm = null;
    for (const expired of session.waiting.remove(({ message }) => message.expired(context.now))) {
      reportExpired(context, session, expired);
    }
    let next = Infinity;
    for (const { message } of session.waiting) next = Math.min(next, message.expiresAt ?? Infinity);
    if (next < Infinity) sweepAt(context, session, Math.max(next, context.now + SWEEP_INTERVAL));
  });
}

function reportExpired(context: CoreContext, session: Session, outgoing: Outgoing): void {
  const { journey, holdsMessage } = outgoing;
  context.dropped.expired++;
  context.durable.finished(outgoing);
  context.held.releaseFor(outgoing);
  // One out of a replay was never said to wait.
  if (!holdsMessage) return;
  context.emit({ kind: 'unqueued', client: session.clientId, journey, state: 'expired' });
}

/** Lets the trace say what became of a message that is dropped before it was sent. */
function reportLost(context: CoreContext, session: Session, outgoing: Outgoing): void {
  const client = session.clientId;
  context.durable.finished(outgoing);
  context.held.releaseFor(outgoing);
  if (outgoing.stage === 'waiting') context.emit({ kind: 'queued', message: outgoing.asQueued(client) });
  context.emit({ kind: 'unqueued', client, journey: outgoing.journey, state: 'lost' });
}
