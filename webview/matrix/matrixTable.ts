/** The 3 × 3 of effective QoS: the rule, what was seen as heat, and where they differ. A cell leads to its deliveries. */

import { effectiveQos, QOS_LEVELS, type MatrixCell, type Qos } from '../../src/shared/model';
import { element, icon, setAttribute, setText } from '../element';
import { counted, t } from '../l10n';
import { WORDS } from '../words';

interface CellNodes {
  readonly cell: HTMLElement;
  readonly button: HTMLElement;
  readonly story: HTMLElement;
  readonly seen: HTMLElement;
  readonly mark: HTMLElement;
}

/** The table as it stands in the page; its nodes stay, so that an update cannot take the focus. */
export class MatrixTable {
  readonly element: HTMLElement;
  private readonly nodes = new Map<string, CellNodes>();

  /** `choose` hears of a click on a cell, or of Enter. */
  constructor(choose: (published: Qos, granted: Qos) => void) {
    const body = QOS_LEVELS.map((published) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, t(WORDS.publishedAt, { qos: published })),
        ...QOS_LEVELS.map((granted) => this.cell(published, granted, () => choose(published, granted))),
      ),
    );
    this.element = element(
      'table',
      { class: 'matrix' },
      element('caption', {}, t(WORDS.matrixTitle)),
      element('thead', {}, headings()),
      element('tbody', {}, ...body),
    );
  }

  /** Shows what was seen. */
  show(cells: readonly MatrixCell[]): void {
    const most = Math.max(1, ...cells.map(seenIn));
    for (const cell of cells) this.fill(cell, most);
  }

  private cell(published: Qos, granted: Qos, choose: () => void): HTMLElement {
    const story = element('span', { class: 'visually-hidden' }); // else it is read as "1 11 seen"
    const predicted = String(effectiveQos(published, granted));
    const rule = element('span', { class: 'matrix-rule', 'aria-hidden': 'true' }, predicted);
    const seen = element('span', { class: 'matrix-seen', 'aria-hidden': 'true' });
    const warning = [icon('warning', 'bad'), t(WORDS.disagrees)];
    const mark = element('span', { class: 'matrix-mark', 'aria-hidden': 'true', hidden: true }, ...warning);
    const button = element('button', { class: 'matrix-button', type: 'button' }, story, rule, seen, mark);
    button.addEventListener('click', choose);
    const cell = element('td', { class: 'matrix-cell' }, button);
    this.nodes.set(`${published}${granted}`, { cell, button, story, seen, mark });
    return cell;
  }

  private fill(cell: MatrixCell, most: number): void {
    const nodes = this.nodes.get(`${cell.published}${cell.granted}`);
    if (nodes === undefined) return;
    const n = seenIn(cell);
    const differs = cell.disagreement !== null;
    nodes.cell.classList.toggle('differs', differs);
    nodes.cell.classList.toggle('unseen', n === 0);
    nodes.cell.style.setProperty('--heat', `${heat(n, most)}%`);
    nodes.mark.hidden = !differs;
    setText(nodes.seen, n === 0 ? t(WORDS.seenNone) : counted(n, WORDS.seenOne, WORDS.seenMany));
    const story = storyOf(cell);
    setText(nodes.story, story);
    setAttribute(nodes.button, 'title', `${story}\n${t(WORDS.showTheseDeliveries)}`);
  }
}

/** How many deliveries a cell counts. */
export function seenIn({ observed }: MatrixCell): number {
  return observed[0] + observed[1] + observed[2];
}

function headings(): HTMLElement {
  const granted = QOS_LEVELS.map((qos) => element('th', { scope: 'col' }, t(WORDS.grantedAt, { qos })));
  return element('tr', {}, element('td', {}), ...granted);
}

/** 0 to 30: by orders of magnitude, so that ten beside ten thousand are still seen; more would take the text's contrast. */
function heat(n: number, most: number): number {
  return n === 0 ? 0 : Math.round((30 * Math.log10(n + 1)) / Math.log10(most + 1));
}

function storyOf(cell: MatrixCell): string {
  const rule = t(WORDS.effective, { qos: cell.predicted });
  const seen = seenIn(cell) === 0 ? t(WORDS.seenNone) : seenByLevel(cell);
  return cell.disagreement === null ? `${rule}; ${seen}` : `${rule}; ${seen}; ${t(WORDS.disagrees)}`;
}

/** "12 at QoS 1, 3 at QoS 2". */
function seenByLevel({ observed }: MatrixCell): string {
  const parts = QOS_LEVELS.filter((qos) => observed[qos] > 0).map((qos) => t(WORDS.seenAt, { n: observed[qos], qos }));
  return parts.join(', ');
}
