/** The subscriptions of a connection of ours, as they were asked for and granted. */

import type { Qos } from '../../shared/model';

/** One row. */
export interface OwnSubscription {
  readonly filter: string;
  readonly requestedQos: Qos;
  /** Null until the SUBACK, and where a renewal was refused. */
  readonly grantedQos: Qos | null;
}

/** In the order in which they were first asked for. */
export class SubscriptionTable {
  private readonly rows = new Map<string, OwnSubscription>();

  /** Adds the filter or changes what is known of it. */
  set(filter: string, requestedQos: Qos, grantedQos: Qos | null): void {
    this.rows.set(filter, { filter, requestedQos, grantedQos });
  }

  has(filter: string): boolean {
    return this.rows.has(filter);
  }

  remove(filter: string): void {
    this.rows.delete(filter);
  }

  clear(): void {
    this.rows.clear();
  }

  list(): readonly OwnSubscription[] {
    return [...this.rows.values()];
  }

  /** The broker has forgotten them: nothing is granted until they are renewed. */
  forgetGrants(): void {
    for (const { filter, requestedQos } of this.list()) this.set(filter, requestedQos, null);
  }
}
