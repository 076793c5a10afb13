/** A store without a disk: what was committed outlives the core, and nothing of the core's own objects. */

import type {
  DeliveryRecord,
  MessageRecord,
  ReceivedRecord,
  RetainedRecord,
  SessionRecord,
  StoreBackend,
  StoreChange,
  StoredState,
  SubscriptionRecord,
  WillRecord,
} from '../../src/engine/broker/store/storedState';

type MessageChange = Exclude<
  StoreChange,
  {
    kind:
      | 'session'
      | 'sessionRemoved'
      | 'will'
      | 'willRemoved'
      | 'subscription'
      | 'subscriptionRemoved'
      | 'received'
      | 'receivedRemoved';
  }
>;

/** Keeps records as a database would. */
export class MemoryStore implements StoreBackend {
  private readonly sessions = new Map<number, SessionRecord>();
  private readonly wills = new Map<string, WillRecord>();
  private readonly subscriptions = new Map<string, SubscriptionRecord>();
  private readonly received = new Map<string, ReceivedRecord>();
  private readonly messages = new Map<number, MessageRecord>();
  private readonly deliveries = new Map<number, DeliveryRecord>();
  private readonly retained = new Map<string, RetainedRecord>();

  read(): StoredState {
    const { sessions, wills, subscriptions, received, messages, deliveries, retained } = this;
    return structuredClone({
      sessions: [...sessions.values()],
      wills: [...wills.values()],
      subscriptions: [...subscriptions.values()],
      received: [...received.values()],
      messages: [...messages.values()],
      deliveries: [...deliveries.values()].sort((a, b) => a.id - b.id),
      retained: [...retained.values()],
    });
  }

  write(changes: readonly StoreChange[]): void {
    for (const change of structuredClone(changes)) this.apply(change);
  }

  close(): void {
    // Memory needs no closing, and what it holds is to be read again.
  }

  /** How many records of each kind there are. */
  sizes(): Record<string, number> {
    const { sessions, wills, subscriptions, received, messages, deliveries, retained } = this;
    const all = { sessions, wills, subscriptions, received, messages, deliveries, retained };
    return Object.fromEntries(Object.entries(all).map(([name, { size }]) => [name, size]));
  }

  private apply(change: StoreChange): void {
    switch (change.kind) {
      case 'session':
        this.sessions.set(change.record.id, change.record);
        break;
      case 'sessionRemoved':
        this.sessions.delete(change.id);
        removeOf(this.subscriptions, change.id);
        removeOf(this.received, change.id);
        break;
      case 'will':
        this.wills.set(change.record.client, change.record);
        break;
      case 'willRemoved':
        this.wills.delete(change.client);
        break;
      case 'subscription':
        this.subscriptions.set(`${change.record.session} ${change.record.filter}`, change.record);
        break;
      case 'subscriptionRemoved':
        this.subscriptions.delete(`${change.session} ${change.filter}`);
        break;
      case 'received':
        this.received.set(`${change.record.session} ${change.record.packetId}`, change.record);
        break;
      case 'receivedRemoved':
        this.received.delete(`${change.record.session} ${change.record.packetId}`);
        break;
      default:
        this.applyMessage(change);
    }
  }

  private applyMessage(change: MessageChange): void {
    switch (change.kind) {
      case 'message':
        this.messages.set(change.record.id, change.record);
        break;
      case 'messageRemoved':
        this.messages.delete(change.id);
        break;
      case 'delivery':
        this.deliveries.set(change.record.id, change.record);
        break;
      case 'stage': {
        const { id, stage, packetId } = change;
        const record = this.deliveries.get(id);
        if (record !== undefined) this.deliveries.set(id, { ...record, stage, packetId });
        break;
      }
      case 'deliveryRemoved':
        this.deliveries.delete(change.id);
        break;
      case 'retained':
        this.retained.set(change.record.topic, change.record);
        break;
      case 'retainedRemoved':
        this.retained.delete(change.topic);
        break;
    }
  }
}

function removeOf(records: Map<string, { readonly session: number }>, session: number): void {
  for (const [key, record] of records) if (record.session === session) records.delete(key);
}
