/** What each client is subscribed to: filter, granted QoS, what came through it at which level, and what differs. */

import type { Session, Subscription } from '../../src/shared/model';
import { QOS_LEVELS } from '../../src/shared/model';
import { quoteText } from '../../src/shared/filter/lexer';
import { reasonText } from '../../src/shared/reasonCodes';
import { brokerName, clientName } from '../deliveryWords';
import { element, iconClass, setAttribute, setText, type Tone } from '../element';
import { KeyNumbers } from '../grid/keyNumbers';
import { RowGrid } from '../grid/rowGrid';
import { counted, formatNumber, formatTimeOfDay, t, translate } from '../l10n';
import { rowOf, type Column } from '../lists/virtualList';
import type { Pull } from '../pulls';
import type { Store } from '../store';
import { WORDS } from '../words';
import { nextStep, type RunCommand } from './emptyView';
import type { View } from './view';

type SessionRow =
  | { readonly kind: 'group'; readonly key: number; readonly session: Session }
  | { readonly kind: 'item'; readonly key: number; readonly session: Session; readonly subscription: Subscription };

/** What the view asks of the page. */
export interface SubscriptionsActions {
  readonly pull: Pull;
  readonly run: RunCommand;
  /** Shows the deliveries that the filter leaves. */
  readonly showFilter: (filter: string) => void;
}

/** The tab SUBSCRIPTIONS. */
export class SubscriptionsView implements View {
  readonly tab = 'subscriptions';
  readonly interval = 250;
  readonly element: HTMLElement;
  private readonly grid: RowGrid<SessionRow>;
  private readonly numbers = new KeyNumbers();
  private pulled = false;

  constructor(
    private readonly store: Store,
    private readonly actions: SubscriptionsActions,
  ) {
    this.grid = this.makeGrid();
    this.element = this.grid.element;
    store.on((model, before) => {
      if (model.broker !== before.broker && this.pulled) this.showEmpty();
    });
  }

  async refresh(): Promise<void> {
    const page = await this.actions.pull('trace.sessions', { trace: this.store.model.trace });
    this.pulled = true;
    this.grid.show(page.rows.flatMap((session) => this.rowsOf(session)));
    this.showEmpty();
  }

  shown(visible: boolean): void {
    if (visible) this.grid.laidOut();
  }

  reset(): void {
    this.pulled = false;
    this.grid.replace([]);
  }

  tick(): void {
    // Nothing here has an age.
  }

  private rowsOf(session: Session): SessionRow[] {
    const items = session.subscriptions.map((subscription) => ({
      kind: 'item' as const,
      key: this.numbers.of(session.n, subscription.filter),
      session,
      subscription,
    }));
    return [{ kind: 'group', key: this.numbers.of(session.n), session }, ...items];
  }

  private showEmpty(): void {
    const step = nextStep(this.store.model, 'qoscope.subscribe', t(WORDS.subscribe));
    const words = { icon: 'broadcast', text: t(WORDS.emptySubscriptions), step };
    this.grid.showEmpty(this.grid.rows.length === 0 ? words : null);
  }

  private makeGrid(): RowGrid<SessionRow> {
    const columns: readonly Column[] = [
      { title: t(WORDS.filter), name: 'topic' },
      { title: t(WORDS.granted), name: 'granted' },
      { title: t(WORDS.messages), name: 'messages', hint: t(WORDS.messagesHint) },
      { title: t(WORDS.lastMessage), name: 'time' },
      { title: t(WORDS.note), name: 'sentence' },
    ];
    return new RowGrid<SessionRow>(
      {
        name: 'subscriptions',
        label: t(WORDS.subscriptions),
        columns,
        create: (kind) => (kind === 'group' ? createGroup() : rowOf(columns, [], [], [], [], notePair())),
        fill: (node, row) => this.fill(node, row),
        open: (row) => {
          if (row.kind === 'item') this.actions.showFilter(filterOfSubscription(row.session, row.subscription));
        },
      },
      this.actions.run,
    );
  }

  private fill(node: HTMLElement, row: SessionRow): void {
    if (row.kind === 'group') fillGroup(node, row.session);
    else fillItem(node, row.subscription, this.store.model.counts?.startedAt ?? 0);
  }
}

/** The filter that leaves what came through a subscription. */
function filterOfSubscription({ client }: Session, { filter }: Subscription): string {
  return `qos.client == ${quoteText(client)} && qos.filter == ${quoteText(filter)}`;
}

function createGroup(): HTMLElement {
  return element(
    'div',
    { class: 'row group', role: 'row' },
    element(
      'span',
      { class: 'cell', role: 'gridcell', 'aria-colspan': 5 },
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

function fillItem(node: HTMLElement, subscription: Subscription, startedAt: number): void {
  const [filter, granted, messages, last, note] = node.children;
  const [mark, words] = note?.children ?? [];
  if (!filter || !granted || !messages || !last || !mark || !words) return;
  const { grantedQos, delivered } = subscription;
  setText(filter, subscription.filter);
  setAttribute(filter, 'title', subscription.filter);
  setText(granted, grantedQos === null ? '–' : t(WORDS.qosLevel, { qos: grantedQos }));
  setText(messages, delivered === undefined ? '–' : messagesByLevel(delivered.observed));
  setAttribute(messages, 'title', messages.textContent);
  setText(
    last,
    delivered === undefined ? '–' : formatTimeOfDay(startedAt + Math.floor(delivered.lastAt / 1000) * 1000),
  );
  const said = noteOf(subscription);
  setAttribute(mark, 'class', said === null ? 'codicon' : iconClass(said.icon, said.tone));
  setText(words, said?.text ?? '');
  setAttribute(words, 'title', words.textContent);
}

/** "1,204 at QoS 1, 3 at QoS 0". */
function messagesByLevel(observed: readonly [number, number, number]): string {
  const levels = QOS_LEVELS.filter((qos) => observed[qos] > 0).reverse();
  return levels.map((qos) => t(WORDS.seenAt, { n: formatNumber(observed[qos]), qos })).join(', ');
}

/** A note on a subscription. */
interface Note {
  readonly icon: string;
  readonly tone: Tone;
  readonly text: string;
}

/** What differs from what was asked for, and what that does to messages; null where nothing differs. */
function noteOf(subscription: Subscription): Note | null {
  const { requestedQos, grantedQos, reason, delivered } = subscription;
  const qos = t(WORDS.qosLevel, { qos: requestedQos });
  if (grantedQos === null) {
    if (reason === null) return { icon: 'watch', tone: 'waiting', text: t(WORDS.grantPending, { qos }) };
    return { icon: 'error', tone: 'bad', text: t(WORDS.grantRefused, { qos, reason: reasonText(reason, translate) }) };
  }
  // 3.9.3 (3.1.1: 3.9.3): the granted QoS may be lower than the requested one.
  const asked = grantedQos === requestedQos ? [] : [t(WORDS.askedFor, { qos })];
  const lowered = delivered?.lowered ?? 0;
  if (lowered > 0) asked.push(counted(lowered, WORDS.loweredOne, WORDS.loweredMany, { granted: grantedQos }));
  if (asked.length === 0) return null;
  return {
    icon: lowered > 0 ? 'arrow-down' : 'warning',
    tone: lowered > 0 ? 'note' : 'waiting',
    text: asked.join('; '),
  };
}
