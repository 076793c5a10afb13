/** What each level promises, side by side, and how many deliveries to subscribers were seen at it. */

import { QOS_LEVELS, type MatrixCell, type Qos } from '../../src/shared/model';
import { element, setText } from '../element';
import { formatNumber, t } from '../l10n';
import { promiseOf, type Promised } from '../levels';
import { WORDS } from '../words';
import { promiseWords } from './guaranteeWords';

/** The table as it stands in the page. */
export class LevelsTable {
  readonly element: HTMLElement;
  private readonly seen = QOS_LEVELS.map(() => element('td', {}));

  constructor() {
    this.element = element(
      'table',
      { class: 'levels' },
      element('caption', {}, t(WORDS.levelsTitle)),
      element('thead', {}, headings()),
      element(
        'tbody',
        {},
        row(WORDS.promise, promiseWords),
        row(WORDS.handshake, ({ handshake }) => handshake.join(', ')),
        row(WORDS.packets, ({ handshake }) => formatNumber(handshake.length)),
        row(WORDS.canBeLost, ({ canBeLost }) => t(canBeLost ? WORDS.yes : WORDS.no)),
        row(WORDS.canBeDoubled, ({ canBeDoubled }) => t(canBeDoubled ? WORDS.yes : WORDS.no)),
        row(WORDS.keptBy, keptText),
        element('tr', {}, element('th', { scope: 'row' }, t(WORDS.seen)), ...this.seen),
      ),
    );
  }

  /** Shows how many were seen. */
  show(cells: readonly MatrixCell[]): void {
    const seenAt = (qos: Qos) => cells.reduce((sum, cell) => sum + cell.observed[qos], 0);
    this.seen.forEach((cell, i) => setText(cell, formatNumber(seenAt(QOS_LEVELS[i] ?? 0))));
  }
}

function row(title: string, text: (promised: Promised) => string): HTMLElement {
  const cells = QOS_LEVELS.map((qos) => element('td', {}, text(promiseOf(qos))));
  return element('tr', {}, element('th', { scope: 'row' }, t(title)), ...cells);
}

function headings(): HTMLElement {
  const levels = QOS_LEVELS.map((qos) => element('th', { scope: 'col' }, t(WORDS.qosLevel, { qos })));
  return element('tr', {}, element('td', {}), ...levels);
}

function keptText({ keptUntil }: Promised): string {
  return keptUntil === null ? t(WORDS.keptNever) : t(WORDS.keptUntil, { packet: keptUntil });
}
