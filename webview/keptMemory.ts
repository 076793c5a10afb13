/** What a page keeps for its next load: VS Code loads the same HTML then, which says what was open at the first. */

import { ROW_ORDERS } from '../src/shared/engineApi';
import { PAGE_TABS, type PageMemory } from '../src/shared/panelApi';

/** Where VS Code keeps one value for each webview, also while nobody sees it. */
export interface StateApi {
  getState(): unknown;
  setState(state: unknown): void;
}

/** What was open last in this webview. The host has the last word on it, with its answer to `ready`. */
export class KeptMemory {
  constructor(private readonly api: StateApi) {}

  /** Null where nothing was kept yet, or by a version that kept something else. */
  get last(): PageMemory | null {
    const state = this.api.getState();
    return isMemory(state) ? state : null;
  }

  /** Keeps it in place of what was kept. */
  keep({ tab, delivery, filter, order, descending }: PageMemory): void {
    this.api.setState({ tab, delivery, filter, order, descending } satisfies PageMemory);
  }
}

function isMemory(state: unknown): state is PageMemory {
  if (typeof state !== 'object' || state === null) return false;
  const { tab, delivery, filter, order, descending } = state as Record<keyof PageMemory, unknown>;
  return (
    PAGE_TABS.some((name) => name === tab) &&
    (delivery === null || typeof delivery === 'number') &&
    typeof filter === 'string' &&
    ROW_ORDERS.some((name) => name === order) &&
    typeof descending === 'boolean'
  );
}
