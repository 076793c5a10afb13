/** The page: views under one bar, kept up to date by the host's events, pulling only what is seen. */

import type { TraceCounts } from '../src/shared/engineApi';
import type {
  FirstRows,
  PageCommand,
  PageMemory,
  PageState,
  PageTab,
  PanelEvents,
  SavedFilter,
} from '../src/shared/panelApi';
import type { HostConnection } from './connection';
import { element } from './element';
import { t } from './l10n';
import type { KeptMemory } from './keptMemory';
import { Latest } from './latest';
import { ProblemLine } from './problem';
import { PullBudget, type Turns } from './pullBudget';
import { answeredFirst, pullsOver, type Pull } from './pulls';
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
/** Milliseconds between two changes of the trace that the page takes in: the host tells of more than anyone can read. */
const COUNTS_EVERY = 150;

/** Milliseconds between two refreshes that a person waits for. */
const PROMPT = 60;

/** Milliseconds after which the page is held to be drawn although its first rows have not come. */
const FIRST_ROWS_WITHIN = 500;

/** A capture's time is that of its packets: nothing in it grows older while someone looks. */
const STANDING = (): number => 0;

const turns: Turns = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    setTimeout(run, milliseconds);
  },
};

/** What the page's frame is drawn from. */
export type PageFrame = PageMemory & Pick<PageState, 'place'>;

/** A view that was looked at, and what keeps it up to date. */
interface Made {
  readonly view: View;
  readonly refresher: Refresher;
}

/**
 * The whole page. Its frame stands from the start; what there is it says once the host has told it, and shows with the rows
 * that were asked with that. Its views are made when they are first looked at.
 */
export class Page {
  /** Resolves when the first rows stand, or where they are not soon to come: what nobody waits for may begin. */
  readonly drawn: Promise<void>;
  private settle: () => void = () => undefined;
  private readonly store: Store;
  private readonly pull: Pull;
  private readonly clock: TraceClock;
  private deliveries: DeliveriesView | null = null;
  private readonly made = new Map<PageTab, Made>();
  private readonly tabs: Tabs;
  private readonly parts: readonly HTMLElement[];
  /** Of requests that belong to no view: commands, and what to remember. */
  private readonly problem = new ProblemLine(() => this.problem.clear(), t(WORDS.dismiss));

  constructor(
    private readonly connection: HostConnection,
    private readonly start: PageFrame | PageState,
    firstRows: Promise<FirstRows | null>,
    private readonly kept: KeptMemory,
  ) {
    this.drawn = new Promise((resolve) => (this.settle = resolve));
    this.store = new Store('trace' in start ? modelOf(start) : unknownModel(start));
    this.clock = this.store.model.capture === null ? new TraceClock() : new TraceClock(STANDING);
    this.pull = answeredFirst(firstRows, pullsOver(connection, new PullBudget(PULLS_PER_SECOND, turns)));
    this.tabs = new Tabs(start.tab, this.chooseTab, () => this.made.get(this.store.model.tab)?.refresher.invalidate());
    const heading = element('h1', { class: 'visually-hidden' }, t(WORDS.pageName));
    const bar = new Bar(this.store, this.run, this.save);
    this.parts = [heading, bar.element, this.problem.element, this.tabs.element];
    this.store.on((model, before) => this.changed(model, before));
    this.listen();
    this.drawBadges(this.store.model);
    this.showTab(start.tab);
  }

  /** Puts the page into the document where it is not, in place of what stands there. */
  stand(root: HTMLElement): void {
    if (this.tabs.element.parentNode === root) return;
    root.setAttribute('role', 'main');
    root.replaceChildren(...this.parts);
  }

  /** Takes in what the host told at first. What is open may be another than at the start, where a page is loaded once more. */
  begin(state: PageState): void {
    turns.after(FIRST_ROWS_WITHIN, this.settle);
    const { delivery } = this.store.model;
    const opened: PageMemory = { ...memoryOf(state), ...this.chosen() };
    this.store.set({ ...modelOf(state), ...opened });
    this.kept.keep(opened);
    this.poke(); // not before: each part knows by now what is asked for
    if (opened.delivery !== null && opened.delivery !== delivery) this.deliveries?.reveal(opened.delivery);
  }

  /** What the person has opened before the host answered. */
  private chosen(): Partial<PageMemory> {
    const { model } = this.store;
    return Object.fromEntries(
      REMEMBERED.filter((name) => model[name] !== this.start[name]).map((name) => [name, model[name]]),
    );
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
    this.deliveries?.reveal(delivery);
  };

  /** Shows the deliveries that a filter leaves. */
  private readonly showFilter = (filter: string): void => {
    this.store.set({ tab: 'deliveries', filter });
  };

  private readonly saveFilters = (filters: readonly SavedFilter[]): void => {
    this.store.set({ savedFilters: filters });
    void this.report(this.connection.call('saveFilters', { filters }));
  };

  /** The view of a tab, made where it is not yet. */
  private make(tab: PageTab): Made {
    const present = this.made.get(tab);
    if (present !== undefined) return present;
    const view = this.makers[tab]();
    const made = { view, refresher: this.refresherOf(view) };
    this.made.set(tab, made);
    this.tabs.mount(view);
    return made;
  }

  private readonly makers: Readonly<Record<PageTab, () => View>> = {
    deliveries: () => this.makeDeliveries(),
    subscriptions: () =>
      new SubscriptionsView(this.store, { pull: this.pull, run: this.run, showFilter: this.showFilter }),
    inFlight: () => this.makeInFlight(),
    matrix: () => this.makeMatrix(),
    rates: () => this.makeRates(),
  };

  private makeDeliveries(): DeliveriesView {
    this.deliveries = new DeliveriesView(this.store, {
      pull: this.pull,
      clock: this.clock,
      run: this.run,
      openMessage: (delivery) => this.connection.call('openMessage', { delivery }),
      copy: (text) => this.connection.call('copy', { text }),
      savePicture: (name, format, content) => this.connection.call('savePicture', { name, format, content }),
      revealInTree: (delivery) => void this.report(this.connection.call('revealInTree', { delivery })),
      saveFilters: this.saveFilters,
      report: (doing) => void this.report(doing),
      invalidate: () => this.made.get('deliveries')?.refresher.invalidate(),
    });
    return this.deliveries;
  }

  private makeInFlight(): InFlightView {
    const { pull, clock, run, reveal } = this;
    const invalidate = () => this.made.get('inFlight')?.refresher.invalidate();
    return new InFlightView(this.store, { pull, clock, run, reveal, invalidate });
  }

  private makeMatrix(): MatrixView {
    const { pull, run, reveal, showFilter } = this;
    return new MatrixView(this.store, { pull, run, reveal, showFilter });
  }

  private makeRates(): RatesView {
    return new RatesView(this.store, {
      pull: this.pull,
      clock: this.clock,
      invalidate: () => this.made.get('rates')?.refresher.invalidate(),
      filterWithin: (window) => this.store.set({ filter: filterWithin(this.store.model.filter, window) }),
      showDeliveries: () => this.store.set({ tab: 'deliveries' }),
    });
  }

  private refresherOf(view: View): Refresher {
    return new Refresher(
      {
        interval: view.interval,
        prompt: PROMPT,
        isVisible: () => !document.hidden && this.store.model.tab === view.tab,
        version: () => this.version(),
        refresh: async () => {
          await view.refresh();
          this.settle();
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
    const newest = new Latest<TraceCounts>(COUNTS_EVERY, turns, (counts) => {
      if (counts.trace === this.store.model.trace) this.store.set({ counts });
    });
    const furthest = new Latest<PanelEvents['captureChanged']>(COUNTS_EVERY, turns, ({ capture, counts }) => {
      if (counts.trace === this.store.model.trace) this.store.set({ capture, counts });
    });
    this.connection.on('traceChanged', (counts) => newest.hear(counts));
    this.connection.on('captureChanged', (change) => furthest.hear(change));
    this.connection.on('brokerChanged', (broker) => this.store.set({ broker }));
    this.connection.on('connectionsChanged', (connections) => this.store.set({ connections }));
    this.connection.on('engineStopped', (reason) => this.engineStopped(reason));
    // Before the host has answered, its answer is to come: that holds what is to be opened.
    this.connection.on('reveal', ({ delivery }) => this.store.model.isKnown && this.reveal(delivery.n));
    this.connection.on('showFilter', (filter) => this.store.model.isKnown && this.showFilter(filter));
    document.addEventListener('visibilitychange', () => this.poke());
    setInterval(() => {
      if (!document.hidden && this.version() >= 0) this.made.get(this.store.model.tab)?.view.tick();
    }, TICK_EVERY);
  }

  private engineStopped(reason: string | null): void {
    this.store.set({ stopped: reason });
    if (reason === null) void this.report(this.beginAnew());
  }

  /** Another engine answers: its trace has other rows under the same numbers. */
  private async beginAnew(): Promise<void> {
    const state = await this.connection.call('ready', null);
    for (const { view } of this.made.values()) view.reset();
    const { trace, capture, counts, broker, connections, stopped } = modelOf(state);
    this.store.set({ trace, capture, counts, broker, connections, stopped });
    this.made.get(this.store.model.tab)?.refresher.invalidate();
  }

  private changed(model: PageModel, before: PageModel): void {
    if (model.tab !== before.tab) this.showTab(model.tab);
    if (model.counts !== before.counts) this.drawBadges(model);
    if (model.isKnown !== before.isKnown) return; // the host's own answer: `begin` does the rest
    if (REMEMBERED.some((name) => model[name] !== before[name])) this.remember(memoryOf(model));
    this.poke();
  }

  private remember(memory: PageMemory): void {
    this.kept.keep(memory);
    void this.report(this.connection.call('remember', memory));
  }

  private showTab(tab: PageTab): void {
    const isNew = !this.made.has(tab);
    const { refresher } = this.make(tab);
    this.tabs.show(tab);
    if (isNew) refresher.poke(); // its rows are on their way while it gets its place
    // In the next frame: to ask a view for its size now would lay the page out once more.
    requestAnimationFrame(() => {
      for (const { view } of this.made.values()) view.shown(view.tab === this.store.model.tab);
      this.poke();
    });
  }

  private drawBadges({ counts }: PageModel): void {
    this.tabs.count('inFlight', counts?.inFlight ?? null);
    this.tabs.count('subscriptions', counts?.subscriptions ?? null);
  }

  private poke(): void {
    for (const { refresher } of this.made.values()) refresher.poke();
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
  return {
    isKnown: true,
    trace,
    capture,
    counts,
    broker,
    connections,
    place,
    savedFilters,
    ...memoryOf(state),
    stopped,
  };
}

/** Of the live trace, before the host has answered. */
function unknownModel(start: PageFrame): PageModel {
  const { place } = start;
  const broker = { running: false, address: null, doors: [], clients: 0 };
  const nothing = { trace: -1, capture: null, counts: null, broker, connections: [], stopped: null };
  return { isKnown: false, ...nothing, place, savedFilters: [], ...memoryOf(start) };
}

const REMEMBERED = ['tab', 'delivery', 'filter', 'order', 'descending'] as const;

function memoryOf({ tab, delivery, filter, order, descending }: PageMemory): PageMemory {
  return { tab, delivery, filter, order, descending };
}
