/**
 * Turns what the core reports into changes of a store: gives numbers, keeps each message once, and leaves out what came
 * and went within one turn.
 */

import type { Message } from '../message';
import type { Outgoing } from '../outgoing';
import type { Session } from '../session';
import type { Subscription } from '../subscription';
import type { Will } from '../will';
import type { DurableChanges } from './durableChanges';
import type { MessageRecord, StoreChange } from './storedState';

/** A message in the store, and how many deliveries and retained places need it. */
interface KeptMessage {
  readonly id: number;
  needed: number;
}

/** What was reported since the last `take`. */
export class Journal implements DurableChanges {
  /** Null where a later change of the same turn undid it. */
  private changes: (StoreChange | null)[] = [];
  /** Places in `changes` of what was added in this turn. */
  private readonly added = new Map<Message | Outgoing, number>();
  private readonly sessions = new Map<Session, number>();
  private readonly deliveries = new Map<Outgoing, number>();
  private readonly messages = new Map<Message, KeptMessage>();
  private readonly retainedMessages = new Map<string, Message>();
  private lastId = 0;

  /** The changes since the last time, in order. */
  take(): readonly StoreChange[] {
    const { changes } = this;
    if (changes.length === 0) return [];
    this.changes = [];
    this.added.clear();
    return changes.filter((change) => change !== null);
  }

  /** Learns of a session that is in the store already. New numbers are above those that are named here. */
  adoptSession(session: Session, id: number): void {
    this.sessions.set(session, id);
    this.skip(id);
  }

  /** As `adoptSession`; `adoptDelivery` and `adoptRetained` say who needs the message. */
  adoptMessage(message: Message, id: number): void {
    this.messages.set(message, { id, needed: 0 });
    this.skip(id);
  }

  /** As `adoptSession`, for one whose message was adopted before. */
  adoptDelivery(outgoing: Outgoing, id: number): void {
    this.deliveries.set(outgoing, id);
    this.need(outgoing.message);
    this.skip(id);
  }

  /** As `adoptDelivery`. */
  adoptRetained(message: Message): void {
    this.retainedMessages.set(message.topic, message);
    this.need(message);
  }

  sessionOpened(session: Session): void {
    // One that ends with its connection ends with the broker too.
    if (session.expiryInterval > 0 || this.sessions.has(session)) this.saveSession(session, null);
    if (session.will !== null) this.saveWill(session, session.will, null);
  }

  sessionLeft(session: Session, endsAt: number): void {
    if (this.sessions.has(session)) this.saveSession(session, endsAt);
  }

  sessionEnded(session: Session): void {
    const id = this.sessions.get(session);
    if (id === undefined) return;
    for (const outgoing of session.inFlight.values()) this.finished(outgoing);
    for (const outgoing of session.waiting) this.finished(outgoing);
    this.sessions.delete(session);
    this.changes.push({ kind: 'sessionRemoved', id });
  }

  willWaits(session: Session, will: Will, dueAt: number): void {
    this.saveWill(session, will, dueAt);
  }

  willRemoved({ clientId: client }: Session): void {
    this.changes.push({ kind: 'willRemoved', client });
  }

  subscribed(subscription: Subscription): void {
    const session = this.sessions.get(subscription.session);
    if (session === undefined) return;
    const { filter, grantedQos, identifier, noLocal, retainAsPublished } = subscription;
    const record = { session, filter, grantedQos, identifier, noLocal, retainAsPublished };
    this.changes.push({ kind: 'subscription', record });
  }

  unsubscribed(session: Session, filter: string): void {
    const id = this.sessions.get(session);
    if (id !== undefined) this.changes.push({ kind: 'subscriptionRemoved', session: id, filter });
  }

  received(session: Session, packetId: number): void {
    const id = this.sessions.get(session);
    if (id !== undefined) this.changes.push({ kind: 'received', record: { session: id, packetId } });
  }

  completed(session: Session, packetId: number): void {
    const id = this.sessions.get(session);
    if (id !== undefined) this.changes.push({ kind: 'receivedRemoved', record: { session: id, packetId } });
  }

  queued(session: Session, outgoing: Outgoing): void {
    this.saveDelivery(session, outgoing);
  }

  sent(session: Session, outgoing: Outgoing): void {
    if (this.deliveries.has(outgoing)) this.saveStage(outgoing);
    else this.saveDelivery(session, outgoing);
  }

  released(outgoing: Outgoing): void {
    this.saveStage(outgoing);
  }

  finished(outgoing: Outgoing): void {
    const id = this.deliveries.get(outgoing);
    if (id === undefined) return;
    this.deliveries.delete(outgoing);
    if (!this.undo(outgoing)) this.changes.push({ kind: 'deliveryRemoved', id });
    this.release(outgoing.message);
  }

  retained(message: Message): void {
    const { topic } = message;
    const former = this.retainedMessages.get(topic);
    this.retainedMessages.set(topic, message);
    this.changes.push({ kind: 'retained', record: { topic, message: this.need(message) } });
    if (former !== undefined) this.release(former);
  }

  retainedRemoved(topic: string): void {
    const former = this.retainedMessages.get(topic);
    if (former === undefined) return;
    this.retainedMessages.delete(topic);
    this.changes.push({ kind: 'retainedRemoved', topic });
    this.release(former);
  }

  private skip(id: number): void {
    this.lastId = Math.max(this.lastId, id);
  }

  private saveSession(session: Session, endsAt: number | null): void {
    const { clientId: client, userName, expiryInterval } = session;
    let id = this.sessions.get(session);
    if (id === undefined) {
      id = ++this.lastId;
      this.sessions.set(session, id);
    }
    this.changes.push({ kind: 'session', record: { id, client, userName, expiryInterval, endsAt } });
  }

  private saveWill({ clientId: client, userName }: Session, will: Will, dueAt: number | null): void {
    this.changes.push({ kind: 'will', record: { ...will, client, userName, dueAt } });
  }

  /** QoS 0 waits in memory at most (4.1.0-2). */
  private saveDelivery(session: Session, outgoing: Outgoing): void {
    const sessionId = this.sessions.get(session);
    if (sessionId === undefined || outgoing.qos === 0) return;
    const message = this.need(outgoing.message);
    const id = ++this.lastId;
    const { qos, grantedQos, filter, retain, identifiers, via, stage, packetId } = outgoing;
    const terms = { qos, grantedQos, filter, retain, identifiers, via, stage, packetId };
    this.deliveries.set(outgoing, id);
    this.added.set(outgoing, this.changes.length);
    this.changes.push({ kind: 'delivery', record: { id, session: sessionId, message, ...terms } });
  }

  private saveStage(outgoing: Outgoing): void {
    const id = this.deliveries.get(outgoing);
    const { stage, packetId } = outgoing;
    if (id !== undefined) this.changes.push({ kind: 'stage', id, stage, packetId });
  }

  /** The number of a message that is needed once more. */
  private need(message: Message): number {
    let kept = this.messages.get(message);
    if (kept === undefined) {
      kept = { id: ++this.lastId, needed: 0 };
      this.messages.set(message, kept);
      this.added.set(message, this.changes.length);
      this.changes.push({ kind: 'message', record: recordOf(message, kept.id) });
    }
    kept.needed++;
    return kept.id;
  }

  private release(message: Message): void {
    const kept = this.messages.get(message);
    if (kept === undefined || --kept.needed > 0) return;
    this.removeMessage(message, kept.id);
  }

  private removeMessage(message: Message, id: number): void {
    this.messages.delete(message);
    if (!this.undo(message)) this.changes.push({ kind: 'messageRemoved', id });
  }

  /** Whether it was added in this turn and is now left out altogether. */
  private undo(what: Message | Outgoing): boolean {
    const at = this.added.get(what);
    if (at === undefined) return false;
    this.added.delete(what);
    this.changes[at] = null;
    return true;
  }
}

function recordOf(message: Message, id: number): MessageRecord {
  const { topic, qos, retain, expiresAt, publisher, bytes, propertiesStart, propertiesEnd, payloadStart } = message;
  const properties = bytes.subarray(propertiesStart, propertiesEnd);
  return { id, topic, qos, retain, expiresAt, publisher, properties, payload: bytes.subarray(payloadStart) };
}
