/** Every subscription at the broker, found by topic. */

import { parseSharedFilter } from '../../shared/topics';
import { SharedGroup } from './sharedGroup';
import type { Session } from './session';
import type { Subscription } from './subscription';
import { TopicTree } from '../topicTree';

/** Who subscribed to one filter. */
interface Audience {
  readonly single: Map<Session, Subscription>;
  /** Groups of shared subscriptions by their name (4.8.2). */
  readonly shared: Map<string, SharedGroup>;
}

/** Who gets a message for one topic. */
export interface Receivers {
  readonly single: readonly Subscription[];
  readonly shared: readonly SharedGroup[];
}

/** Topics whose receivers are remembered; a publisher mostly writes to few topics. */
const REMEMBERED_TOPICS = 4_096;

/** So many receivers of all of them together: thousands of filters may match each topic. */
const REMEMBERED_RECEIVERS = 1_000_000;

/** In characters: longer topics are looked up each time, so that what is remembered stays small. */
const LONGEST_REMEMBERED = 256;

/** The subscriptions of all sessions. */
export class Subscriptions {
  private readonly tree = new TopicTree<Audience>();
  private readonly remembered = new Map<string, Receivers>();
  private rememberedReceivers = 0;
  private count = 0;

  /** How many subscriptions there are. */
  get size(): number {
    return this.count;
  }

  /** Adds a subscription, or puts it in place of the session's one with the same filter (5: 3.8.4-3; 3.1.1: 3.8.4-3). */
  add(subscription: Subscription): void {
    const { session, filter } = subscription;
    if (!session.subscriptions.has(filter)) this.count++;
    session.subscriptions.set(filter, subscription);
    const group = parseSharedFilter(filter);
    const audience = this.audience(group?.filter ?? filter);
    if (group === null) audience.single.set(session, subscription);
    else sharedGroup(audience, group.name).set(session, subscription);
    this.forget();
  }

  /** Removes a session's subscription; says whether there was one. */
  remove(session: Session, filter: string): boolean {
    if (!session.subscriptions.delete(filter)) return false;
    this.count--;
    this.forget();
    const group = parseSharedFilter(filter);
    const path = group?.filter ?? filter;
    const audience = this.tree.get(path);
    if (audience === undefined) return true;
    if (group === null) audience.single.delete(session);
    else {
      const members = audience.shared.get(group.name);
      members?.delete(session);
      if (members?.size === 0) audience.shared.delete(group.name);
    }
    if (audience.single.size === 0 && audience.shared.size === 0) this.tree.delete(path);
    return true;
  }

  /** Whose filters match `topic`. */
  receivers(topic: string): Receivers {
    let receivers = this.remembered.get(topic);
    if (receivers === undefined) {
      receivers = this.find(topic);
      if (topic.length <= LONGEST_REMEMBERED) this.remember(topic, receivers);
    }
    return receivers;
  }

  /** Those who share the subscription `filter`, `$share/NAME/` included; undefined where nobody does. */
  sharedGroup(filter: string): SharedGroup | undefined {
    const group = parseSharedFilter(filter);
    return group === null ? undefined : this.tree.get(group.filter)?.shared.get(group.name);
  }

  private remember(topic: string, receivers: Receivers): void {
    const count = receivers.single.length + receivers.shared.length;
    const isTooMuch = this.rememberedReceivers + count > REMEMBERED_RECEIVERS;
    if (isTooMuch || this.remembered.size >= REMEMBERED_TOPICS) this.forget();
    this.remembered.set(topic, receivers);
    this.rememberedReceivers += count;
  }

  private forget(): void {
    this.remembered.clear();
    this.rememberedReceivers = 0;
  }

  private find(topic: string): Receivers {
    const single: Subscription[] = [];
    const shared: SharedGroup[] = [];
    this.tree.visitMatching(topic, (audience) => {
      for (const subscription of audience.single.values()) single.push(subscription);
      for (const group of audience.shared.values()) shared.push(group);
    });
    return { single, shared };
  }

  private audience(path: string): Audience {
    let audience = this.tree.get(path);
    if (audience === undefined) {
      audience = { single: new Map(), shared: new Map() };
      this.tree.set(path, audience);
    }
    return audience;
  }
}

function sharedGroup(audience: Audience, name: string): SharedGroup {
  let group = audience.shared.get(name);
  if (group === undefined) {
    group = new SharedGroup();
    audience.shared.set(name, group);
  }
  return group;
}
