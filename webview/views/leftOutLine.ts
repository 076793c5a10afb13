/** Says below the list that the delivery in the detail is not among its rows, with the one step that shows it. */

import { button, element, icon, setText } from '../element';
import { t } from '../l10n';
import type { PageModel } from '../store';
import { WORDS } from '../words';

type Shown = Pick<PageModel, 'delivery' | 'filter'>;

/** A line that is there while the filter leaves out the delivery that was revealed. */
export class LeftOutLine {
  private readonly text = element('span', { class: 'left-out-text' });
  readonly element: HTMLElement;
  private about: Shown | null = null;

  /** `clearFilter` shows all rows. */
  constructor(clearFilter: () => void) {
    const clear = button(t(WORDS.clearFilter), clearFilter);
    const attributes = { class: 'list-foot left-out', role: 'status', hidden: true };
    this.element = element('div', attributes, icon('filter'), this.text, clear);
  }

  /** Says it of that delivery; of none (null), or where no filter is set, nothing. */
  show(delivery: number | null, { filter }: Shown): void {
    this.about = delivery === null || filter === '' ? null : { delivery, filter };
    this.element.hidden = this.about === null;
    setText(this.text, this.about === null ? '' : t(WORDS.leftOut, { n: delivery ?? 0 }));
  }

  /** Takes it back where another delivery is open, or another filter is set. */
  keep(model: Shown): void {
    if (this.about === null) return;
    if (this.about.delivery !== model.delivery || this.about.filter !== model.filter) this.show(null, model);
  }
}
