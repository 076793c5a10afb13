/** An empty view says what it will show and offers the one next step. */

import type { PageCommand, PageState } from '../../src/shared/panelApi';
import { button, element, icon, setHidden, type Child } from '../element';
import { t } from '../l10n';
import { WORDS } from '../words';

/** Runs a command of the extension. */
export type RunCommand = (command: PageCommand) => void;

/** What an empty view says. */
export interface EmptyWords {
  readonly icon: string;
  readonly text: string;
  readonly more?: string;
  readonly step?: { readonly label: string; readonly command: PageCommand | (() => void) } | undefined;
}

/** The words of an empty view, in its middle, shown in place of its content. */
export class EmptyView {
  readonly element = element('div', { class: 'empty', hidden: true });
  private said = '';

  constructor(private readonly run: RunCommand) {}

  /** Shows the words; null shows nothing, because there are rows. */
  show(words: EmptyWords | null): void {
    setHidden(this.element, words === null);
    const saying = JSON.stringify(words);
    if (words === null || saying === this.said) return; // a button that is pressed right now must stay
    this.said = saying;
    this.element.replaceChildren(...this.children(words).filter((child) => child !== null));
  }

  private children(words: EmptyWords): readonly Child[] {
    const { step } = words;
    return [
      icon(words.icon),
      element('p', {}, words.text),
      words.more === undefined ? null : element('p', { class: 'faint' }, words.more),
      step === undefined ? null : button(step.label, () => this.take(step.command), 'primary'),
    ];
  }

  private take(command: PageCommand | (() => void)): void {
    if (typeof command === 'function') command();
    else this.run(command);
  }
}

/** The next step where no broker runs and where one does; nothing that anyone does fills a capture. */
export function nextStep(
  { broker, capture }: Pick<PageState, 'broker' | 'capture'>,
  command: PageCommand,
  label: string,
): EmptyWords['step'] {
  if (capture !== null) return undefined;
  return broker.running ? { label, command } : { label: t(WORDS.startBroker), command: 'qoscope.broker.start' };
}
