/** What can come next in a filter, as a list below its field; the field keeps the focus and names the active line. */

import type { CompletionItem } from '../../src/shared/filter/complete';
import { element, setAttribute } from '../element';
import { t, translate } from '../l10n';
import { WORDS } from '../words';

const ICONS = { field: 'symbol-field', operator: 'symbol-operator', value: 'symbol-constant' } as const;

/** A list that is there while there is something to offer. */
export class CompletionList {
  readonly element = element('div', {
    class: 'completions',
    id: 'completions',
    role: 'listbox',
    'aria-label': t(WORDS.completions),
    hidden: true,
  });
  private items: readonly CompletionItem[] = [];
  private active = -1;

  /** `choose` takes a line that was clicked; `field` is the one that the list belongs to. */
  constructor(
    private readonly field: HTMLElement,
    choose: (item: CompletionItem) => void,
  ) {
    this.element.addEventListener('mousedown', (event) => {
      event.preventDefault(); // the field keeps the focus
      const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=option]') : null;
      const item = line === null ? undefined : this.items[Number(line.dataset.place)];
      if (item !== undefined) choose(item);
    });
  }

  /** Whether it is to be seen. */
  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** The line that the arrows are at; undefined where none was chosen. */
  get chosen(): CompletionItem | undefined {
    return this.isOpen ? this.items[this.active] : undefined;
  }

  /** The first line; undefined where there is none. */
  get first(): CompletionItem | undefined {
    return this.isOpen ? this.items[0] : undefined;
  }

  /** Offers items; an empty list closes it. */
  show(items: readonly CompletionItem[]): void {
    this.items = items;
    this.active = -1;
    this.element.replaceChildren(...items.map((item, place) => lineOf(item, place)));
    this.element.hidden = items.length === 0;
    this.tellField();
  }

  /** Moves the active line; beyond an end it begins at the other one. */
  move(step: 1 | -1): void {
    if (!this.isOpen) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.active = (from + step + this.items.length) % this.items.length;
    [...this.element.children].forEach((line, place) => {
      setAttribute(line, 'aria-selected', String(place === this.active));
      if (place === this.active) line.scrollIntoView({ block: 'nearest' });
    });
    this.tellField();
  }

  /** Offers nothing. */
  close(): void {
    if (this.isOpen) this.show([]);
  }

  private tellField(): void {
    setAttribute(this.field, 'aria-expanded', String(this.isOpen));
    setAttribute(this.field, 'aria-activedescendant', this.active < 0 ? null : `completion-${this.active}`);
  }
}

function lineOf(item: CompletionItem, place: number): HTMLElement {
  const meaning = item.meaning === '' ? '' : translate(item.meaning);
  return element(
    'div',
    {
      class: 'completion',
      id: `completion-${place}`,
      role: 'option',
      'aria-selected': 'false',
      'data-place': place,
      title: meaning === '' ? item.text : `${item.text}: ${meaning}`,
    },
    element('span', { class: `codicon codicon-${ICONS[item.kind]}`, 'aria-hidden': 'true' }),
    element('span', { class: 'completion-text' }, item.text),
    element('span', { class: 'completion-meaning' }, meaning),
  );
}
