/** The page: views under one bar, kept up to date by the host's events, pulling only what is seen. */

import {
  PAGE_TABS,
  type PageCommand,
  type PageMemory,
  type PageState,
  type PageTab,
  type SavedFilter,
} from '../src/shared/panelApi';
import type { HostConnection } from './connection';
import { element } from './element';
import { t } from './l10n';
import { ProblemLine } from './problem';
import { PullBudget, type Turns } from './pullBudget';
import { pullsOver, type Pull } from './pulls';
import { filterWithin } from './rates/rateSpan';
import { Refresher } from './refresher';
import { Store, type PageModel } from './store';
import { TraceClock } from './traceClock';
import { Bar } from './views/bar';
import { DeliveriesView } from './views/deliveries';
import { InFlightView } from './views/inFlight';
import { MatrixView } from './views/matrix';
import { RatesView } from './views/rates';
import { SubscriptionsView } from './views/subscriptions';
import { Tabs } from './views/tabs';
import type { View } from './views/view';
import { WORDS } from './words';

const PULLS_PER_SECOND = 20;
const TICK_EVERY = 1000;

/** A capture's time ends with it: nothing in it grows older while someone looks. */
const STANDING = (): number => 0;

const turns: Turns = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    setTimeout(run, milliseconds);
  },
};

/** The whole page, from the state that `ready` gave. */
export class Page {
  private readonly store: Store;
  private readonly pull: Pull;
  private readonly clock: TraceClock;
  private readonly deliveries: DeliveriesView;
  private readonly views: readonly View[];
  private readonly refreshers = new Map<PageTab, Refresher>();
  private readonly tabs: Tabs;
  /** Of requests that belong to no view: commands, and what to remember. */
  private readonly problem = new ProblemLine(() => this.problem.clear(), t(WORDS.dismiss));

  constructor(
    private readonly connection: HostConnection,
    state: PageState,
    root: HTMLElement,
  ) {
    this.store = new Store(modelOf(state));
    this.clock = state.capture === null ? new TraceClock() : new TraceClock(STANDING);
    this.pull = pullsOver(connection, new PullBudget(PULLS_PER_SECOND, turns));
    const subscriptions = new SubscriptionsView(this.store, {
      pull: this.pull,
      run: this.run,
      showFilter: (filter) => this.store.set({ tab: 'deliveries', filter }),
    });
    this.deliveries = this.makeDeliveries();
    this.views = [this.deliveries, subscriptions, this.makeInFlight(), this.makeMatrix(), this.makeRates()];
    this.tabs = new Tabs(this.views, state.tab, this.chooseTab, () => this.current().refresher?.invalidate());
    for (const view of this.views) this.refreshers.set(view.tab, this.refresherOf(view));
    const heading = element('h1', { class: 'visually-hidden' }, t(WORDS.pageName));
    root.setAttribute('role', 'main');
    root.replaceChildren(
      heading,
      new Bar(this.store, this.run, this.save).element,
      this.problem.element,
      this.tabs.element,
    );
    this.store.on((model, before) => this.changed(model, before));
    this.listen();
    this.drawBadges(this.store.model);
    this.showTab(state.tab);
  }

  private readonly run = (command: PageCommand): void => {
    void this.report(this.connection.call('run', { command }));
  };

  private readonly save = (): void => {
    void this.report(this.connection.call('exportTrace', { filter: this.store.model.filter }));
  };

  private readonly chooseTab = (tab: PageTab): void => {
    this.store.set({ tab });
  };

  private readonly reveal = (delivery: number): void => {
    this.store.set({ tab: 'deliveries' });
    this.deliveries.reveal(delivery);
  };

  /** Shows the deliveries that a filter leaves. */
  private readonly showFilter = (filter: string): void => {
    this.store.set({ tab: 'deliveries', filter });
  };

  private readonly saveFilters = (filters: readonly SavedFilter[]): void => {
    this.store.set({ savedFilters: filters });
    void this.report(this.connection.call('saveFilters', { filters }));
  };

  private makeDeliveries(): DeliveriesView {
    return new DeliveriesView(this.store, {
      pull: this.pull,
      clock: this.clock,
      run: this.run,
      openMessage: (delivery) => this.connection.call('openMessage', { delivery }),
      copy: (text) => this.connection.call('copy', { text }),
      savePicture: (name, format, content) => this.connection.call('savePicture', { name, format, content }),
      revealInTree: (delivery) => void this.report(this.connection.call('revealInTree', { delivery })),
      saveFilters: this.saveFilters,
      invalidate: () => this.refreshers.get('deliveries')?.invalidate(),
    });
  }

  private makeInFlight(): InFlightView {
    const { pull, clock, run, reveal } = this;
    const invalidate = () => this.refreshers.get('inFlight')?.invalidate();
    return new InFlightView(this.store, { pull, clock, run, reveal, invalidate });
  }

  private makeMatrix(): MatrixView {
    const { pull, run, reveal } = this;
    const showFilter = (filter: string) => this.store.set({ tab: 'deliveries', filter });
    return new MatrixView(this.store, { pull, run, reveal, showFilter });
  }

  private makeRates(): RatesView {
    return new RatesView(this.store, {
      pull: this.pull,
      clock: this.clock,
      invalidate: () => this.refreshers.get('rates')?.invalidate(),
      filterWithin: (window) => this.store.set({ filter: filterWithin(this.store.model.filter, window) }),
      showDeliveries: () => this.store.set({ tab: 'deliveries' }),
    });
  }

  private refresherOf(view: View): Refresher {
    return new Refresher(
      {
        interval: view.interval,
        isVisible: () => !document.hidden && this.store.model.tab === view.tab,
        version: () => this.version(),
        refresh: async () => {
          await view.refresh();
          this.tabs.problem(view.tab)?.clear();
        },
        onProblem: (error) => this.tabs.problem(view.tab)?.show(error),
      },
      turns,
    );
  }

  /** The version that there is to show; -1 while no engine could answer. */
  private version(): number {
    const { counts, stopped } = this.store.model;
    return counts === null || stopped !== null ? -1 : counts.version;
  }

  private listen(): void {
    this.connection.on('traceChanged', (counts) => {
      if (counts.trace === this.store.model.trace) this.store.set({ counts });
    });
    this.connection.on('brokerChanged', (broker) => this.store.set({ broker }));
    this.connection.on('connectionsChanged', (connections) => this.store.set({ connections }));
    this.connection.on('engineStopped', (reason) => this.engineStopped(reason));
    this.connection.on('reveal', ({ delivery }) => this.reveal(delivery.n));
    this.connection.on('showFilter', this.showFilter);
    document.addEventListener('visibilitychange', () => this.poke());
    setInterval(() => {
      if (!document.hidden && this.version() >= 0) this.current().view?.tick();
    }, TICK_EVERY);
  }

  private engineStopped(reason: string | null): void {
    this.store.set({ stopped: reason });
    if (reason === null) void this.report(this.beginAnew());
  }

  /** Another engine answers: its trace has other rows under the same numbers. */
  private async beginAnew(): Promise<void> {
    const state = await this.connection.call('ready', null);
    for (const view of this.views) view.reset();
    const { trace, counts, broker, connections, stopped } = modelOf(state);
    this.store.set({ trace, counts, broker, connections, stopped });
    this.current().refresher?.invalidate();
  }

  private changed(model: PageModel, before: PageModel): void {
    if (model.tab !== before.tab) this.showTab(model.tab);
    const memory = memoryOf(model);
    const held = memoryOf(before);
    if (REMEMBERED.some((name) => memory[name] !== held[name])) {
      void this.report(this.connection.call('remember', memory));
    }
    if (model.counts !== before.counts) this.drawBadges(model);
    this.poke();
  }

  private showTab(tab: PageTab): void {
    this.tabs.show(tab);
    // The toolkit shows the panel in its next turn; only then has the view a size to draw in.
    requestAnimationFrame(() => {
      for (const view of this.views) view.shown(view.tab === this.store.model.tab);
      this.poke();
    });
  }

  private drawBadges({ counts }: PageModel): void {
    this.tabs.count('inFlight', counts?.inFlight ?? null);
    this.tabs.count('subscriptions', counts?.subscriptions ?? null);
  }

  private poke(): void {
    for (const tab of PAGE_TABS) this.refreshers.get(tab)?.poke();
  }

  private current(): { readonly view: View | undefined; readonly refresher: Refresher | undefined } {
    const { tab } = this.store.model;
    return { view: this.views.find((view) => view.tab === tab), refresher: this.refreshers.get(tab) };
  }

  private async report(doing: Promise<void>): Promise<void> {
    try {
      await doing;
    } catch (error) {
      this.problem.show(error);
    }
  }
}

function modelOf(state: PageState): PageModel {
  const { trace, capture, counts, broker, connections, place, savedFilters } = state;
  const stopped = counts === null ? t(WORDS.engineNotRunning) : null;
  return { trace, capture, counts, broker, connections, place, savedFilters, ...memoryOf(state), stopped };
}

const REMEMBERED = ['tab', 'delivery', 'filter', 'order', 'descending'] as const;

function memoryOf({ tab, delivery, filter, order, descending }: PageMemory): PageMemory {
  return { tab, delivery, filter, order, descending };
}
