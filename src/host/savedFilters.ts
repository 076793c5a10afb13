/** The filters that the person has given names: the same in every window, and wherever their settings go along. */

import type { Memento } from 'vscode';

import type { SavedFilter } from '../shared/panelApi';

/** Key in the memory of the extension, for VS Code's synchronisation too. */
export const SAVED_FILTERS_KEY = 'savedFilters';

/** In the order that the person gave them. */
export class SavedFilters {
  constructor(private readonly store: Memento) {}

  /** All of them. */
  get all(): readonly SavedFilter[] {
    return this.store.get<readonly SavedFilter[]>(SAVED_FILTERS_KEY, []);
  }

  /** Keeps these in place of the former ones. */
  async keep(filters: readonly SavedFilter[]): Promise<void> {
    await this.store.update(SAVED_FILTERS_KEY, filters);
  }
}
