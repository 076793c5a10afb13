/** Writes changes into the tables, with statements that are prepared once. */

import type { Database } from './sqlite';
import type {
  DeliveryRecord,
  MessageRecord,
  SessionRecord,
  StoreChange,
  SubscriptionRecord,
  WillRecord,
} from './storedState';
import type { WallTimes } from './wallTimes';

type Statements = ReturnType<typeof prepareAll>;

/** The way into one open database. */
export class SqliteChanges {
  private readonly statements: Statements;

  constructor(
    database: Database,
    private readonly times: WallTimes,
  ) {
    this.statements = prepareAll(database);
  }

  /** Throws the database's error; the caller's transaction keeps that from being half a change. */
  apply(change: StoreChange): void {
    const { statements } = this;
    switch (change.kind) {
      case 'session':
        this.saveSession(change.record);
        break;
      case 'sessionRemoved':
        statements.removeSession.run(change.id);
        statements.removeSubscriptions.run(change.id);
        statements.removeAllReceived.run(change.id);
        break;
      case 'will':
        this.saveWill(change.record);
        break;
      case 'willRemoved':
        statements.removeWill.run(change.client);
        break;
      case 'subscription':
        this.saveSubscription(change.record);
        break;
      case 'subscriptionRemoved':
        statements.removeSubscription.run(change.session, change.filter);
        break;
      case 'received':
        statements.saveReceived.run(change.record.session, change.record.packetId);
        break;
      case 'receivedRemoved':
        statements.removeReceived.run(change.record.session, change.record.packetId);
        break;
      case 'message':
        this.saveMessage(change.record);
        break;
      case 'messageRemoved':
        statements.removeMessage.run(change.id);
        break;
      case 'delivery':
        this.saveDelivery(change.record);
        break;
      case 'stage':
        statements.saveStage.run(change.stage, change.packetId, change.id);
        break;
      case 'deliveryRemoved':
        statements.removeDelivery.run(change.id);
        break;
      case 'retained':
        statements.saveRetained.run(change.record.topic, change.record.message);
        break;
      case 'retainedRemoved':
        statements.removeRetained.run(change.topic);
        break;
    }
  }

  private saveSession({ id, client, userName, expiryInterval, endsAt }: SessionRecord): void {
    const interval = expiryInterval === Infinity ? null : expiryInterval;
    const connected = endsAt === null ? 1 : 0;
    this.statements.saveSession.run(id, client, userName, interval, connected, this.times.toWall(endsAt));
  }

  private saveWill(record: WillRecord): void {
    const { client, userName, topic, qos, retain, delay, expiry, properties, payload, dueAt } = record;
    const flag = retain ? 1 : 0;
    const connected = dueAt === null ? 1 : 0;
    this.statements.saveWill.run(
      ...[client, userName, topic, qos, flag, delay, expiry],
      ...[properties, payload, connected, this.times.toWall(dueAt)],
    );
  }

  private saveSubscription(record: SubscriptionRecord): void {
    const { session, filter, grantedQos, identifier, noLocal, retainAsPublished } = record;
    this.statements.saveSubscription.run(
      session,
      filter,
      grantedQos,
      identifier,
      noLocal ? 1 : 0,
      retainAsPublished ? 1 : 0,
    );
  }

  private saveMessage({ id, topic, qos, retain, expiresAt, publisher, properties, payload }: MessageRecord): void {
    const expires = this.times.toWall(expiresAt);
    this.statements.saveMessage.run(id, topic, qos, retain ? 1 : 0, expires, publisher, properties, payload);
  }

  private saveDelivery(record: DeliveryRecord): void {
    const { id, session, message, qos, grantedQos, filter, retain, identifiers, via, stage, packetId } = record;
    const listed = identifiers === null ? null : JSON.stringify(identifiers);
    const flag = retain ? 1 : 0;
    this.statements.saveDelivery.run(
      ...[id, session, message, qos, grantedQos],
      ...[filter, flag, listed, via, stage, packetId],
    );
  }
}

function prepareAll(database: Database) {
  const prepare = (sql: string) => database.prepare(sql);
  return {
    saveSession: prepare('INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?, ?, ?)'),
    saveWill: prepare('INSERT OR REPLACE INTO will VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    removeWill: prepare('DELETE FROM will WHERE client = ?'),
    removeSession: prepare('DELETE FROM session WHERE id = ?'),
    removeSubscriptions: prepare('DELETE FROM subscription WHERE session = ?'),
    removeAllReceived: prepare('DELETE FROM received WHERE session = ?'),
    saveSubscription: prepare('INSERT OR REPLACE INTO subscription VALUES (?, ?, ?, ?, ?, ?)'),
    removeSubscription: prepare('DELETE FROM subscription WHERE session = ? AND filter = ?'),
    saveReceived: prepare('INSERT OR REPLACE INTO received VALUES (?, ?)'),
    removeReceived: prepare('DELETE FROM received WHERE session = ? AND packet_id = ?'),
    saveMessage: prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?)'),
    removeMessage: prepare('DELETE FROM message WHERE id = ?'),
    saveDelivery: prepare('INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    saveStage: prepare('UPDATE delivery SET stage = ?, packet_id = ? WHERE id = ?'),
    removeDelivery: prepare('DELETE FROM delivery WHERE id = ?'),
    saveRetained: prepare('INSERT OR REPLACE INTO retained VALUES (?, ?)'),
    removeRetained: prepare('DELETE FROM retained WHERE topic = ?'),
  };
}
