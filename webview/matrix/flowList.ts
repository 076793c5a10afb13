/** What goes from whom to whom under which topic: published at, granted, by the rule, as seen, and why. */

import type { Flow } from '../../src/shared/model';
import { quoteText } from '../../src/shared/filter/lexer';
import { say } from '../../src/shared/sentences';
import { clientName } from '../deliveryWords';
import { element, icon, setAttribute, setText } from '../element';
import { KeyNumbers } from '../grid/keyNumbers';
import { RowGrid, type GridRow } from '../grid/rowGrid';
import { formatNumber, t, translate } from '../l10n';
import { ROW_HEIGHT } from '../lists/scrollMap';
import { rowOf, type Column } from '../lists/virtualList';
import type { RunCommand } from '../views/emptyView';
import { WORDS } from '../words';

interface FlowRow extends GridRow {
  readonly flow: Flow;
}

/** So many rows are in view before the list scrolls in itself. */
const ROWS_IN_VIEW = 12;

/** The list as it stands in the page. */
export class FlowList {
  readonly element: HTMLElement;
  private readonly grid: RowGrid<FlowRow>;
  private readonly numbers = new KeyNumbers();
  private readonly foot = element('p', { class: 'list-foot faint', hidden: true });

  /** `choose` hears of a click on a row, or of Enter. */
  constructor(run: RunCommand, choose: (flow: Flow) => void) {
    const columns = flowColumns();
    this.grid = new RowGrid<FlowRow>(
      {
        name: 'flows',
        label: t(WORDS.flowsTitle),
        columns,
        create: () => createRow(columns),
        fill: (node, { flow }) => fillRow(node, flow),
        open: ({ flow }) => choose(flow),
      },
      run,
    );
    this.element = element(
      'section',
      { class: 'flows', hidden: true },
      element('h2', {}, t(WORDS.flowsTitle)),
      this.grid.element,
      this.foot,
    );
  }

  /** Shows flows, those that disagree first; `more` says that there are others. */
  show(flows: readonly Flow[], more: boolean): void {
    const hidden = this.element.hidden;
    this.element.hidden = flows.length === 0;
    const height = (Math.min(flows.length, ROWS_IN_VIEW) + 1) * ROW_HEIGHT + 2;
    this.grid.element.style.setProperty('height', `${height}px`);
    this.grid.show(this.inPlace(flows));
    if (hidden) this.grid.laidOut();
    setText(this.foot, t(WORDS.moreFlows, { n: flows.length }));
    this.foot.hidden = !more;
  }

  /** Forgets all. */
  reset(): void {
    this.grid.replace([]);
    this.element.hidden = true;
  }

  /** Has a size from now on. */
  laidOut(): void {
    this.grid.laidOut();
  }

  /** Those that differ first, else as they were first seen: the engine's order, the latest first, would never rest. */
  private inPlace(flows: readonly Flow[]): readonly FlowRow[] {
    const rows = flows.map((flow): FlowRow => ({ kind: 'flow', key: this.keyOf(flow), flow }));
    return rows.sort((a, b) => Number(differs(b.flow)) - Number(differs(a.flow)) || a.key - b.key);
  }

  private keyOf({ topic, from, to, broker }: Flow): number {
    return this.numbers.of(topic, from, to, broker);
  }
}

/** Whether the latest delivery was seen at another level than the rule says. */
function differs({ observed, predicted }: Flow): boolean {
  return observed !== predicted;
}

/** The filter that leaves a flow's deliveries to the subscriber. */
export function filterOfFlow({ topic, from, to }: Flow): string {
  const parts = [`mqtt.topic == ${quoteText(topic)}`, `qos.client == ${quoteText(to)}`, 'qos.to == client'];
  if (from !== null) parts.push(`qos.publisher == ${quoteText(from)}`);
  return parts.join(' && ');
}

function flowColumns(): readonly Column[] {
  return [
    { title: t(WORDS.topic), name: 'topic' },
    { title: t(WORDS.from), name: 'from' },
    { title: t(WORDS.to), name: 'to' },
    { title: t(WORDS.published), name: 'level', hint: t(WORDS.publishedHint) },
    { title: t(WORDS.granted), name: 'level', hint: t(WORDS.grantedHint) },
    { title: t(WORDS.rule), name: 'level', hint: t(WORDS.ruleHint) },
    { title: t(WORDS.seen), name: 'level', hint: t(WORDS.seenHint) },
    { title: t(WORDS.deliveries), name: 'count' },
    { title: t(WORDS.why), name: 'sentence' },
  ];
}

function createRow(columns: readonly Column[]): HTMLElement {
  const pair = [element('span', { class: 'codicon', 'aria-hidden': 'true' }), element('span')];
  return rowOf(columns, [], [], [], [], [], [], [], [], pair);
}

function fillRow(node: HTMLElement, flow: Flow): void {
  const cells = [...node.children];
  const { topic, from, to, published, granted, predicted, observed, count } = flow;
  const sender = from === null ? '–' : clientName(from);
  const levels = [published, granted, predicted, observed].map(String);
  [topic, sender, clientName(to), ...levels, formatNumber(count)].forEach((text, i) => {
    const cell = cells[i];
    if (cell === undefined) return;
    setText(cell, text);
    if (i < 3) setAttribute(cell, 'title', text);
  });
  const [mark, words] = cells[8]?.children ?? [];
  if (mark === undefined || words === undefined) return;
  const isOther = differs(flow);
  const name = isOther ? 'warning' : observed < published ? 'arrow-down' : null;
  setAttribute(mark, 'class', name === null ? 'codicon' : icon(name, isOther ? 'bad' : 'note').className);
  const why = flow.why === null ? '' : say(flow.why, translate);
  setText(words, isOther ? `${t(WORDS.disagrees)}: ${why}` : why);
  setAttribute(words, 'title', words.textContent);
  node.classList.toggle('differs', isOther);
}
