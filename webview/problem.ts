/** A request that failed, said where its answer would have stood. */

import { button, element, icon } from './element';
import { errorInWords, t } from './l10n';
import { WORDS } from './words';

/** A line that is there only while there is a problem. */
export class ProblemLine {
  readonly element = element('div', { class: 'problem', role: 'alert', hidden: true });

  /** `retry` asks again; `label` says so on its button. */
  constructor(
    private readonly retry: () => void,
    private readonly label = t(WORDS.tryAgain),
  ) {}

  /** Shows the error's sentence, with a way to ask again. */
  show(error: unknown): void {
    this.element.replaceChildren(
      icon('error', 'bad'),
      element('span', { class: 'problem-text' }, errorInWords(error)),
      button(this.label, this.retry),
    );
    this.element.hidden = false;
  }

  /** The last request went well. */
  clear(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.element.replaceChildren();
  }
}
