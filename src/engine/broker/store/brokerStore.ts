/** A broker's state on its way to a store and back. */

import type { CoreContext } from '../context';
import type { DurableChanges } from './durableChanges';
import { Journal } from './journal';
import { restore } from './restore';
import type { StoreBackend } from './storedState';

/** What one broker keeps, turn by turn. */
export class BrokerStore {
  private readonly journal = new Journal();

  constructor(private readonly backend: StoreBackend) {}

  /** Where the core reports to. */
  get changes(): DurableChanges {
    return this.journal;
  }

  /** Fills an empty core with what was kept. Throws QoScopeError store.unreadable. */
  restoreInto(context: CoreContext): void {
    restore(context, this.journal, this.backend.read());
  }

  /**
   * Keeps what was reported since the last time, all of it or, where it throws QoScopeError store.writeFailed, nothing.
   * Must come before any packet of the turn goes out: an acknowledgement says that the broker owns the message (5:
   * 4.3.2-4, 4.3.3-8; 3.1.1: 4.3.2-2, 4.3.3-2).
   */
  commit(): void {
    const changes = this.journal.take();
    if (changes.length > 0) this.backend.write(changes);
  }

  /** Gives the store free; what was not committed is not kept. */
  close(): void {
    this.backend.close();
  }
}
