/** The tabs of the page, each with its view and the line of its problem. */

import { PAGE_TABS, type PageTab } from '../../src/shared/panelApi';
import { component, element, setAttribute, setText } from '../element';
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

/** Tabs with their views. */
export class Tabs {
  readonly element: HTMLElement;
  private readonly panels: Panels;
  private readonly badges = new Map<PageTab, HTMLElement>();
  private readonly problems = new Map<PageTab, ProblemLine>();

  /** `onChoose` hears of the person's choices alone; `retry` asks a view's rows again. */
  constructor(views: readonly View[], tab: PageTab, onChoose: (tab: PageTab) => void, retry: () => void) {
    const ordered = PAGE_TABS.flatMap((name) => views.filter((view) => view.tab === name));
    this.panels = component(
      'vscode-panels',
      { activeid: tabId(tab), 'aria-label': t(WORDS.pageName) },
      ...ordered.map((view) => this.tabOf(view.tab)),
      ...ordered.map((view) => this.viewOf(view, retry)),
    ) as Panels;
    this.element = this.panels;
    this.panels.addEventListener('change', (event) => {
      if (event.target !== this.panels) return;
      const chosen = PAGE_TABS.find((name) => tabId(name) === this.panels.activeid);
      if (chosen !== undefined) onChoose(chosen);
    });
  }

  /** Brings a tab to the front. */
  show(tab: PageTab): void {
    if (this.panels.activeid !== tabId(tab)) this.panels.activeid = tabId(tab);
  }

  /** The number behind a tab's name; null for none. */
  count(tab: PageTab, n: number | null): void {
    const badge = this.badges.get(tab);
    if (badge === undefined) return;
    badge.hidden = n === null || n === 0; // quiet when there is nothing
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

  private viewOf(view: View, retry: () => void): HTMLElement {
    const problem = new ProblemLine(retry);
    this.problems.set(view.tab, problem);
    return component('vscode-panel-view', { id: `view-${view.tab}` }, problem.element, view.element);
  }
}

function tabId(tab: PageTab): string {
  return `tab-${tab}`;
}
