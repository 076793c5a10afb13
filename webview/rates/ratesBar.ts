/** The line above the charts: which span they show, whether it goes on, and the window that is chosen on them. */

import { button, element, icon, setAttribute, setText } from '../element';
import { formatClock, t } from '../l10n';
import { span as spanText } from '../quantities';
import { WORDS } from '../words';
import { FOLLOWING, type RateSpan, type TimeWindow } from './rateSpan';

/** What the person can do here. */
export interface RatesBarActions {
  readonly follow: (span: (typeof FOLLOWING)[number]) => void;
  readonly pause: () => void;
  readonly zoomIn: () => void;
  readonly showDeliveries: () => void;
  readonly clearWindow: () => void;
}

const SPAN_WORDS = { minute: WORDS.lastMinute, tenMinutes: WORDS.lastTenMinutes, all: WORDS.wholeLog } as const;

/** The line as it stands in the page. */
export class RatesBar {
  readonly element: HTMLElement;
  private readonly spans = new Map(FOLLOWING.map((span) => [span, this.choice(span)]));
  private readonly pause = element('button', { class: 'choice', type: 'button' }, icon('debug-pause'));
  private readonly window = element('span', { class: 'rates-window', hidden: true });
  private readonly words = element('span', { class: 'rates-window-words' });

  constructor(private readonly actions: RatesBarActions) {
    this.pause.append(element('span', {}, t(WORDS.holdCharts)));
    this.pause.title = t(WORDS.holdChartsHint);
    this.pause.addEventListener('click', () => actions.pause());
    this.window.append(
      this.words,
      button(t(WORDS.showDeliveries), () => actions.showDeliveries(), 'primary'),
      button(t(WORDS.zoomIn), () => actions.zoomIn()),
      button(icon('close'), () => actions.clearWindow(), 'icon', {
        'aria-label': t(WORDS.clearWindow),
        title: t(WORDS.clearWindow),
      }),
    );
    const choices = element(
      'span',
      { class: 'choices', role: 'group', 'aria-label': t(WORDS.spanShown) },
      ...this.spans.values(),
    );
    this.element = element('div', { class: 'rates-bar' }, choices, this.pause, this.window);
  }

  /** Shows what is chosen. */
  show(span: RateSpan, paused: boolean): void {
    for (const [name, choice] of this.spans) setAttribute(choice, 'aria-pressed', String(name === span));
    setAttribute(this.pause, 'aria-pressed', String(paused));
  }

  /** Says which window is chosen; null for none. */
  showWindow(window: TimeWindow | null, startedAt: number): void {
    this.window.hidden = window === null;
    if (window === null) return;
    const [from, to] = [formatClock(startedAt + window.from), formatClock(startedAt + window.to)];
    setText(this.words, t(WORDS.windowChosen, { from, to, span: spanText(window.to - window.from) }));
  }

  private choice(span: (typeof FOLLOWING)[number]): HTMLElement {
    const made = element('button', { class: 'choice', type: 'button' }, t(SPAN_WORDS[span]));
    made.addEventListener('click', () => this.actions.follow(span));
    return made;
  }
}
