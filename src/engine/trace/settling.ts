/** Those who wait for a message to have gone as far as it goes. */

import type { DeliveryDetail } from '../../shared/engineApi';

/** What the waiting looks at. */
export interface SettlingSource {
  /** A delivery of the message that is still on its way; 0 where none is. */
  openPart(delivery: number): number;
  isOpen(delivery: number): boolean;
  /** Throws trace.deliveryGone. */
  delivery(n: number): DeliveryDetail;
}

interface Waiter {
  readonly delivery: number;
  readonly timer: NodeJS.Timeout;
  /** Nothing needs a look while this one is open: a message to thousands is not searched at each acknowledgement. */
  blockedBy: number;
  resolve(detail: DeliveryDetail): void;
  reject(error: unknown): void;
}

/** The waiters of one trace. */
export class Settling {
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly source: SettlingSource) {}

  /** Resolves when the message is settled, or after `milliseconds` as it stands then. Rejects with trace.deliveryGone. */
  wait(delivery: number, milliseconds: number): Promise<DeliveryDetail> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.answer(waiter), milliseconds);
      const waiter: Waiter = { delivery, timer, blockedBy: 0, resolve, reject };
      this.waiters.add(waiter);
      this.look(waiter);
    });
  }

  /** Whether somebody waits. */
  get isAwaited(): boolean {
    return this.waiters.size > 0;
  }

  /** The trace has changed: answers those for whom that is enough. */
  changed(): void {
    for (const waiter of this.waiters) this.look(waiter);
  }

  /** Answers all with what there is. */
  close(): void {
    for (const waiter of this.waiters) this.answer(waiter);
  }

  private look(waiter: Waiter): void {
    if (waiter.blockedBy !== 0 && this.source.isOpen(waiter.blockedBy)) return;
    waiter.blockedBy = this.source.openPart(waiter.delivery);
    if (waiter.blockedBy === 0) this.answer(waiter);
  }

  private answer(waiter: Waiter): void {
    clearTimeout(waiter.timer);
    this.waiters.delete(waiter);
    try {
      waiter.resolve(this.source.delivery(waiter.delivery));
    } catch (error) {
      waiter.reject(error);
    }
  }
}
