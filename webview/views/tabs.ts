/**
 * The tabs of the page, each with its view and the line of its problem. They are elements of the browser's own: they
 * stand in the page's first frame, which the toolkit's panels would hold up.
 */

import { PAGE_TABS, type PageTab } from '../../src/shared/panelApi';
import { element, setAttribute, setHidden, setText } from '../element';
import { formatNumber, t } from '../l10n';
import { ProblemLine } from '../problem';
import { WORDS } from '../words';
import type { View } from './view';

const TITLES: Readonly<Record<PageTab, string>> = {
  deliveries: WORDS.deliveries,
  subscriptions: WORDS.subscriptions,
  inFlight: WORDS.inFlight,
  matrix: WORDS.matrix,
  rates: WORDS.rates,
};

/** A tab and what stands behind it. */
interface Tab {
  readonly button: HTMLButtonElement;
  readonly badge: HTMLElement;
  readonly place: HTMLElement;
  readonly problem: ProblemLine;
}

/** Tabs with a place for the view of each. One of them is the tab stop; arrows, Home and End walk and choose. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly tabs: ReadonlyMap<PageTab, Tab>;
  private shown: PageTab | null = null;

  /** `onChoose` hears of the person's choices alone; `retry` asks a view's rows again. */
  constructor(
    tab: PageTab,
    private readonly onChoose: (tab: PageTab) => void,
    retry: () => void,
  ) {
    this.tabs = new Map(PAGE_TABS.map((name) => [name, this.make(name, retry)]));
    const all = [...this.tabs.values()];
    const list = element('div', { class: 'tab-list', role: 'tablist', 'aria-label': t(WORDS.pageName) });
    list.append(...all.map(({ button }) => button));
    list.addEventListener('keydown', (event) => this.walk(event));
    this.element = element('div', { class: 'tabs' }, list, ...all.map(({ place }) => place));
    this.show(tab);
  }

  /** Puts a view behind its tab. */
  mount(view: View): void {
    this.tabs.get(view.tab)?.place.append(view.element);
  }

  /** Brings a tab to the front. */
  show(tab: PageTab): void {
    if (tab === this.shown) return;
    this.shown = tab;
    for (const [name, { button, place }] of this.tabs) {
      const isShown = name === tab;
      button.tabIndex = isShown ? 0 : -1;
      setAttribute(button, 'aria-selected', String(isShown));
      setHidden(place, !isShown);
    }
  }

  /** The number behind a tab's name; null for none. */
  count(tab: PageTab, n: number | null): void {
    const badge = this.tabs.get(tab)?.badge;
    if (badge === undefined) return;
    setHidden(badge, n === null || n === 0); // quiet when there is nothing
    setText(badge, n === null || n === 0 ? '' : formatNumber(n));
  }

  /** Where a tab's failed request is shown. */
  problem(tab: PageTab): ProblemLine | undefined {
    return this.tabs.get(tab)?.problem;
  }

  private make(tab: PageTab, retry: () => void): Tab {
    const badge = element('span', { class: 'badge', hidden: true });
    const attributes = { class: 'tab', type: 'button', role: 'tab', id: tabId(tab), 'aria-controls': viewId(tab) };
    const button = element('button', attributes, `${t(TITLES[tab])} `, badge);
    button.addEventListener('click', () => this.choose(tab));
    const problem = new ProblemLine(retry);
    const view = { class: 'tab-view', role: 'tabpanel', id: viewId(tab), 'aria-labelledby': tabId(tab) };
    return { button, badge, place: element('div', view, problem.element), problem };
  }

  private choose(tab: PageTab): void {
    if (tab !== this.shown) this.onChoose(tab);
  }

  private walk(event: KeyboardEvent): void {
    const at = PAGE_TABS.findIndex((name) => this.tabs.get(name)?.button === document.activeElement);
    const end = PAGE_TABS.length;
    const to = { ArrowRight: (at + 1) % end, ArrowLeft: (at + end - 1) % end, Home: 0, End: end - 1 }[event.key];
    const tab = at < 0 || to === undefined ? undefined : PAGE_TABS[to];
    if (tab === undefined) return;
    event.preventDefault();
    this.choose(tab);
    this.tabs.get(tab)?.button.focus();
  }
}

function tabId(tab: PageTab): string {
  return `tab-${tab}`;
}

function viewId(tab: PageTab): string {
  return `view-${tab}`;
}
