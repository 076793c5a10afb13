/** The open deliveries beyond the first page: pulled only when asked for, and less often than the first. */

import { PAGE_LIMIT } from '../src/shared/engineApi';
import type { Delivery } from '../src/shared/model';
import type { Pull } from './pulls';

/** Open deliveries in the order of their beginning, from one on. */
const FILTER = 'qos.state == open';

/** Milliseconds between two pulls of one page. */
const EVERY = 1000;

/** Older pages of what is in flight. */
export class InFlightPages {
  private pages = 0;
  private rows: readonly Delivery[] = [];
  private pulledAt = -Infinity;

  constructor(
    private readonly pull: Pull,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** One page more from the next time on. */
  more(): void {
    this.pages++;
    this.pulledAt = -Infinity;
  }

  /** Only the first page again. */
  reset(): void {
    this.pages = 0;
    this.rows = [];
  }

  /** Those behind the first page, `first`; as they were at the last pull, which is at most some seconds old. */
  async after(trace: number, first: readonly Delivery[]): Promise<readonly Delivery[]> {
    if (this.pages === 0) return [];
    if (this.clock() - this.pulledAt >= EVERY * this.pages) await this.pullAll(trace);
    const known = new Set(first.map(({ n }) => n));
    return this.rows.filter(({ n }) => !known.has(n));
  }

  private async pullAll(trace: number): Promise<void> {
    this.pulledAt = this.clock();
    const wanted = { trace, filter: FILTER, order: 'time', descending: false, limit: PAGE_LIMIT } as const;
    const rows: Delivery[] = [];
    for (let page = 1; page <= this.pages; page++) {
      const at = { position: page * PAGE_LIMIT };
      rows.push(...(await this.pull('trace.rows', { ...wanted, at })).rows);
    }
    this.rows = rows;
  }
}
