/**
 * Where findings stand: a bounded list for each kind and rule, so that a fault which comes with every packet cannot push
 * out one that came once. What left is counted.
 */

import {
  FINDING_RULES,
  ruleNumber,
  type FindingKind,
  type FindingRule,
  type Severity,
} from '../../../shared/findingRules';
import type { FindingGroup, ProtocolVersion, Side } from '../../../shared/model';
import type { SentenceArguments } from '../../../shared/sentences';
import type { Growth } from '../growth';
import type { LateChanges } from '../lateChanges';

/** What one finding costs in memory, about. */
const FINDING_BYTES = 400;

const FEWEST_KEPT = 16;
const MOST_KEPT = 1000;

/** A finding as it is kept: numbers of what it is about, 0 for none. */
export interface StoredFinding {
  readonly n: number;
  readonly kind: FindingKind;
  readonly rule: string;
  readonly time: number;
  readonly packet: number;
  readonly from: Side | null;
  readonly wire: number;
  readonly delivery: number;
  readonly session: number;
  readonly args: SentenceArguments;
}

/** Which findings are asked for. */
export interface FindingsWanted {
  /** Only those whose number is below this one. */
  readonly before: number;
  /** Of one kind; null for all. */
  readonly kind: FindingKind | null;
  /** About one delivery; null for any. */
  readonly delivery: number | null;
  /** At most so many. */
  readonly limit: number;
}

interface Group {
  readonly kind: FindingKind;
  readonly rule: string;
  count: number;
  /** A ring: `count` modulo its greatest length is the place of the next one. */
  readonly kept: StoredFinding[];
}

/** The findings of one trace. */
export class FindingLog {
  private readonly groups = new Map<string, Group>();
  private readonly byDelivery = new Map<number, StoredFinding[]>();
  private readonly keptOfEach: number;
  private next = 1;
  private kept = 0;

  /** Takes about a 64th of the trace's bound; at least 16 findings of each group. */
  constructor(
    maximumBytes: number,
    private readonly late: LateChanges,
    private readonly growth: Growth,
  ) {
    const budget = Math.floor(maximumBytes / 64 / FINDING_BYTES / 4);
    this.keptOfEach = Math.max(FEWEST_KEPT, Math.min(MOST_KEPT, budget));
  }

  /** What it holds, in bytes, about. */
  get bytes(): number {
    return this.kept * FINDING_BYTES;
  }

  /** Adds one, under the number that its rule has in `version`. */
  add(finding: Omit<StoredFinding, 'n' | 'rule'>, version: ProtocolVersion): StoredFinding {
    const rule = ruleNumber(finding.kind, version) ?? finding.kind;
    const stored = { n: this.next++, rule, ...finding };
    const group = this.groupOf(finding.kind, rule);
    const place = group.count++ % this.keptOfEach;
    const replaced = group.kept[place];
    if (replaced !== undefined) this.leave(replaced);
    else {
      this.kept++;
      this.growth.count++;
    }
    group.kept[place] = stored;
    this.enter(stored);
    return stored;
  }

  /** The kept ones that name the delivery, oldest first. */
  ofDelivery(delivery: number): readonly StoredFinding[] {
    return this.byDelivery.get(delivery) ?? NONE;
  }

  /** Those that are wanted, newest first. */
  select({ before, kind, delivery, limit }: FindingsWanted): StoredFinding[] {
    const found: StoredFinding[] = [];
    for (const findings of delivery === null ? this.lists(kind) : [this.ofDelivery(delivery)]) {
      for (const finding of findings) {
        if (finding.n < before && (kind === null || finding.kind === kind)) found.push(finding);
      }
    }
    return found.sort((a, b) => b.n - a.n).slice(0, limit);
  }

  /** Every group, errors first, then by the latest finding. */
  list(): FindingGroup[] {
    return [...this.groups.values()].map((group) => this.describe(group)).sort(byGravity);
  }

  /** How many findings there were, by how grave they are, those included that are kept no more. */
  counts(): Record<Severity, number> {
    const counts = { error: 0, pitfall: 0 };
    for (const { kind, count } of this.groups.values()) counts[FINDING_RULES[kind].severity] += count;
    return counts;
  }

  /** Begins again from nothing; numbers go on. */
  clear(): void {
    this.groups.clear();
    this.byDelivery.clear();
    this.late.noteAll();
    this.kept = 0;
  }

  private lists(kind: FindingKind | null): (readonly StoredFinding[])[] {
    const groups = [...this.groups.values()];
    return groups.filter((group) => kind === null || group.kind === kind).map(({ kept }) => kept);
  }

  private enter(finding: StoredFinding): void {
    const { delivery } = finding;
    if (delivery === 0) return;
    const others = this.byDelivery.get(delivery);
    if (others === undefined) this.byDelivery.set(delivery, [finding]);
    else others.push(finding);
    this.late.note(delivery);
  }

  private leave({ n, delivery }: StoredFinding): void {
    const kept = this.byDelivery.get(delivery) ?? [];
    const place = kept.findIndex((finding) => finding.n === n);
    // The oldest of its group is mostly the first of its delivery too, which may have a thousand: to take that moves none.
    if (place === 0) kept.shift();
    else if (place > 0) kept.splice(place, 1);
    if (kept.length === 0) this.byDelivery.delete(delivery);
    if (delivery !== 0) this.late.note(delivery);
  }

  private describe({ kind, rule, count, kept }: Group): FindingGroup {
    const { severity }: FindingRule = FINDING_RULES[kind];
    const latest = kept[(count - 1) % this.keptOfEach]?.n ?? 0;
    return { kind, rule, severity, count, dropped: count - kept.length, latest };
  }

  private groupOf(kind: FindingKind, rule: string): Group {
    const key = `${kind} ${rule}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { kind, rule, count: 0, kept: [] };
      this.groups.set(key, group);
    }
    return group;
  }
}

const NONE: readonly StoredFinding[] = [];

function byGravity(a: FindingGroup, b: FindingGroup): number {
  if (a.severity !== b.severity) return a.severity === 'error' ? -1 : 1;
  return b.latest - a.latest;
}
