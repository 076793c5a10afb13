/** The line above the deliveries: the filter, the filters with names, grouping, and how many rows are left. */

import type { SavedFilter } from '../../src/shared/panelApi';
import type { KnownValues } from '../../src/shared/filter/complete';
import { element, setAttribute, setText, toggle } from '../element';
import { t } from '../l10n';
import type { PageModel, Store } from '../store';
import { WORDS } from '../words';
import { FilterBar } from './filterBar';
import { SavedFilters } from './savedFilters';

/** What the line asks of the view. */
export interface FilterLineActions {
  readonly known: KnownValues;
  readonly saveFilters: (filters: readonly SavedFilter[]) => void;
}

/** Keeps filter and order of the store. */
export class FilterLine {
  readonly element: HTMLElement;
  private readonly bar: FilterBar;
  private readonly saved: SavedFilters;
  private readonly group: HTMLElement;
  private readonly total = element('span', { class: 'filter-total' });
  private readonly announcer = element('span', { class: 'visually-hidden', 'aria-live': 'polite' });

  constructor(
    private readonly store: Store,
    actions: FilterLineActions,
  ) {
    const apply = (filter: string): void => store.set({ filter });
    this.bar = new FilterBar({ apply, known: actions.known });
    this.saved = new SavedFilters({ apply, save: actions.saveFilters });
    this.group = toggle('list-tree', t(WORDS.byJourney), () => this.toggleGroups());
    const parts = [this.bar.element, this.saved.element, this.group, this.total, this.announcer];
    this.element = element('div', { class: 'filter-line' }, ...parts);
    store.on((model, before) => this.changed(model, before));
    this.changed(store.model, null);
  }

  /** Puts the cursor into the filter. */
  focus(): void {
    this.bar.focus();
  }

  /** Clears the filter. */
  clear(): void {
    this.store.set({ filter: '' });
    this.bar.focus();
  }

  /** How many rows the filter leaves; null while that is not known. `isNew` says it aloud. */
  count(n: number | null, isNew: boolean): void {
    const { filter, counts } = this.store.model;
    const text = filter === '' || n === null ? '' : t(WORDS.shownOf, { n, all: Math.max(n, counts?.deliveries ?? 0) });
    setText(this.total, text);
    if (isNew) setText(this.announcer, text);
  }

  private changed(model: PageModel, before: PageModel | null): void {
    if (model.filter !== before?.filter) this.bar.show(model.filter);
    if (model.filter !== before?.filter || model.savedFilters !== before.savedFilters) {
      this.saved.show(model.savedFilters, model.filter);
    }
    this.saved.element.inert = !model.isKnown; // to save one would lose those that are there
    setAttribute(this.group, 'aria-pressed', String(model.order === 'journey'));
  }

  private toggleGroups(): void {
    this.store.set({ order: this.store.model.order === 'journey' ? 'time' : 'journey', descending: false });
  }
}
