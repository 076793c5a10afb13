/**
 * Deliveries to clients, each told once, when its first PUBLISH has been sent: for counts that are brought up to date when
 * someone asks. Only what is new since the last time is looked at, and all again once a good part has left the log.
 */

import type { DeliveryColumns } from '../deliveryColumns';
import type { DeliveryStore } from '../deliveryStore';

/** All is told again when more than this part of it has left the log: until then counts are that much too high. */
const LEFT_PART = 1 / 8;

/** Who counts. */
export interface SentListener {
  /** It was sent; may move the store's cursor. */
  sent(columns: DeliveryColumns, row: number, n: number): void;
  /** All is told from the beginning. */
  beginsAgain(): void;
}

/** Goes through the deliveries of one trace for one listener. */
export class SentToClients {
  /** Deliveries that wait for their first PUBLISH. */
  private readonly waiting = new Set<number>();
  /** The first delivery that was not looked at yet. */
  private next = 1;
  /** The oldest delivery in the log when telling began. */
  private toldFrom = 1;

  constructor(
    private readonly store: DeliveryStore,
    private readonly listener: SentListener,
  ) {}

  /** Tells what is new. */
  update(): void {
    const { store } = this;
    const left = store.firstNumber - this.toldFrom;
    if (left > (store.nextNumber - store.firstNumber) * LEFT_PART) this.beginAgain();
    for (const n of this.waiting) this.lookAgain(n);
    store.eachFrom(this.next, (columns, row, n) => this.look(columns, row, n));
    this.next = store.nextNumber;
  }

  private beginAgain(): void {
    this.listener.beginsAgain();
    this.waiting.clear();
    this.next = this.toldFrom = this.store.firstNumber;
  }

  private lookAgain(n: number): void {
    const { store } = this;
    const isThere = store.find(n);
    if (!isThere || !store.columns.isLive(store.row)) this.waiting.delete(n);
    if (!isThere || store.columns.sends(store.row) === 0) return;
    this.waiting.delete(n);
    this.listener.sent(store.columns, store.row, n);
  }

  private look(columns: DeliveryColumns, row: number, n: number): void {
    if (columns.to(row) !== 'client') return;
    if (columns.sends(row) > 0) this.listener.sent(columns, row, n);
    else if (columns.isLive(row)) this.waiting.add(n);
  }
}
