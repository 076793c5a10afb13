/** The list of deliveries, live, and beside it the one that the person chose. */

import { ROW_ORDERS, type RowOrder } from '../../src/shared/engineApi';
import type { Delivery } from '../../src/shared/model';
import type { SavedFilter } from '../../src/shared/panelApi';
import { element } from '../element';
import { t } from '../l10n';
import { narrowed } from '../quickFilters';
import { isBeingRead, type Store } from '../store';
import { WORDS } from '../words';
import { DeliveryList } from './deliveryList';
import { DetailPane, type DetailActions } from './detail';
import { EmptyView, nextStep, type EmptyWords, type RunCommand } from './emptyView';
import { mistakeIn } from './filterBar';
import { FilterLine } from './filterLine';
import { LeftOutLine } from './leftOutLine';
import { Menu } from './menu';
import { rowMenuFilter, rowMenuItems } from './rowMenu';
import type { View } from './view';

/** What the view asks of the page. */
export interface DeliveriesActions extends Omit<DetailActions, 'choose' | 'close' | 'trace'> {
  readonly run: RunCommand;
  readonly saveFilters: (filters: readonly SavedFilter[]) => void;
  readonly revealInTree: (delivery: number) => void;
  /** Says at the top of the page what it failed of: where no detail is open there is no other place. */
  readonly report: (doing: Promise<void>) => void;
}

/** The tab DELIVERIES. */
export class DeliveriesView implements View {
  readonly tab = 'deliveries';
  readonly interval = 150;
  readonly element: HTMLElement;
  private readonly panes = element('div', { class: 'deliveries' });
  private readonly line: FilterLine;
  private readonly menu = new Menu();
  private readonly list: DeliveryList;
  private readonly leftOut = new LeftOutLine(() => this.line.clear());
  private readonly empty: EmptyView;
  /** Made for the first delivery that is chosen. */
  private pane: DetailPane | null = null;

  constructor(
    private readonly store: Store,
    private readonly actions: DeliveriesActions,
  ) {
    this.list = this.makeList();
    this.line = new FilterLine(store, { known: this.list.knownTexts, saveFilters: actions.saveFilters });
    this.empty = new EmptyView(actions.run);
    const { list, empty, leftOut } = this;
    const frame = element('div', { class: 'list-frame' }, list.element, empty.element, leftOut.element);
    this.panes.append(frame);
    this.element = element('div', { class: 'deliveries-view' }, this.line.element, this.panes, this.menu.element);
    this.listen();
    this.open(store.model.delivery);
    if (store.model.delivery !== null) this.list.reveal(store.model.delivery);
  }

  /** Shows a delivery and its row, wherever it is in the list. */
  reveal(delivery: number): void {
    this.list.reveal(delivery);
    this.choose(delivery);
  }

  async refresh(): Promise<void> {
    await Promise.all([this.list.refresh(), this.pane?.refresh()]);
  }

  shown(visible: boolean): void {
    if (visible) this.list.shown();
  }

  reset(): void {
    this.list.reset();
    this.choose(null);
  }

  /** Lets ages grow; called about once a second while the view is shown. */
  tick(): void {
    this.list.tick();
    this.pane?.tick();
  }

  private get detail(): DetailPane {
    if (this.pane !== null) return this.pane;
    this.pane = new DetailPane({
      ...this.actions,
      trace: () => this.store.model.trace,
      choose: (delivery) => this.reveal(delivery),
      close: () => this.choose(null),
    });
    this.panes.append(this.pane.element);
    return this.pane;
  }

  private makeList(): DeliveryList {
    const { store, actions } = this;
    const { filter, order, descending } = store.model;
    return new DeliveryList(
      { filter: mistakeIn(filter) === null ? filter : '', order, descending },
      {
        pull: actions.pull,
        clock: actions.clock,
        trace: () => store.model.trace,
        version: () => store.model.counts?.version ?? -1,
        startedAt: () => store.model.counts?.startedAt ?? 0,
        choose: (delivery) => this.choose(delivery),
        isOpen: () => store.model.delivery !== null,
        startsAtTop: store.model.capture !== null,
        grows: () => store.model.capture === null || isBeingRead(store.model),
        close: () => this.closeDetail(),
        leftOut: (delivery) => this.leftOut.show(delivery, this.store.model),
        sort: (by) => this.sort(by),
        invalidate: actions.invalidate,
        changed: (isNew) => this.counted(isNew),
        menu: (delivery, column, x, y) => this.openMenu(delivery, column, x, y),
        quick: (delivery, column) => this.narrow(rowMenuFilter(delivery, column)),
      },
    );
  }

  private listen(): void {
    this.store.on((model, before) => {
      if (model.delivery !== before.delivery) this.open(model.delivery);
      this.leftOut.keep(model);
      if (model.broker !== before.broker || model.capture !== before.capture) this.showEmpty();
      if (isBeingRead(model) !== isBeingRead(before)) this.list.tick();
      if (model.filter !== before.filter || model.order !== before.order || model.descending !== before.descending) {
        this.ask();
      }
    });
    this.panes.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.store.model.delivery !== null) this.choose(null);
    });
  }

  /** A filter that cannot be read is marked where it stands, and the rows stay. */
  private ask(): void {
    const { filter, order, descending, delivery } = this.store.model;
    if (mistakeIn(filter) === null) this.list.ask({ filter, order, descending }, delivery);
  }

  private counted(isNew: boolean): void {
    this.line.count(this.list.total, isNew);
    this.showEmpty();
  }

  private openMenu(delivery: Delivery, column: string | null, x: number, y: number): void {
    const items = rowMenuItems(delivery, column, {
      narrow: (condition) => this.narrow(condition),
      copy: (text) => this.actions.report(this.actions.copy(text)),
      openMessage: (n) => this.actions.report(this.actions.openMessage(n)),
      revealInTree: this.actions.revealInTree,
    });
    this.menu.open(t(WORDS.rowMenu, { n: delivery.n }), items, x, y);
  }

  private narrow(condition: string | null): void {
    if (condition !== null) this.store.set({ filter: narrowed(this.store.model.filter, condition) });
  }

  /** A first choice sorts upwards, a second the other way round, a third goes back to the order of time. */
  private sort(by: string): void {
    const chosen = ROW_ORDERS.find((order) => order === by);
    if (chosen === undefined) return;
    this.store.set(nextOrder(this.store.model, chosen));
  }

  private choose(delivery: number | null): void {
    const hadFocus = this.pane?.element.contains(document.activeElement) === true;
    this.store.set({ delivery });
    if (delivery === null && hadFocus) this.list.focus();
  }

  private closeDetail(): boolean {
    const open = this.store.model.delivery !== null;
    this.choose(null);
    return open;
  }

  private open(delivery: number | null): void {
    if (delivery === null) this.pane?.close();
    else this.detail.choose(delivery, this.list.known(delivery));
    this.list.select(delivery);
    this.panes.classList.toggle('with-detail', delivery !== null);
    if (delivery === null) return;
    void this.detail.refresh(); // at once, whatever the list is about to ask
    if (this.list.isHidden && this.list.hasFocus) this.detail.focus();
  }

  private showEmpty(): void {
    this.empty.show(this.list.total === 0 ? this.emptyWords() : null);
  }

  private emptyWords(): EmptyWords {
    const { broker, capture, counts, filter } = this.store.model;
    const goesOn = isBeingRead({ capture }) ? { more: t(WORDS.captureGoesOn) } : {};
    if (filter !== '' && (counts?.deliveries ?? 0) > 0) {
      const step = { label: t(WORDS.clearFilter), command: () => this.line.clear() };
      return { icon: 'filter', text: t(WORDS.nonePasses), ...goesOn, step };
    }
    if (capture !== null) {
      const text = t(isBeingRead({ capture }) ? WORDS.emptyCaptureSoFar : WORDS.emptyCapture);
      return { icon: 'arrow-swap', text, ...goesOn };
    }
    const address = broker.address === null ? '' : `${broker.address.host}:${broker.address.port}`;
    return {
      icon: 'arrow-swap',
      text: t(WORDS.emptyDeliveries),
      more: broker.running ? t(WORDS.emptyDeliveriesPublish, { address }) : t(WORDS.emptyDeliveriesBroker),
      step: nextStep(this.store.model, 'qoscope.publish', t(WORDS.publish)),
    };
  }
}

function nextOrder(
  now: { readonly order: RowOrder; readonly descending: boolean },
  chosen: RowOrder,
): { readonly order: RowOrder; readonly descending: boolean } {
  if (chosen !== now.order) return { order: chosen, descending: false };
  if (!now.descending) return { order: chosen, descending: true };
  return { order: 'time', descending: false };
}
