/** The findings about one delivery: they are read page by page, newest first, until none can be older. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import type { Delivery, Finding } from '../../src/shared/model';
import type { Pull } from '../pulls';

/** Pages that are read at most: what lies deeper is among others of more recent make, and the side panel lists it. */
const MOST_PAGES = 5;

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

  private async read(trace: number, delivery: Delivery): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    let before: number | null = null;
    for (let page = 0; page < MOST_PAGES && found.length < delivery.findings; page++) {
      const { rows, more }: { rows: readonly Finding[]; more: boolean } = await this.pull('trace.findings', {
        trace,
        kind: null,
        before,
        limit: PAGE_LIMIT,
      });
      found.push(...rows.filter((finding) => finding.delivery === delivery.n));
      const last = rows.at(-1);
      if (!more || last === undefined || last.time < delivery.start) break;
      before = last.n;
    }
    return found.reverse();
  }
}
