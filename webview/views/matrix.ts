/** The 3 × 3 of effective QoS: the rule, what was seen, and where they differ; below it what each level promises. */

import { effectiveQos, QOS_LEVELS, type MatrixCell, type Qos } from '../../src/shared/model';
import { element, icon, link } from '../element';
import { counted, formatNumber, t } from '../l10n';
import { promiseOf, type Promised } from '../levels';
import type { Pull } from '../pulls';
import type { Store } from '../store';
import { WORDS } from '../words';
import type { View } from './view';

/** What the view asks of the page. */
export interface MatrixActions {
  readonly pull: Pull;
  readonly reveal: (delivery: number) => void;
}

/** The tab MATRIX. */
export class MatrixView implements View {
  readonly tab = 'matrix';
  readonly interval = 250;
  readonly element = element('div', { class: 'matrix-view' });
  private readonly table = element('div', { class: 'matrix-frame' });
  private readonly reasons = element('ul', { class: 'matrix-reasons' });
  private readonly levels = element('div', { class: 'levels-frame' });
  private readonly unseen = element('p', { class: 'faint' }, t(WORDS.emptyMatrix));
  private drawn = '';

  constructor(
    private readonly store: Store,
    private readonly actions: MatrixActions,
  ) {
    this.element.append(
      element('div', { class: 'matrix-half' }, this.table, this.unseen, this.reasons),
      element('div', { class: 'matrix-half' }, this.levels),
    );
    this.draw(ruleAlone());
  }

  async refresh(): Promise<void> {
    const page = await this.actions.pull('trace.matrix', { trace: this.store.model.trace });
    this.draw(page.rows);
  }

  shown(): void {
    // It has one size and no place to keep.
  }

  reset(): void {
    this.draw(ruleAlone());
  }

  tick(): void {
    // Nothing here has an age.
  }

  private draw(cells: readonly MatrixCell[]): void {
    const saying = JSON.stringify(cells);
    if (saying === this.drawn) return;
    this.drawn = saying;
    this.table.replaceChildren(matrixTable(cells));
    this.levels.replaceChildren(levelsTable(cells));
    this.unseen.hidden = cells.some((cell) => sumOf(cell) > 0);
    this.drawReasons(cells.filter((cell) => cell.disagreement !== null));
  }

  /** Links keep their nodes while the same cells disagree, so that none loses the focus. */
  private drawReasons(cells: readonly MatrixCell[]): void {
    const focused = this.reasons.contains(document.activeElement);
    this.reasons.replaceChildren(...cells.map((cell) => this.reason(cell)));
    if (focused) this.reasons.querySelector<HTMLElement>('vscode-link')?.focus();
  }

  private reason(cell: MatrixCell): HTMLElement {
    const { published, granted, predicted, disagreement } = cell;
    const why = t(WORDS.disagreesWhy, { published, granted, predicted, seen: exceptions(cell) });
    const n = disagreement ?? 0;
    const show = link(t(WORDS.showDelivery, { n }), () => this.actions.reveal(n));
    return element('li', {}, icon('warning', 'bad'), element('span', {}, `${why} `, show));
  }
}

/** The matrix before anything was seen. */
function ruleAlone(): readonly MatrixCell[] {
  return QOS_LEVELS.flatMap((published) =>
    QOS_LEVELS.map((granted) => ({
      published,
      granted,
      predicted: effectiveQos(published, granted),
      observed: [0, 0, 0] as const,
      disagreement: null,
    })),
  );
}

function matrixTable(cells: readonly MatrixCell[]): HTMLElement {
  const find = (published: Qos, granted: Qos) =>
    cells.find((cell) => cell.published === published && cell.granted === granted);
  return element(
    'table',
    { class: 'matrix' },
    element('caption', {}, t(WORDS.matrixTitle)),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('td', {}),
        ...QOS_LEVELS.map((qos) => element('th', { scope: 'col' }, t(WORDS.grantedAt, { qos }))),
      ),
    ),
    element(
      'tbody',
      {},
      ...QOS_LEVELS.map((published) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, t(WORDS.publishedAt, { qos: published })),
          ...QOS_LEVELS.map((granted) => matrixCell(find(published, granted))),
        ),
      ),
    ),
  );
}

function matrixCell(cell: MatrixCell | undefined): HTMLElement {
  if (cell === undefined) return element('td', {}, '–');
  const differs = cell.disagreement !== null;
  const seen = sumOf(cell);
  const count = seen === 0 ? t(WORDS.seenNone) : counted(seen, WORDS.seenOne, WORDS.seenMany);
  const rule = t(WORDS.effective, { qos: cell.predicted });
  const story = `${rule}; ${seen === 0 ? count : seenByLevel(cell)}`;
  return element(
    'td',
    {
      class: `matrix-cell${differs ? ' differs' : ''}${seen === 0 ? ' unseen' : ''}`,
      title: story,
      'aria-label': differs ? `${story}; ${t(WORDS.disagrees)}` : `${rule}; ${count}`, // else it is read as "1 11 seen"
    },
    element('span', { class: 'matrix-rule' }, String(cell.predicted)),
    element('span', { class: 'matrix-seen' }, count),
    differs ? element('span', { class: 'matrix-mark' }, icon('warning', 'bad'), t(WORDS.disagrees)) : null,
  );
}

function sumOf({ observed }: MatrixCell): number {
  return observed[0] + observed[1] + observed[2];
}

/** "12 at QoS 1, 3 at QoS 2". */
function seenByLevel({ observed }: MatrixCell): string {
  const parts = QOS_LEVELS.filter((qos) => observed[qos] > 0).map((qos) => t(WORDS.seenAt, { n: observed[qos], qos }));
  return parts.join(', ');
}

/** "3 arrived at QoS 1": what disagrees with the rule. */
function exceptions({ observed, predicted }: MatrixCell): string {
  const levels = QOS_LEVELS.filter((qos) => observed[qos] > 0 && qos !== predicted);
  return levels.map((qos) => counted(observed[qos], WORDS.arrivedOne, WORDS.arrivedMany, { qos })).join(', ');
}

function levelsTable(cells: readonly MatrixCell[]): HTMLElement {
  const promises = QOS_LEVELS.map(promiseOf);
  const row = (title: string, text: (promised: Promised) => string) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, t(title)),
      ...promises.map((promised) => element('td', {}, text(promised))),
    );
  const seenAt = (qos: Qos) => cells.reduce((sum, cell) => sum + cell.observed[qos], 0);
  return element(
    'table',
    { class: 'levels' },
    element('caption', {}, t(WORDS.levelsTitle)),
    element('thead', {}, levelHeadings()),
    element(
      'tbody',
      {},
      row(WORDS.promise, promiseName),
      row(WORDS.handshake, ({ handshake }) => handshake.join(', ')),
      row(WORDS.packets, ({ handshake }) => formatNumber(handshake.length)),
      row(WORDS.canBeLost, ({ canBeLost }) => t(canBeLost ? WORDS.yes : WORDS.no)),
      row(WORDS.canBeDoubled, ({ canBeDoubled }) => t(canBeDoubled ? WORDS.yes : WORDS.no)),
      row(WORDS.keptBy, keptText),
      row(WORDS.seen, ({ qos }) => formatNumber(seenAt(qos))),
    ),
  );
}

function levelHeadings(): HTMLElement {
  const headings = QOS_LEVELS.map((qos) => element('th', { scope: 'col' }, t(WORDS.qosLevel, { qos })));
  return element('tr', {}, element('td', {}), ...headings);
}

function keptText({ keptUntil }: Promised): string {
  return keptUntil === null ? t(WORDS.keptNever) : t(WORDS.keptUntil, { packet: keptUntil });
}

function promiseName({ canBeLost, canBeDoubled }: Promised): string {
  if (canBeLost) return t(WORDS.atMostOnce);
  return t(canBeDoubled ? WORDS.atLeastOnce : WORDS.exactlyOnce);
}
