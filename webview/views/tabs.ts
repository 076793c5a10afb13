/** The tabs of the page, each with its view and the line of its problem. */

import { PAGE_TABS, type PageTab } from '../../src/shared/panelApi';
import { component, element, setAttribute, setHidden, setText } from '../element';
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

/** The toolkit's panels, as far as the page uses them. */
interface Panels extends HTMLElement {
  activeid: string;
}

/** Tabs with a place for the view of each. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly panels: Panels;
  private readonly badges = new Map<PageTab, HTMLElement>();
  private readonly problems = new Map<PageTab, ProblemLine>();
  private readonly places = new Map<PageTab, HTMLElement>();

  /** `onChoose` hears of the person's choices alone; `retry` asks a view's rows again. */
  constructor(tab: PageTab, onChoose: (tab: PageTab) => void, retry: () => void) {
    this.panels = component(
      'vscode-panels',
      { activeid: tabId(tab), 'aria-label': t(WORDS.pageName) },
      ...PAGE_TABS.map((name) => this.tabOf(name)),
      ...PAGE_TABS.map((name) => this.placeOf(name, retry)),
    ) as Panels;
    this.element = this.panels;
    this.panels.addEventListener('change', (event) => {
      if (event.target !== this.panels) return;
      const chosen = PAGE_TABS.find((name) => tabId(name) === this.panels.activeid);
      if (chosen !== undefined) onChoose(chosen);
    });
  }

  /** Puts a view behind its tab. */
  mount(view: View): void {
    this.places.get(view.tab)?.append(view.element);
  }

  /** Brings a tab to the front. */
  show(tab: PageTab): void {
    if (this.panels.activeid !== tabId(tab)) this.panels.activeid = tabId(tab);
  }

  /** The number behind a tab's name; null for none. */
  count(tab: PageTab, n: number | null): void {
    const badge = this.badges.get(tab);
    if (badge === undefined) return;
    setHidden(badge, n === null || n === 0); // quiet when there is nothing
    setText(badge, n === null || n === 0 ? '' : formatNumber(n));
    // The toolkit names a tab once, by what stands in it at first.
    const owner = badge.parentElement;
    if (owner !== null) setAttribute(owner, 'aria-label', owner.textContent.trim());
  }

  /** Where a tab's failed request is shown. */
  problem(tab: PageTab): ProblemLine | undefined {
    return this.problems.get(tab);
  }

  private tabOf(tab: PageTab): HTMLElement {
    const badge = element('span', { class: 'badge', hidden: true });
    this.badges.set(tab, badge);
    return component('vscode-panel-tab', { id: tabId(tab) }, `${t(TITLES[tab])} `, badge);
  }

  private placeOf(tab: PageTab, retry: () => void): HTMLElement {
    const problem = new ProblemLine(retry);
    this.problems.set(tab, problem);
    const place = component('vscode-panel-view', { id: `view-${tab}` }, problem.element);
    this.places.set(tab, place);
    return place;
  }
}

function tabId(tab: PageTab): string {
  return `tab-${tab}`;
}
