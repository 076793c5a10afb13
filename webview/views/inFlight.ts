/** What is begun and not acknowledged to its end, by client and direction, with a gauge against Receive Maximum. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import { brokerName, clientName, protocolSentence, stateLook } from '../deliveryWords';
import { element, icon, setAttribute, setText } from '../element';
import { flightRows, heldRows, type FlightGroup, type FlightItem, type FlightRow } from '../inFlightRows';
import { formatNumber, t } from '../l10n';
import { rowOf, VirtualList, type Column } from '../lists/virtualList';
import { walkByKeys } from '../lists/listKeys';
import type { Pull } from '../pulls';
import { age as ageText } from '../quantities';
import type { Store } from '../store';
import type { TraceClock } from '../traceClock';
import { WORDS } from '../words';
import { EmptyView, nextStep, type RunCommand } from './emptyView';
import type { View } from './view';

/** What the view asks of the page. */
export interface InFlightActions {
  readonly pull: Pull;
  readonly clock: TraceClock;
  readonly run: RunCommand;
  readonly reveal: (delivery: number) => void;
}

/** The tab IN FLIGHT. */
export class InFlightView implements View {
  readonly tab = 'inFlight';
  readonly interval = 200;
  readonly element = element('div', { class: 'list-frame' });
  private readonly columns: readonly Column[] = [
    { title: t(WORDS.id), name: 'id', hint: t(WORDS.packetId) },
    { title: t(WORDS.qos), name: 'qos' },
    { title: t(WORDS.topic), name: 'topic' },
    { title: t(WORDS.state), name: 'sentence' },
    { title: t(WORDS.age), name: 'ms' },
  ];
  private readonly list: VirtualList;
  private readonly empty: EmptyView;
  private readonly more = element('p', { class: 'list-foot faint', hidden: true });
  private rows: readonly FlightRow[] = [];
  private places = new Map<number, number>();
  private pointed = false;
  private pulled = false;

  constructor(
    private readonly store: Store,
    private readonly actions: InFlightActions,
  ) {
    this.list = this.makeList();
    this.empty = new EmptyView(actions.run);
    this.element.append(this.list.element, this.empty.element, this.more);
    this.element.addEventListener('pointermove', () => (this.pointed = true));
    this.element.addEventListener('pointerleave', () => (this.pointed = false));
    store.on((model, before) => {
      if (model.broker !== before.broker && this.pulled) this.showEmpty();
    });
  }

  async refresh(): Promise<void> {
    const { trace } = this.store.model;
    const page = await this.actions.pull('trace.inFlight', { trace, limit: PAGE_LIMIT });
    const sessions = await this.actions.pull('trace.sessions', { trace });
    this.actions.clock.sync(page.now);
    const fresh = flightRows(page.rows, sessions.rows);
    const works = this.pointed || document.activeElement === this.list.element;
    this.show(works ? heldRows(this.rows, fresh) : fresh);
    const all = Math.max(this.store.model.counts?.inFlight ?? 0, page.rows.length);
    setText(this.more, t(WORDS.moreInFlight, { shown: page.rows.length, all }));
    this.more.hidden = !page.more;
  }

  shown(visible: boolean): void {
    if (visible) this.list.update();
  }

  reset(): void {
    this.pulled = false;
    this.show([]);
  }

  /** Lets ages grow. */
  tick(): void {
    this.list.draw();
  }

  private show(rows: readonly FlightRow[]): void {
    this.rows = rows;
    this.places = new Map(rows.map((row, index) => [row.key, index]));
    this.pulled = true;
    this.showEmpty();
    this.list.update();
  }

  private showEmpty(): void {
    const isEmpty = this.rows.length === 0;
    const { broker, counts } = this.store.model;
    const anySeen = (counts?.deliveries ?? 0) > 0;
    this.empty.show(
      isEmpty
        ? {
            icon: anySeen ? 'pass' : 'watch',
            text: anySeen ? t(WORDS.allAcknowledged) : t(WORDS.emptyInFlight),
            step: anySeen ? undefined : nextStep(broker.running, 'qoscope.publish', t(WORDS.publish)),
          }
        : null,
    );
    this.list.element.classList.toggle('without-rows', isEmpty);
  }

  private makeList(): VirtualList {
    const list: VirtualList = new VirtualList({
      name: 'inflight',
      label: t(WORDS.inFlight),
      columns: this.columns,
      count: () => this.rows.length,
      key: (index) => this.rows[index]?.key ?? 0,
      indexOf: (key) => this.places.get(key) ?? -1,
      kind: (index) => this.rows[index]?.kind ?? 'item',
      create: (kind) => (kind === 'group' ? createGroup() : rowOf(this.columns, [], [], [], statePair())),
      fill: (row, index) => this.fill(row, index),
      open: (index) => this.open(index),
    });
    walkByKeys(list.element, {
      count: () => this.rows.length,
      active: () => (list.active === null ? -1 : (this.places.get(list.active) ?? -1)),
      page: () => Math.max(1, list.room - 2),
      entry: () => list.visible.first,
      move: (index) => list.activate(this.rows[index]?.key ?? null),
      open: (index) => this.open(index),
      close: () => false,
    });
    return list;
  }

  private open(index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'item') this.actions.reveal(row.key);
  }

  private fill(node: HTMLElement, index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'group') fillGroup(node, row, this.actions.clock.now());
    else if (row !== undefined) fillItem(node, row, this.actions.clock.now());
  }
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
  setAttribute(mark, 'class', icon(look.icon, look.tone).className);
  setText(sentence, ended ? t(WORDS.noLongerInFlight) : protocolSentence(delivery));
  setAttribute(sentence, 'title', sentence.textContent);
  setText(age, ended ? '–' : ageText(now - delivery.start));
}
