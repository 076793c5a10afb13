/** The findings about one delivery, read once for each number of them. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import type { Delivery, Finding } from '../../src/shared/model';
import type { Pull } from '../pulls';

/** Findings by delivery, kept while the delivery has as many. */
export class FindingsOf {
  private readonly known = new Map<number, { readonly count: number; readonly found: readonly Finding[] }>();

  constructor(private readonly pull: Pull) {}

  /** Oldest first; none is asked for where the delivery has none. */
  async of(trace: number, delivery: Delivery): Promise<readonly Finding[]> {
    if (delivery.findings === 0) return [];
    const known = this.known.get(delivery.n);
    if (known?.count === delivery.findings) return known.found;
    const found = await this.read(trace, delivery);
    this.known.set(delivery.n, { count: delivery.findings, found });
    return found;
  }

  /** Forgets all: another journey is shown. */
  reset(): void {
    this.known.clear();
  }

  /** The latest page of them: more than a person reads. */
  private async read(trace: number, delivery: Delivery): Promise<readonly Finding[]> {
    const wanted = { trace, kind: null, before: null, limit: PAGE_LIMIT, delivery: delivery.n };
    const { rows } = await this.pull('trace.findings', wanted);
    return rows.toReversed();
  }
}
