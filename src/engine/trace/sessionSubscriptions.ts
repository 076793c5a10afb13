/** The subscriptions of one session by filter, and those that match a topic, found without a look at all of them. */

import type { Subscription } from '../../shared/model';
import { parseSharedFilter, topicMatches } from '../../shared/topics';
import { TopicTree } from '../topicTree';

/** So many are gone through as fast as a tree is walked; most sessions have fewer, and then none costs them memory. */
const FEW = 16;

/** Filters of more levels stay out of the tree: one of 65,535 slashes would take more memory there than a thousand packets. */
const MOST_LEVELS = 32;

/** No client that means it has more that match one topic; a hostile one could have each of its messages held against them all. */
export const MOST_MATCHING = 64;

/** What a subscription, and a level of its filter in the tree, cost in memory, about. */
const SUBSCRIPTION_BYTES = 250;
const LEVEL_BYTES = 250;

/** A subscription and its place in the order of subscribing. */
interface Placed {
  readonly subscription: Subscription;
  readonly place: number;
}

/** In the order in which their filters were subscribed to first. */
export class SessionSubscriptions {
  private readonly byFilter = new Map<string, Placed>();
  /**
   * Under the filter that topics are held against, the subscriptions by their own: with and without `$share/NAME/` it can
   * be the same. Null while there are few.
   */
  private tree: TopicTree<Map<string, Placed>> | null = null;
  /** Of the filters in the tree, all together. */
  private levels = 0;
  /** Those of many levels, once there is a tree. */
  private readonly deep = new Map<string, Placed>();
  private nextPlace = 0;

  get size(): number {
    return this.byFilter.size;
  }

  /** What it holds, in bytes, about. */
  get bytes(): number {
    return this.size * SUBSCRIPTION_BYTES + this.levels * LEVEL_BYTES;
  }

  has(filter: string): boolean {
    return this.byFilter.has(filter);
  }

  get(filter: string): Subscription | undefined {
    return this.byFilter.get(filter)?.subscription;
  }

  /** Puts a subscription in the place of the one with the same filter, or behind all. */
  set(subscription: Subscription): void {
    const { filter } = subscription;
    const placed = { subscription, place: this.byFilter.get(filter)?.place ?? this.nextPlace++ };
    this.byFilter.set(filter, placed);
    if (this.tree !== null) this.plant(this.tree, placed);
    else if (this.size > FEW) this.tree = this.grown();
  }

  delete(filter: string): void {
    if (!this.byFilter.delete(filter) || this.tree === null || this.deep.delete(filter)) return;
    const path = pathOf(filter);
    const same = this.tree.get(path);
    if (same?.delete(filter) === true) this.levels -= levelsOf(path);
    if (same?.size === 0) this.tree.delete(path);
  }

  /** All of them. */
  *values(): Generator<Subscription> {
    for (const { subscription } of this.byFilter.values()) yield subscription;
  }

  /** Those whose filters match the topic, refused and unanswered ones included; null where there are more than MOST_MATCHING to look at. */
  matching(topic: string): Subscription[] | null {
    const candidates = this.candidates(topic);
    if (candidates === null) return null;
    const found = candidates.filter(({ subscription }) => topicMatches(subscription.filter, topic));
    return found.sort((a, b) => a.place - b.place).map(({ subscription }) => subscription);
  }

  /** All that match, and maybe others: filters and topics of a capture need not be sound. */
  private candidates(topic: string): Placed[] | null {
    if (this.tree === null) return [...this.byFilter.values()];
    if (this.deep.size > MOST_MATCHING) return null;
    // A topic that is none may have a wildcard, and reach a filter twice.
    const found = new Set(this.deep.values());
    const add = (same: Map<string, Placed>): void => {
      if (found.size <= MOST_MATCHING) addUpTo(found, same.values());
    };
    const isWhole = this.tree.visitMatching(topic, add, MOST_MATCHING);
    return isWhole && found.size <= MOST_MATCHING ? [...found] : null;
  }

  private grown(): TopicTree<Map<string, Placed>> {
    const tree = new TopicTree<Map<string, Placed>>();
    for (const placed of this.byFilter.values()) this.plant(tree, placed);
    return tree;
  }

  private plant(tree: TopicTree<Map<string, Placed>>, placed: Placed): void {
    const { filter } = placed.subscription;
    const path = pathOf(filter);
    const levels = levelsOf(path);
    if (levels > MOST_LEVELS) this.deep.set(filter, placed);
    else {
      const same = tree.get(path) ?? new Map<string, Placed>();
      if (same.size === 0) tree.set(path, same);
      if (!same.has(filter)) this.levels += levels;
      same.set(filter, placed);
    }
  }
}

/** Adds what comes until there is more than is looked at. */
function addUpTo(found: Set<Placed>, coming: Iterable<Placed>): void {
  for (const placed of coming) {
    found.add(placed);
    if (found.size > MOST_MATCHING) return;
  }
}

function pathOf(filter: string): string {
  return parseSharedFilter(filter)?.filter ?? filter;
}

function levelsOf(path: string): number {
  let levels = 1;
  for (let i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) levels++;
  return levels;
}
