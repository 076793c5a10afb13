/** What is begun and not acknowledged to its end, by client and direction, with a gauge against Receive Maximum. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import { brokerName, clientName, protocolSentence, stateLook } from '../deliveryWords';
import { button, element, iconClass, setAttribute, setText } from '../element';
import { RowGrid } from '../grid/rowGrid';
import { InFlightPages } from '../inFlightPages';
import { endedRow, flightRows, type FlightGroup, type FlightItem, type FlightRow } from '../inFlightRows';
import { formatNumber, t } from '../l10n';
import { rowOf, type Column } from '../lists/virtualList';
import type { Pull } from '../pulls';
import { age as ageText } from '../quantities';
import type { Store } from '../store';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import { nextStep, type RunCommand } from './emptyView';
import type { View } from './view';

/** What the view asks of the page. */
export interface InFlightActions {
  readonly pull: Pull;
  readonly clock: TraceClock;
  readonly run: RunCommand;
  readonly reveal: (delivery: number) => void;
  /** Pulls anew: more is wanted. */
  readonly invalidate: () => void;
}

/** The tab IN FLIGHT. */
export class InFlightView implements View {
  readonly tab = 'inFlight';
  readonly interval = 200;
  readonly element = element('div', { class: 'list-frame' });
  private readonly grid: RowGrid<FlightRow>;
  private readonly pages: InFlightPages;
  private readonly shownOf = element('span', {});
  private readonly foot = element('div', { class: 'list-foot faint', hidden: true }, this.shownOf);
  private pulled = false;

  constructor(
    private readonly store: Store,
    private readonly actions: InFlightActions,
  ) {
    this.grid = this.makeGrid();
    this.pages = new InFlightPages(actions.pull);
    this.foot.append(button(t(WORDS.loadMore), () => this.loadMore()));
    this.element.append(this.grid.element, this.foot);
    store.on((model, before) => {
      if (model.broker !== before.broker && this.pulled) this.showEmpty();
    });
  }

  async refresh(): Promise<void> {
    const { trace } = this.store.model;
    const page = await this.actions.pull('trace.inFlight', { trace, limit: PAGE_LIMIT });
    const sessions = await this.actions.pull('trace.sessions', { trace });
    if (!page.more) this.pages.reset();
    const deliveries = [...page.rows, ...(await this.pages.after(trace, page.rows))];
    this.actions.clock.sync(page.now);
    this.pulled = true;
    this.grid.show(flightRows(deliveries, sessions.rows));
    this.showEmpty();
    this.showFoot(deliveries.length, page.more);
  }

  shown(visible: boolean): void {
    if (visible) this.grid.laidOut();
  }

  reset(): void {
    this.pages.reset();
    this.pulled = false;
    this.grid.replace([]);
    this.foot.hidden = true;
  }

  /** Lets ages grow. */
  tick(): void {
    this.grid.draw();
  }

  private loadMore(): void {
    this.pages.more();
    this.actions.invalidate();
  }

  /** "200 of 1,204": all of them are counted, whatever is listed. */
  private showFoot(listed: number, more: boolean): void {
    const all = Math.max(this.store.model.counts?.inFlight ?? 0, listed);
    setText(this.shownOf, t(WORDS.moreInFlight, { shown: listed, all }));
    this.foot.hidden = !more || listed >= all;
  }

  private showEmpty(): void {
    const { counts } = this.store.model;
    const anySeen = (counts?.deliveries ?? 0) > 0;
    const words = {
      icon: anySeen ? 'pass' : 'watch',
      text: anySeen ? t(WORDS.allAcknowledged) : t(WORDS.emptyInFlight),
      step: anySeen ? undefined : nextStep(this.store.model, 'qoscope.publish', t(WORDS.publish)),
    };
    this.grid.showEmpty(this.grid.rows.length === 0 ? words : null);
  }

  private makeGrid(): RowGrid<FlightRow> {
    const columns: readonly Column[] = [
      { title: t(WORDS.id), name: 'id', hint: t(WORDS.packetId) },
      { title: t(WORDS.qos), name: 'qos' },
      { title: t(WORDS.topic), name: 'topic' },
      { title: t(WORDS.state), name: 'sentence' },
      { title: t(WORDS.age), name: 'ms' },
    ];
    const reveal = (row: FlightRow) => row.kind === 'item' && this.actions.reveal(row.key);
    return new RowGrid<FlightRow>(
      {
        name: 'inflight',
        label: t(WORDS.inFlight),
        columns,
        create: (kind) => (kind === 'group' ? createGroup() : rowOf(columns, [], [], [], statePair())),
        fill: (node, row) => fillRow(node, row, this.actions.clock.now()),
        open: (row) => void reveal(row),
        gone: endedRow,
      },
      this.actions.run,
    );
  }
}

function fillRow(node: HTMLElement, row: FlightRow, now: number): void {
  if (row.kind === 'group') fillGroup(node, row, now);
  else fillItem(node, row, now);
}

function statePair(): readonly Node[] {
  return [element('span', { class: 'codicon', 'aria-hidden': 'true' }), element('span')];
}

function createGroup(): HTMLElement {
  return element(
    'div',
    { class: 'row group', role: 'row' },
    element(
      'span',
      { class: 'cell', role: 'gridcell', 'aria-colspan': 5 },
      element('strong', { class: 'group-name' }),
      element('span', { class: 'group-side' }),
      element('span', { class: 'gauge', role: 'meter', 'aria-valuemin': 0 }, element('span', { class: 'gauge-bar' })),
      element('span', { class: 'group-fact' }),
      element('span', { class: 'group-age faint' }),
    ),
  );
}

function fillGroup(node: HTMLElement, group: FlightGroup, now: number): void {
  const [name, side, gauge, fact, age] = node.firstElementChild?.children ?? [];
  if (!name || !side || !(gauge instanceof HTMLElement) || !fact || !age) return;
  const direction = t(group.to === 'client' ? WORDS.fromBroker : WORDS.toBroker, { broker: brokerName(group) });
  setText(name, clientName(group.client));
  setText(side, direction);
  setText(fact, groupFact(group));
  setText(age, t(WORDS.oldest, { age: ageText(now - group.oldest) }));
  setAttribute(gauge, 'aria-label', t(WORDS.gauge, { client: clientName(group.client), direction }));
  fillGauge(gauge, group.count, receiveMaximum(group));
}

/** MQTT 5: the receiver's Receive Maximum (3.3.4-7, -9). MQTT 3.1.1 has none, so that there is nothing to measure by. */
function receiveMaximum({ session, to }: FlightGroup): number | null {
  if (session === null || session.version < 5) return null;
  return to === 'client' ? session.clientReceiveMaximum : session.brokerReceiveMaximum;
}

function groupFact(group: FlightGroup): string {
  const maximum = receiveMaximum(group);
  if (maximum !== null) return t(WORDS.ofReceiveMaximum, { n: group.count, maximum });
  const { session } = group;
  if (session === null) return t(WORDS.inFlightMany, { n: group.count });
  return t(WORDS.noReceiveMaximum, { n: group.count, version: session.version === 3 ? '3.1' : '3.1.1' });
}

function fillGauge(gauge: HTMLElement, count: number, maximum: number | null): void {
  gauge.hidden = maximum === null;
  if (maximum === null) return;
  const share = Math.min(1, count / Math.max(1, maximum));
  setAttribute(gauge, 'aria-valuemax', String(maximum));
  setAttribute(gauge, 'aria-valuenow', String(count));
  gauge.classList.toggle('gauge-full', count >= maximum);
  const bar = gauge.firstElementChild;
  if (bar instanceof HTMLElement) bar.style.setProperty('width', `${Math.max(share * 100, 1)}%`);
}

function fillItem(node: HTMLElement, { delivery, ended }: FlightItem, now: number): void {
  const [id, qos, topic, state, age] = node.children;
  const [mark, sentence] = state?.children ?? [];
  if (!id || !qos || !topic || !mark || !sentence || !age) return;
  node.classList.toggle('absent', ended);
  const look = ended ? { icon: 'pass', tone: 'good' as const } : stateLook(delivery);
  setText(id, delivery.packetId === null ? '–' : formatNumber(delivery.packetId));
  setText(qos, String(delivery.qos));
  setText(topic, delivery.topic);
  setAttribute(topic, 'title', delivery.topic);
  setAttribute(mark, 'class', iconClass(look.icon, look.tone));
  setText(sentence, ended ? t(WORDS.noLongerInFlight) : protocolSentence(delivery));
  setAttribute(sentence, 'title', sentence.textContent);
  setText(age, ended ? '–' : ageText(now - delivery.start));
}
