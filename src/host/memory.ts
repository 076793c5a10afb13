/** What is remembered for the next time, per workspace. */

import type { Memento } from 'vscode';

import { FIRST_PAGE, type PageMemory } from '../shared/panelApi';
import type { Qos } from '../shared/model';

/** How many topics, filters and addresses are offered again. */
const RECENT_LIMIT = 20;

/** How many files' topics are kept. */
const FILES_LIMIT = 500;

/** What a level of QoS is chosen for. */
export type Purpose = 'publish' | 'subscribe';

/** The kinds of text that are offered again, newest first. */
export type RecentKind = 'topics' | 'filters' | 'addresses';

/** The workspace's memory in the words of this extension. */
export class Memory {
  constructor(private readonly store: Memento) {}

  /** The level that was chosen at last for that purpose; 1 at first. */
  qosOf(purpose: Purpose): Qos {
    return this.store.get<Qos>(`qos.${purpose}`, 1);
  }

  /** Remembers the level that was chosen at last. */
  async setQosOf(purpose: Purpose, qos: Qos): Promise<void> {
    await this.store.update(`qos.${purpose}`, qos);
  }

  /** The topic that a document's text is published to, if it was asked for before. */
  topicOf(document: string): string | undefined {
    return this.files().find(([name]) => name === document)?.[1];
  }

  /** Remembers a document's topic; of very many documents the ones used longest ago are forgotten. */
  async setTopicOf(document: string, topic: string): Promise<void> {
    const others = this.files().filter(([name]) => name !== document);
    await this.store.update('files', [[document, topic], ...others].slice(0, FILES_LIMIT));
    await this.use('topics', topic);
  }

  /** What was used before, newest first. */
  recent(kind: RecentKind): readonly string[] {
    return this.store.get<readonly string[]>(`recent.${kind}`, []);
  }

  /** Puts `text` first among the recent ones. */
  async use(kind: RecentKind, text: string): Promise<void> {
    const others = this.recent(kind).filter((other) => other !== text);
    await this.store.update(`recent.${kind}`, [text, ...others].slice(0, RECENT_LIMIT));
  }

  /** Whether the person has let the local broker listen on that address beyond this machine. */
  isOpenOn(address: string): boolean {
    return this.store.get<readonly string[]>('openOn', []).includes(address);
  }

  /** Remembers that they have. */
  async setOpenOn(address: string): Promise<void> {
    const others = this.store.get<readonly string[]>('openOn', []).filter((other) => other !== address);
    await this.store.update('openOn', [...others, address]);
  }

  /** What the page had open last. */
  get page(): PageMemory {
    return { ...FIRST_PAGE, ...this.store.get<Partial<PageMemory>>('page') };
  }

  /** Remembers what the page has open. */
  async setPage(page: PageMemory): Promise<void> {
    await this.store.update('page', page);
  }

  private files(): readonly (readonly [string, string])[] {
    return this.store.get<readonly (readonly [string, string])[]>('files', []);
  }
}
