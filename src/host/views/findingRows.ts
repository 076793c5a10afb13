/**
 * Which findings of one group the view Findings shows: the newest page, and more where the person asked for older ones.
 * Knows nothing of VS Code.
 */

import { PAGE_LIMIT, type FindingsPage } from '../../shared/engineApi';
import type { FindingKind } from '../../shared/findingRules';
import type { Finding, FindingGroup } from '../../shared/model';

/** Where the findings come from, newest first. */
export interface FindingSource {
  findings(kind: FindingKind | null, before: number | null, limit: number): Promise<FindingsPage>;
}

/** The window of one group's findings. Its methods must not overlap: the caller waits for one before the next. */
export class FindingRows {
  private window: readonly Finding[] = [];
  private hasOlder = false;
  private pages = 0;

  constructor(
    private readonly source: FindingSource,
    private readonly kind: FindingKind,
    private readonly rule: string,
  ) {}

  /** What is shown, newest first. */
  get shown(): readonly Finding[] {
    return this.window;
  }

  /** Whether there are older ones behind the last. */
  get more(): boolean {
    return this.hasOlder;
  }

  /** Whether anything was read yet. */
  get loaded(): boolean {
    return this.pages > 0;
  }

  /** Whether the person has asked for older ones. */
  get extended(): boolean {
    return this.pages > 1;
  }

  /** Shows the newest page and nothing else. */
  async showNewest(): Promise<void> {
    this.window = await this.pageBefore(null);
    this.pages = 1;
  }

  /** Adds the page behind the last row. */
  async showOlder(): Promise<void> {
    this.window = [...this.window, ...(await this.pageBefore(this.window.at(-1)?.n ?? null))];
    this.pages += 1;
  }

  /** One kind can stand under two rules, where both versions of MQTT are spoken: the other rule's are left out. */
  private async pageBefore(before: number | null): Promise<readonly Finding[]> {
    const rows: Finding[] = [];
    let last = before;
    do {
      const page = await this.source.findings(this.kind, last, PAGE_LIMIT);
      rows.push(...page.rows.filter(({ rule }) => rule === this.rule));
      last = page.rows.at(-1)?.n ?? null;
      this.hasOlder = page.more;
    } while (this.hasOlder && last !== null && rows.length < PAGE_LIMIT);
    return rows;
  }
}

/** What tells groups apart. */
export function groupKey({ kind, rule }: Pick<FindingGroup, 'kind' | 'rule'>): string {
  return `${kind}:${rule}`;
}
