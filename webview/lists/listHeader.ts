/** The heads of a list's columns. Those that can sort are buttons under one tab stop, walked by arrows. */

import { element, icon, setAttribute } from '../element';

/** A column: its heading and the class by which styles size it. */
export interface Column {
  readonly title: string;
  readonly name: string;
  /** The whole heading where `title` is short. */
  readonly hint?: string;
  /** By what a choice of the head sorts; a head without it sorts nothing. */
  readonly sortsBy?: string;
}

/** A row of heads. */
export class ListHeader {
  readonly element: HTMLElement;
  private readonly cells = new Map<string, HTMLElement>();
  private readonly buttons: HTMLButtonElement[] = [];

  /** `onSort` hears of a choice, with the `sortsBy` of its column. */
  constructor(
    columns: readonly Column[],
    private readonly onSort: (by: string) => void = () => undefined,
  ) {
    this.element = element(
      'div',
      { class: 'row list-header', role: 'row', 'aria-rowindex': 1 },
      ...columns.map((column) => this.head(column)),
    );
    this.element.addEventListener('keydown', (event) => this.walk(event));
    this.enter(this.buttons[0]);
  }

  /** Marks the column by which the list is sorted; null for none. */
  sorted(by: string | null, descending: boolean): void {
    for (const [name, cell] of this.cells) {
      const direction = descending ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', name === by ? direction : 'none');
    }
  }

  private head({ title, name, hint, sortsBy }: Column): HTMLElement {
    const attributes = { class: `cell cell-${name}`, role: 'columnheader', title: hint ?? title };
    const words = title === '' ? element('span', { class: 'visually-hidden' }, hint ?? '') : title;
    if (sortsBy === undefined) return element('span', attributes, words);
    const sort = element('button', { type: 'button', class: 'head', tabindex: -1, 'aria-label': hint ?? title }, title);
    sort.append(icon('arrow-up'), icon('arrow-down'));
    sort.addEventListener('click', () => {
      this.enter(sort);
      this.onSort(sortsBy);
    });
    this.buttons.push(sort);
    const cell = element('span', attributes, sort);
    this.cells.set(sortsBy, cell);
    return cell;
  }

  private walk(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = this.buttons.findIndex((one) => one === event.target);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = this.buttons[at + step];
    this.enter(next);
    next?.focus();
  }

  /** Makes one head the tab stop. */
  private enter(chosen: HTMLButtonElement | undefined): void {
    if (chosen === undefined) return;
    for (const one of this.buttons) one.tabIndex = one === chosen ? 0 : -1;
  }
}
