/** What the page knows that is not a row: handed round to all parts, changed in one place. */

import type { BrokerStatus, ConnectionStatus, RowOrder, TraceCounts } from '../src/shared/engineApi';
import type { PageCapture, PageTab, SavedFilter } from '../src/shared/panelApi';

/** The page's state beside the rows that its views have pulled. */
export interface PageModel {
  /** Whether the host has said what there is. Until then nothing is said of it, not even that there is none. */
  readonly isKnown: boolean;
  readonly trace: number;
  readonly counts: TraceCounts | null;
  readonly broker: BrokerStatus;
  readonly connections: readonly ConnectionStatus[];
  readonly place: 'panel' | 'editor';
  readonly tab: PageTab;
  /** The delivery whose detail is open, or null. */
  readonly delivery: number | null;
  /** The filter that the deliveries pass, one that can be read; empty for all. */
  readonly filter: string;
  readonly savedFilters: readonly SavedFilter[];
  /** In which order the deliveries stand. */
  readonly order: RowOrder;
  readonly descending: boolean;
  /** The capture that the page shows; null for the live trace. */
  readonly capture: PageCapture | null;
  /** Why the engine stopped, in words; null while it runs. */
  readonly stopped: string | null;
}

/** Whether more of the page's capture is to come. */
export function isBeingRead({ capture }: Pick<PageModel, 'capture'>): boolean {
  return (capture?.reading ?? null) !== null;
}

/** Holds the model and tells listeners of changes, with the model from before. */
export class Store {
  private readonly listeners = new Set<(model: PageModel, before: PageModel) => void>();

  constructor(private current: PageModel) {}

  /** The model as it is now. */
  get model(): PageModel {
    return this.current;
  }

  /** Changes parts of the model; without effect where nothing differs. */
  set(change: Partial<PageModel>): void {
    const before = this.current;
    const names = Object.keys(change) as (keyof PageModel)[];
    if (names.every((name) => before[name] === change[name])) return;
    this.current = { ...before, ...change };
    for (const listener of [...this.listeners]) listener(this.current, before);
  }

  /** Calls `listener` after each change until the returned function is called. */
  on(listener: (model: PageModel, before: PageModel) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
