/** Where the page can stand: VS Code's panel area and an editor tab, both from the same code. */

import {
  commands,
  l10n,
  Uri,
  ViewColumn,
  window,
  type Event,
  type WebviewPanel,
  type WebviewView,
  type WebviewViewProvider,
} from 'vscode';

import { LIVE_TRACE } from '../../shared/engineApi';
import type { PageMemory } from '../../shared/panelApi';
import { Disposable, type Disposing } from '../dispose';
import type { Memory } from '../memory';
import { watchWhileSeen } from '../watchWhileSeen';
import { fillPage } from './pageHtml';
import { PageHost, type PageParts, type PagePlace } from './pageHost';
import { liveSubject, type PageSubject } from './pageSubject';

/** Id of the view and type of the editor tab. */
const PAGE_ID = 'qoscope.page';

interface PageOwner {
  onDidDispose(listener: () => void): Disposing;
}

/** All pages of this window that show the live trace. */
export class Pages extends Disposable implements WebviewViewProvider {
  private readonly hosts = new Set<PageHost>();
  private readonly subject: PageSubject;
  private tab: WebviewPanel | null = null;

  constructor(
    private readonly parts: PageParts,
    private readonly memory: Memory,
    private readonly extensionUri: Uri,
  ) {
    super();
    this.subject = liveSubject(parts.engine, memory);
    this.register(window.registerWebviewViewProvider(PAGE_ID, this));
    this.register(
      window.registerWebviewPanelSerializer(PAGE_ID, {
        deserializeWebviewPanel: (panel) => {
          this.adoptTab(panel);
          return Promise.resolve();
        },
      }),
    );
  }

  /** Called by VS Code when the view in the panel area is shown for the first time. */
  resolveWebviewView(view: WebviewView): void {
    this.fill(view, view.onDidChangeVisibility, {
      webview: view.webview,
      place: 'panel',
      isLive: true,
      get visible() {
        return view.visible;
      },
    });
  }

  /** Shows the editor tab; there is one. */
  openTab(): void {
    if (this.tab !== null) {
      this.tab.reveal();
      return;
    }
    this.adoptTab(window.createWebviewPanel(PAGE_ID, l10n.t('QoS'), ViewColumn.Active));
  }

  /** Shows a delivery: in a page that is seen, else in the panel area. Rejects with trace.deliveryGone. */
  async reveal(delivery: number): Promise<void> {
    const detail = await this.parts.engine.request('trace.delivery', { trace: LIVE_TRACE, delivery });
    await this.show({ tab: 'deliveries', delivery });
    for (const host of this.hosts) host.reveal(detail);
  }

  /** Shows the deliveries that the filter leaves: in a page that is seen, else in the panel area. */
  async showFilter(filter: string): Promise<void> {
    await this.show({ tab: 'deliveries', filter });
    for (const host of this.hosts) host.showFilter(filter);
  }

  /** Makes sure that a page is seen; one that is yet to load opens what is remembered. */
  private async show(change: Partial<PageMemory>): Promise<void> {
    await this.memory.setPage({ ...this.memory.page, ...change });
    if (![...this.hosts].some((host) => host.visible)) await commands.executeCommand(`${PAGE_ID}.focus`);
  }

  private adoptTab(panel: WebviewPanel): void {
    this.tab = panel;
    panel.iconPath = Uri.joinPath(this.extensionUri, 'media', 'icon.png');
    panel.onDidDispose(() => (this.tab = null));
    this.fill(panel, panel.onDidChangeViewState, {
      webview: panel.webview,
      place: 'editor',
      isLive: true,
      get visible() {
        return panel.visible;
      },
    });
  }

  private fill(owner: PageOwner, changes: Event<unknown>, page: PagePlace): void {
    const host = new PageHost(this.parts, page, this.subject);
    const watching = watchWhileSeen(this.parts.engine, page, changes);
    this.hosts.add(host);
    owner.onDidDispose(() => {
      this.hosts.delete(host);
      watching.dispose();
      host.dispose();
    });
    fillPage(page.webview, this.extensionUri, host.newStart());
  }

  override dispose(): void {
    for (const host of this.hosts) host.dispose();
    this.tab?.dispose();
    super.dispose();
  }
}
