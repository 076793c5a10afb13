/** The list of deliveries, live, and beside it the one that the person chose. */

import { PAGE_LIMIT } from '../../src/shared/engineApi';
import { DeliveryWindow } from '../deliveryWindow';
import { button, element, setText } from '../element';
import { counted, t } from '../l10n';
import { Follow } from '../lists/follow';
import { walkByKeys } from '../lists/listKeys';
import { VirtualList } from '../lists/virtualList';
import type { Store } from '../store';
import { WORDS } from '../words';
import { createDeliveryRow, deliveryColumns, fillDeliveryRow } from './deliveryRow';
import { DetailPane, type DetailActions } from './detail';
import { EmptyView, nextStep, type EmptyWords, type RunCommand } from './emptyView';
import type { View } from './view';

/** What the view asks of the page. */
export interface DeliveriesActions extends Omit<DetailActions, 'choose' | 'close' | 'trace'> {
  readonly run: RunCommand;
}

/** The tab DELIVERIES. */
export class DeliveriesView implements View {
  readonly tab = 'deliveries';
  readonly interval = 60;
  readonly element = element('div', { class: 'deliveries' });
  private readonly window = new DeliveryWindow();
  private readonly follow = new Follow();
  private readonly list: VirtualList;
  private readonly frame: HTMLElement;
  private readonly empty: EmptyView;
  private readonly detail: DetailPane;
  private readonly newest: HTMLElement;
  private headVersion = -1;
  private pointerAt = '';
  private toReveal: number | null = null;

  constructor(
    private readonly store: Store,
    private readonly actions: DeliveriesActions,
  ) {
    this.list = this.makeList();
    this.empty = new EmptyView(actions.run);
    this.detail = new DetailPane({
      ...actions,
      trace: () => store.model.trace,
      choose: (delivery) => this.reveal(delivery),
      close: () => this.choose(null),
    });
    this.newest = button('', () => this.startFollowing(), 'primary', {
      class: 'list-new',
      title: t(WORDS.showNewest),
      hidden: true,
    });
    this.frame = element('div', { class: 'list-frame' }, this.list.element, this.empty.element, this.newest);
    this.element.append(this.frame, this.detail.element);
    this.holdBackWhileUsed();
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.detail.delivery !== null) this.choose(null);
    });
    store.on((model, before) => {
      if (model.delivery !== before.delivery) this.open(model.delivery);
      if (model.broker !== before.broker) this.showEmpty();
    });
    this.open(store.model.delivery);
    this.toReveal = store.model.delivery;
  }

  /** Shows a delivery and its row, wherever it is in the list. */
  reveal(delivery: number): void {
    this.toReveal = delivery;
    this.choose(delivery);
    this.revealRow();
  }

  async refresh(): Promise<void> {
    await this.pullHead();
    await this.pullVisible();
    await this.detail.refresh();
  }

  shown(visible: boolean): void {
    if (visible) this.list.update();
  }

  reset(): void {
    this.window.reset();
    this.headVersion = -1;
    this.follow.arrived(0);
    this.choose(null);
    this.list.update();
  }

  /** Lets ages grow; called about once a second while the view is shown. */
  tick(): void {
    this.list.draw();
    this.detail.tick();
  }

  private makeList(): VirtualList {
    const columns = deliveryColumns();
    const list = new VirtualList(
      {
        name: 'deliveries',
        label: t(WORDS.deliveries),
        columns,
        count: () => this.window.count,
        key: (index) => this.window.numberAt(index),
        indexOf: (n) => this.window.indexOf(n),
        kind: () => 'delivery',
        create: () => createDeliveryRow(columns),
        fill: (row, index) => this.fill(row, index),
        open: (index) => this.choose(this.window.numberAt(index)),
      },
      this.follow,
    );
    list.onDraw = () => this.drawn();
    walkByKeys(list.element, {
      count: () => this.window.count,
      active: () => (list.active === null ? -1 : this.window.indexOf(list.active)),
      page: () => Math.max(1, list.room - 2),
      entry: () => Math.max(list.visible.first, list.visible.last - 1),
      move: (index) => this.walkTo(index),
      open: (index) => this.choose(this.window.numberAt(index)),
      close: () => this.closeDetail(),
    });
    return list;
  }

  private fill(row: HTMLElement, index: number): void {
    fillDeliveryRow(row, this.window.numberAt(index), this.window.row(index), {
      startedAt: this.store.model.counts?.startedAt ?? 0,
      now: this.actions.clock.now(),
    });
  }

  /** The row under the mouse and the row with the focus stay where they are. */
  private holdBackWhileUsed(): void {
    const list = this.list.element;
    this.frame.addEventListener('pointermove', (event) => {
      const at = `${event.clientX},${event.clientY}`;
      if (at === this.pointerAt) return; // the page moved under a mouse at rest
      this.pointerAt = at;
      this.follow.pointed(event.target instanceof Node && list.contains(event.target));
    });
    list.addEventListener('pointerleave', () => {
      this.follow.pointed(false);
      this.list.update();
    });
    list.addEventListener('focusout', () => {
      this.follow.focused(false);
      this.list.update();
    });
    list.addEventListener('focusin', () => this.follow.focused(this.list.active !== null));
  }

  private startFollowing(): void {
    this.list.activate(null);
    this.list.element.focus();
    this.follow.start();
    this.list.update();
    this.actions.invalidate();
  }

  private walkTo(index: number): void {
    const n = this.window.numberAt(index);
    this.follow.focused(true);
    this.list.activate(n);
    if (this.detail.delivery !== null) this.choose(n);
  }

  private choose(delivery: number | null): void {
    if (delivery !== null) this.follow.focused(this.list.element.contains(document.activeElement));
    const hadFocus = this.detail.element.contains(document.activeElement);
    this.store.set({ delivery });
    if (delivery === null && hadFocus) this.list.element.focus();
  }

  private closeDetail(): boolean {
    const open = this.detail.delivery !== null;
    this.choose(null);
    return open;
  }

  private open(delivery: number | null): void {
    this.detail.choose(delivery);
    this.list.select(delivery);
    this.element.classList.toggle('with-detail', delivery !== null);
    if (delivery === null) return;
    this.actions.invalidate();
    const listIsHidden = this.list.element.clientHeight === 0;
    if (listIsHidden && document.activeElement === this.list.element) this.detail.focus();
  }

  private revealRow(): void {
    const n = this.toReveal;
    if (n === null || this.window.count === 0) return;
    const index = this.window.indexOf(n);
    if (index >= this.window.count) return; // so new that its row comes with the next pull
    this.toReveal = null;
    if (index < 0) return; // it has left the log; the detail says so
    this.follow.stop();
    this.list.activate(n);
  }

  private async pullHead(): Promise<void> {
    const { trace, counts } = this.store.model;
    if (counts === null || counts.version === this.headVersion) return;
    const limit = this.window.count === 0 ? PAGE_LIMIT : this.follow.moves ? this.list.room + 2 : 1;
    const version = counts.version;
    const page = await this.actions.pull('trace.deliveries', {
      trace,
      before: null,
      limit: Math.min(limit, PAGE_LIMIT),
    });
    this.headVersion = version;
    this.actions.clock.sync(page.now);
    this.window.takeHead(page, this.store.model.counts ?? counts);
    this.follow.arrived(this.window.newest);
    this.showEmpty();
    this.list.update();
    this.revealRow();
  }

  private async pullVisible(): Promise<void> {
    const { first, last } = this.list.visible;
    const wanted = this.window.wanted(first, last);
    if (wanted === null) return;
    const page = await this.actions.pull('trace.deliveries', { trace: this.store.model.trace, ...wanted });
    this.actions.clock.sync(page.now);
    this.window.takePage(wanted, page);
    this.list.update();
  }

  private drawn(): void {
    const { first, last } = this.list.visible;
    if (this.list.atEnd) this.follow.showed(this.window.newest);
    else if (last >= first) this.follow.showed(this.window.numberAt(last) - 1);
    const unseen = this.follow.unseen;
    this.newest.hidden = unseen === 0;
    setText(this.newest, counted(unseen, WORDS.newOne, WORDS.newMany));
    for (let index = first; index <= last; index++) {
      if (this.window.row(index) === 'unread') {
        this.actions.invalidate();
        return;
      }
    }
  }

  private showEmpty(): void {
    const isEmpty = this.window.count === 0;
    this.empty.show(isEmpty ? this.emptyWords() : null);
    this.list.element.classList.toggle('without-rows', isEmpty);
  }

  private emptyWords(): EmptyWords {
    const { broker } = this.store.model;
    const address = broker.address === null ? '' : `${broker.address.host}:${broker.address.port}`;
    return {
      icon: 'arrow-swap',
      text: t(WORDS.emptyDeliveries),
      more: broker.running ? t(WORDS.emptyDeliveriesPublish, { address }) : t(WORDS.emptyDeliveriesBroker),
      step: nextStep(broker.running, 'qoscope.publish', t(WORDS.publish)),
    };
  }
}
