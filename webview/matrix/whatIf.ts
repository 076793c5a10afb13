/** "What if": choose the level of a publish and of a subscription, and read what a message is then promised. */

import { QOS_LEVELS, type Qos } from '../../src/shared/model';
import { element, setAttribute, setText } from '../element';
import { guaranteeOf, type Guarantee } from '../guarantees';
import { formatNumber, t } from '../l10n';
import { size } from '../quantities';
import { WORDS } from '../words';
import { keptWords, promiseWords, wayWords } from './guaranteeWords';

const ANSWERS: readonly (readonly [title: string, text: (guarantee: Guarantee) => string])[] = [
  [WORDS.arrivesAt, ({ effective }) => t(WORDS.qosLevel, { qos: effective })],
  [WORDS.promise, promiseWords],
  [WORDS.canBeLost, (guarantee) => wayWords(guarantee, 'canBeLost')],
  [WORDS.canBeDoubled, (guarantee) => wayWords(guarantee, 'canBeDoubled')],
  [WORDS.packets, packetsText],
  [WORDS.overhead, ({ overhead }) => t(WORDS.overheadBytes, { size: size(overhead) })],
  [WORDS.storage, keptWords],
];

/** The choice and its answers as they stand in the page. */
export class WhatIf {
  readonly element: HTMLElement;
  private readonly answers = ANSWERS.map(() => element('dd', {}));
  private readonly published: Choice;
  private readonly granted: Choice;

  constructor() {
    this.published = new Choice(t(WORDS.ifPublished), 2, () => this.answer());
    this.granted = new Choice(t(WORDS.ifGranted), 1, () => this.answer());
    const list = ANSWERS.flatMap(([title], i) => [element('dt', {}, t(title)), this.answers[i] ?? null]);
    this.element = element(
      'section',
      { class: 'what-if', 'aria-labelledby': 'what-if-title' },
      element('h2', { id: 'what-if-title' }, t(WORDS.whatIf)),
      element('div', { class: 'what-if-choices' }, this.published.element, this.granted.element),
      element('dl', { 'aria-live': 'polite' }, ...list),
    );
    this.answer();
  }

  private answer(): void {
    const guarantee = guaranteeOf(this.published.qos, this.granted.qos);
    ANSWERS.forEach(([, text], i) => {
      const answer = this.answers[i];
      if (answer !== undefined) setText(answer, text(guarantee));
    });
  }
}

/** One of three levels. */
class Choice {
  readonly element: HTMLElement;
  private readonly buttons: readonly HTMLElement[];

  constructor(
    label: string,
    public qos: Qos,
    private readonly changed: () => void,
  ) {
    this.buttons = QOS_LEVELS.map((level) => this.button(level));
    const group = element('span', { class: 'choices', role: 'group', 'aria-label': label }, ...this.buttons);
    this.element = element(
      'span',
      { class: 'what-if-choice' },
      element('span', { 'aria-hidden': 'true' }, label),
      group,
    );
    this.mark();
  }

  private button(level: Qos): HTMLElement {
    const made = element('button', { class: 'choice', type: 'button' }, t(WORDS.qosLevel, { qos: level }));
    made.addEventListener('click', () => {
      this.qos = level;
      this.mark();
      this.changed();
    });
    return made;
  }

  private mark(): void {
    this.buttons.forEach((one, i) => setAttribute(one, 'aria-pressed', String(QOS_LEVELS[i] === this.qos)));
  }
}

function packetsText({ packets, toBroker, toSubscriber }: Guarantee): string {
  const [before, behind] = [toBroker.handshake.length, toSubscriber.handshake.length];
  return t(WORDS.packetsOfBoth, { n: formatNumber(packets), before, behind });
}
