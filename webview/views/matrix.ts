/** The tab MATRIX: the 3 × 3 of effective QoS, what if, what is live now, and what each level promises. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import { effectiveQos, QOS_LEVELS, type MatrixCell, type Qos } from '../../src/shared/model';
import { element, icon, link } from '../element';
import { counted, t } from '../l10n';
import { filterOfFlow, FlowList } from '../matrix/flowList';
import { LevelsTable } from '../matrix/levelsTable';
import { MatrixTable, seenIn } from '../matrix/matrixTable';
import { WhatIf } from '../matrix/whatIf';
import type { Pull } from '../pulls';
import type { Store } from '../store';
import { WORDS } from '../words';
import type { RunCommand } from './emptyView';
import type { View } from './view';

/** What the view asks of the page. */
export interface MatrixActions {
  readonly pull: Pull;
  readonly run: RunCommand;
  readonly reveal: (delivery: number) => void;
  /** Shows the deliveries that the filter leaves. */
  readonly showFilter: (filter: string) => void;
}

/** The tab MATRIX. */
export class MatrixView implements View {
  readonly tab = 'matrix';
  readonly interval = 500;
  readonly element = element('div', { class: 'matrix-view' });
  private readonly table: MatrixTable;
  private readonly levels = new LevelsTable();
  private readonly flows: FlowList;
  private readonly reasons = element('ul', { class: 'matrix-reasons' });
  private readonly unseen = element('p', { class: 'faint' }, t(WORDS.emptyMatrix));
  private drawn = '';

  constructor(
    private readonly store: Store,
    private readonly actions: MatrixActions,
  ) {
    this.table = new MatrixTable((published, granted) => actions.showFilter(filterOfCell(published, granted)));
    this.flows = new FlowList(actions.run, (flow) => actions.showFilter(filterOfFlow(flow)));
    this.element.append(
      element('div', { class: 'matrix-part' }, this.table.element, this.unseen, this.reasons),
      element('div', { class: 'matrix-part' }, new WhatIf().element),
      this.flows.element,
      element('div', { class: 'matrix-part' }, this.levels.element),
    );
    this.draw(ruleAlone());
  }

  async refresh(): Promise<void> {
    const { trace } = this.store.model;
    const cells = await this.actions.pull('trace.matrix', { trace });
    this.draw(cells.rows);
    const flows = await this.actions.pull('trace.flows', { trace, limit: PAGE_LIMIT });
    this.flows.show(flows.rows, flows.more);
  }

  shown(visible: boolean): void {
    if (visible) this.flows.laidOut();
  }

  reset(): void {
    this.draw(ruleAlone());
    this.flows.reset();
  }

  tick(): void {
    // Nothing here has an age.
  }

  private draw(cells: readonly MatrixCell[]): void {
    const saying = JSON.stringify(cells);
    if (saying === this.drawn) return;
    this.drawn = saying;
    this.table.show(cells);
    this.levels.show(cells);
    this.unseen.hidden = cells.some((cell) => seenIn(cell) > 0);
    this.drawReasons(cells.filter((cell) => cell.disagreement !== null));
  }

  /** The link that had the focus gives it to the one in its place. */
  private drawReasons(cells: readonly MatrixCell[]): void {
    const links = () => [...this.reasons.querySelectorAll<HTMLElement>('vscode-link')];
    const focused = links().findIndex((one) => one === document.activeElement);
    this.reasons.replaceChildren(...cells.map((cell) => this.reason(cell)));
    if (focused >= 0) (links()[focused] ?? links()[0])?.focus();
  }

  private reason(cell: MatrixCell): HTMLElement {
    const { published, granted, predicted, disagreement } = cell;
    const why = t(WORDS.disagreesWhy, { published, granted, predicted, seen: exceptions(cell) });
    const n = disagreement ?? 0;
    const show = link(t(WORDS.showDelivery, { n }), () => this.actions.reveal(n));
    return element('li', {}, icon('warning', 'bad'), element('span', {}, `${why} `, show));
  }
}

/** The filter that leaves the deliveries to subscribers that a cell counts. */
function filterOfCell(published: Qos, granted: Qos): string {
  return `qos.published == ${published} && qos.granted == ${granted}`;
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

/** "3 arrived at QoS 1": what disagrees with the rule. */
function exceptions({ observed, predicted }: MatrixCell): string {
  const levels = QOS_LEVELS.filter((qos) => observed[qos] > 0 && qos !== predicted);
  return levels.map((qos) => counted(observed[qos], WORDS.arrivedOne, WORDS.arrivedMany, { qos })).join(', ');
}
