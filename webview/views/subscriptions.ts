/** What each client is subscribed to: filter, granted QoS, and the requested one where they differ. */

import type { Session, Subscription } from '../../src/shared/model';
import { reasonText } from '../../src/shared/reasonCodes';
import { brokerName, clientName } from '../deliveryWords';
import { element, icon, setAttribute, setText } from '../element';
import { counted, t, translate } from '../l10n';
import { walkByKeys } from '../lists/listKeys';
import { rowOf, VirtualList, type Column } from '../lists/virtualList';
import type { Pull } from '../pulls';
import type { Store } from '../store';
import { WORDS } from '../words';
import { EmptyView, nextStep, type RunCommand } from './emptyView';
import type { View } from './view';

type SessionRow =
  | { readonly kind: 'group'; readonly session: Session }
  | { readonly kind: 'item'; readonly subscription: Subscription };

/** What the view asks of the page. */
export interface SubscriptionsActions {
  readonly pull: Pull;
  readonly run: RunCommand;
  /** Told how many subscriptions there are, whenever that is pulled. */
  readonly counted: (subscriptions: number) => void;
}

/** The tab SUBSCRIPTIONS. */
export class SubscriptionsView implements View {
  readonly tab = 'subscriptions';
  readonly interval = 250;
  readonly element = element('div', { class: 'list-frame' });
  private readonly columns: readonly Column[] = [
    { title: t(WORDS.filter), name: 'topic' },
    { title: t(WORDS.granted), name: 'granted' },
    { title: t(WORDS.note), name: 'sentence' },
  ];
  private readonly list: VirtualList;
  private readonly empty: EmptyView;
  private rows: readonly SessionRow[] = [];
  private pulled = false;

  constructor(
    private readonly store: Store,
    private readonly actions: SubscriptionsActions,
  ) {
    this.list = this.makeList();
    this.empty = new EmptyView(actions.run);
    this.element.append(this.list.element, this.empty.element);
    store.on((model, before) => {
      if (model.broker !== before.broker && this.pulled) this.showEmpty();
    });
  }

  async refresh(): Promise<void> {
    const page = await this.actions.pull('trace.sessions', { trace: this.store.model.trace });
    this.show(page.rows);
  }

  shown(visible: boolean): void {
    if (visible) this.list.update();
  }

  reset(): void {
    this.show([]);
    this.pulled = false;
  }

  tick(): void {
    // Nothing here has an age.
  }

  private show(sessions: readonly Session[]): void {
    this.rows = sessions.flatMap((session): SessionRow[] => [
      { kind: 'group', session },
      ...session.subscriptions.map((subscription) => ({ kind: 'item' as const, subscription })),
    ]);
    this.pulled = true;
    this.actions.counted(sessions.reduce((sum, session) => sum + session.subscriptions.length, 0));
    this.showEmpty();
    this.list.update();
  }

  private showEmpty(): void {
    const isEmpty = this.rows.length === 0;
    const step = nextStep(this.store.model.broker.running, 'qoscope.subscribe', t(WORDS.subscribe));
    this.empty.show(isEmpty ? { icon: 'broadcast', text: t(WORDS.emptySubscriptions), step } : null);
    this.list.element.classList.toggle('without-rows', isEmpty);
  }

  private makeList(): VirtualList {
    const list: VirtualList = new VirtualList({
      name: 'subscriptions',
      label: t(WORDS.subscriptions),
      columns: this.columns,
      count: () => this.rows.length,
      key: (index) => index,
      indexOf: (key) => (key < this.rows.length ? key : -1),
      kind: (index) => this.rows[index]?.kind ?? 'item',
      create: (kind) => (kind === 'group' ? createGroup() : rowOf(this.columns, [], [], notePair())),
      fill: (row, index) => this.fill(row, index),
      open: () => undefined,
    });
    walkByKeys(list.element, {
      count: () => this.rows.length,
      active: () => list.active ?? -1,
      page: () => Math.max(1, list.room - 2),
      entry: () => list.visible.first,
      move: (index) => list.activate(index),
      open: () => undefined,
      close: () => false,
    });
    return list;
  }

  private fill(node: HTMLElement, index: number): void {
    const row = this.rows[index];
    if (row?.kind === 'group') fillGroup(node, row.session);
    else if (row !== undefined) fillItem(node, row.subscription);
  }
}

function createGroup(): HTMLElement {
  return element(
    'div',
    { class: 'row group', role: 'row' },
    element(
      'span',
      { class: 'cell', role: 'gridcell', 'aria-colspan': 3 },
      element('span', { class: 'codicon', 'aria-hidden': 'true' }),
      element('strong', { class: 'group-name' }),
      element('span', { class: 'group-fact' }),
    ),
  );
}

function fillGroup(node: HTMLElement, session: Session): void {
  const [mark, name, fact] = node.firstElementChild?.children ?? [];
  if (!mark || !name || !fact) return;
  setAttribute(
    mark,
    'class',
    session.connected ? 'codicon codicon-plug tone-good' : 'codicon codicon-debug-disconnect',
  );
  setText(name, clientName(session.client));
  setText(fact, sessionFacts(session).join(' · '));
}

function sessionFacts(session: Session): readonly string[] {
  const presence = session.connected ? WORDS.connected : session.kept ? WORDS.keptAway : WORDS.away;
  const facts = [t(presence), `MQTT ${{ 3: '3.1', 4: '3.1.1', 5: '5' }[session.version]}`];
  if (session.connected) facts.push(t(session.kept ? WORDS.keptSession : WORDS.cleanSession));
  if (session.broker !== 'local') facts.push(brokerName(session));
  const n = session.subscriptions.length;
  facts.push(n === 0 ? t(WORDS.noSubscriptions) : counted(n, WORDS.subscriptionsOne, WORDS.subscriptionsMany));
  if (session.queued > 0) facts.push(counted(session.queued, WORDS.queuedOne, WORDS.queuedMany));
  return facts;
}

function notePair(): readonly Node[] {
  return [element('span', { class: 'codicon', 'aria-hidden': 'true' }), element('span')];
}

function fillItem(node: HTMLElement, subscription: Subscription): void {
  const [filter, granted, note] = node.children;
  const [mark, words] = note?.children ?? [];
  if (!filter || !granted || !mark || !words) return;
  const { grantedQos } = subscription;
  setText(filter, subscription.filter);
  setAttribute(filter, 'title', subscription.filter);
  setText(granted, grantedQos === null ? '–' : t(WORDS.qosLevel, { qos: grantedQos }));
  const said = noteOf(subscription);
  setAttribute(mark, 'class', said === null ? 'codicon' : icon(said.icon, said.tone).className);
  setText(words, said?.text ?? '');
}

/** What differs from what was asked for; null where nothing does (3.9.3: the granted QoS may be lower). */
function noteOf(subscription: Subscription): { icon: string; tone: 'waiting' | 'bad' | 'note'; text: string } | null {
  const { requestedQos, grantedQos, reason } = subscription;
  const qos = t(WORDS.qosLevel, { qos: requestedQos });
  if (grantedQos === requestedQos) return null;
  if (grantedQos !== null) return { icon: 'warning', tone: 'waiting', text: t(WORDS.askedFor, { qos }) };
  if (reason === null) return { icon: 'watch', tone: 'waiting', text: t(WORDS.grantPending, { qos }) };
  return { icon: 'error', tone: 'bad', text: t(WORDS.grantRefused, { qos, reason: reasonText(reason, translate) }) };
}
