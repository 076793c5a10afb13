/**
 * Which deliveries the view Handshakes shows: the newest page, more pages where the person asked for older ones, and a
 * window that stands still while the person works in it. Knows nothing of VS Code.
 */

import { PAGE_LIMIT, type Page } from '../../shared/engineApi';
import type { Delivery } from '../../shared/model';

/** Where the deliveries come from, newest first. */
export interface DeliverySource {
  deliveries(before: number | null, limit: number): Promise<Page<Delivery>>;
}

/** The window of deliveries. Its methods must not overlap: the caller waits for one before the next. */
export class HandshakeRows {
  private window: Delivery[] = [];
  private hasOlder = false;
  private newerCount = 0;

  constructor(private readonly source: DeliverySource) {}

  /** What is shown, newest first. */
  get shown(): readonly Delivery[] {
    return this.window;
  }

  /** Whether there are older ones behind the last. */
  get more(): boolean {
    return this.hasOlder;
  }

  /** How many have come since the window was held. */
  get newer(): number {
    return this.newerCount;
  }

  /** Shows the newest page and nothing else. */
  async showNewest(): Promise<void> {
    const page = await this.source.deliveries(null, PAGE_LIMIT);
    this.window = [...page.rows];
    this.hasOlder = page.more;
    this.newerCount = 0;
  }

  /** Shows the page that has that delivery in its middle. */
  async showAround(delivery: number): Promise<void> {
    const page = await this.source.deliveries(delivery + PAGE_LIMIT / 2, PAGE_LIMIT);
    this.window = [...page.rows];
    this.hasOlder = page.more;
    await this.countNewer();
  }

  /** Adds the page behind the last row. */
  async showOlder(): Promise<void> {
    const page = await this.source.deliveries(this.window.at(-1)?.n ?? null, PAGE_LIMIT);
    this.window.push(...page.rows);
    this.hasOlder = page.more;
  }

  /** Counts what is new and reads again what may have changed; no row comes or goes. Gives the rows that changed. */
  async refreshHeld(): Promise<readonly Delivery[]> {
    await this.countNewer();
    const changed: Delivery[] = [];
    for (let start = 0; start < this.window.length; start += PAGE_LIMIT) {
      changed.push(...(await this.refreshPage(start)));
    }
    return changed;
  }

  private async countNewer(): Promise<void> {
    const { rows } = await this.source.deliveries(null, 1);
    this.newerCount = Math.max(0, (rows[0]?.n ?? 0) - (this.window[0]?.n ?? 0)); // numbers are given without gaps
  }

  /** Reads one page's span again, if any of it is still under way. */
  private async refreshPage(start: number): Promise<readonly Delivery[]> {
    const page = this.window.slice(start, start + PAGE_LIMIT);
    const first = page.find(isUnderWay);
    if (first === undefined) return [];
    const { rows } = await this.source.deliveries(first.n + 1, PAGE_LIMIT);
    const fresh = new Map(rows.map((row) => [row.n, row]));
    const changed: Delivery[] = [];
    for (const [i, old] of page.entries()) {
      const now = fresh.get(old.n);
      if (now === undefined || !isUnderWay(old) || !differs(old, now)) continue;
      this.window[start + i] = now;
      changed.push(now);
    }
    return changed;
  }
}

/** The deliveries that went on where the same are shown as before; null where others are. */
export function changedInPlace(before: readonly Delivery[], now: readonly Delivery[]): readonly Delivery[] | null {
  if (now.length !== before.length) return null;
  const changed: Delivery[] = [];
  for (const [i, delivery] of now.entries()) {
    const old = before[i];
    if (old?.n !== delivery.n) return null;
    if (differs(old, delivery)) changed.push(delivery);
  }
  return changed;
}

function isUnderWay(delivery: Delivery): boolean {
  return delivery.state === 'open' || delivery.state === 'queued';
}

/** Another start is that of another delivery: numbers begin anew where a trace was cleared. */
function differs(old: Delivery, now: Delivery): boolean {
  return (
    old.start !== now.start || old.state !== now.state || old.missing !== now.missing || old.packets !== now.packets
  );
}
