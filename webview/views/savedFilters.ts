/** Filters that have a name: choose one, take one away, give the present one a name. */

import type { SavedFilter } from '../../src/shared/panelApi';
import { button, element, icon } from '../element';
import { t } from '../l10n';
import { WORDS } from '../words';

/** What the filters with names ask of their view. */
export interface SavedFilterActions {
  readonly apply: (filter: string) => void;
  readonly save: (filters: readonly SavedFilter[]) => void;
}

/** A button and the list that it opens. */
export class SavedFilters {
  readonly element: HTMLElement;
  private readonly opener: HTMLElement;
  private readonly popup = element('div', {
    class: 'saved-popup',
    role: 'dialog',
    'aria-label': t(WORDS.savedFilters),
    hidden: true,
  });
  private filters: readonly SavedFilter[] = [];
  private present = '';

  constructor(private readonly actions: SavedFilterActions) {
    this.opener = button(icon('bookmark'), () => this.toggle(), 'icon', {
      'aria-label': t(WORDS.savedFilters),
      'aria-haspopup': 'dialog',
      title: t(WORDS.savedFilters),
    });
    this.element = element('div', { class: 'saved' }, this.opener, this.popup);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.popup.hidden) return;
      event.stopPropagation();
      this.close();
    });
    this.element.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget)) return;
      this.popup.hidden = true;
    });
  }

  /** The named filters, and the one that is applied now. */
  show(filters: readonly SavedFilter[], present: string): void {
    this.filters = filters;
    this.present = present;
    if (!this.popup.hidden) this.fill();
  }

  private toggle(): void {
    if (!this.popup.hidden) {
      this.close();
      return;
    }
    this.fill();
    this.popup.hidden = false;
    this.popup.querySelector<HTMLElement>('button, input')?.focus();
  }

  private close(): void {
    this.opener.focus();
    this.popup.hidden = true;
  }

  private fill(): void {
    const lines = this.filters.map((saved) => this.line(saved));
    const none = element('p', { class: 'faint' }, t(WORDS.noSavedFilters));
    this.popup.replaceChildren(...(lines.length === 0 ? [none] : lines));
    if (this.present !== '') this.popup.append(this.form());
  }

  private line(saved: SavedFilter): HTMLElement {
    const label = `${saved.name}\n${saved.filter}`;
    const choose = element(
      'button',
      { class: 'saved-choose', type: 'button', title: label },
      element('span', { class: 'saved-name' }, saved.name),
      element('span', { class: 'saved-expression' }, saved.filter),
    );
    choose.addEventListener('click', () => {
      this.close();
      this.actions.apply(saved.filter);
    });
    const remove = t(WORDS.forgetFilter, { name: saved.name });
    return element(
      'div',
      { class: 'saved-line' },
      choose,
      button(icon('trash'), () => this.remove(saved), 'icon', { 'aria-label': remove, title: remove }),
    );
  }

  private remove(saved: SavedFilter): void {
    this.change(this.filters.filter(({ name }) => name !== saved.name));
    (this.popup.querySelector<HTMLElement>('button, input') ?? this.opener).focus();
  }

  private form(): HTMLElement {
    const name = element('input', {
      class: 'saved-input',
      type: 'text',
      'aria-label': t(WORDS.filterName),
      placeholder: t(WORDS.filterName),
      maxlength: 60,
    });
    const form = element(
      'form',
      { class: 'saved-form' },
      name,
      element('button', { class: 'saved-save', type: 'submit' }, t(WORDS.saveFilter)),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.keep(name.value.trim());
    });
    return form;
  }

  /** A name that is there already gets the present filter. */
  private keep(name: string): void {
    if (name === '') return;
    this.change([...this.filters.filter((saved) => saved.name !== name), { name, filter: this.present }]);
    this.close();
  }

  private change(filters: readonly SavedFilter[]): void {
    this.filters = filters;
    this.fill();
    this.actions.save(filters);
  }
}
