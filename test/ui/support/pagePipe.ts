/** The host's end of a page that runs in a browser without VS Code. */

import type { Page } from 'playwright-core';

import {
  FIRST_PAGE,
  firstRowsWanted,
  type PageStart,
  type PageState,
  type PanelEvents,
  type PanelRequests,
} from '../../../src/shared/panelApi';
import type { MessagePipe } from '../../../src/shared/rpc';

/** What passes between such a page and its host, as the host sees it. */
export interface HostProtocol {
  readonly Called: Record<string, never>;
  readonly Served: PanelRequests;
  readonly Sent: PanelEvents;
  readonly Heard: Record<string, never>;
}

/** What a page is told at first that nobody has used yet, but for what a trace holds. */
export const UNUSED_PAGE: Omit<PageState, 'trace' | 'counts' | 'broker'> = {
  ...FIRST_PAGE,
  place: 'panel',
  language: 'en',
  translations: {},
  connections: [],
  capture: null,
  savedFilters: [],
};

/** What stands in the HTML of a page that is told this. */
export function startOf(state: Omit<PageState, 'trace' | 'counts' | 'broker'>): PageStart {
  const { place, language, translations } = state;
  return { place, language, translations, opensWithNewest: firstRowsWanted(1, state) !== null, load: 'first' };
}

/** Carries messages to the page and back. `complain` hears what could not be carried. */
export class PagePipe implements MessagePipe {
  private hear: ((message: unknown) => void) | null = null;
  private sentAt = 0;

  constructor(
    private readonly page: Page,
    private readonly complain: (message: string) => void,
  ) {}

  /** When the page sent the message that is heard now, by the page's clock: milliseconds since it was loaded. */
  get heardSentAt(): number {
    return this.sentAt;
  }

  post(message: unknown): void {
    if (this.page.isClosed()) return;
    this.page
      .evaluate((value) => window.postMessage(value, '*'), message)
      .catch((error: unknown) => {
        // What is on its way to a page that is loaded anew, or closed by its host, gets lost, as in VS Code.
        const isLost = this.hear === null || String(error).includes('Execution context was destroyed');
        if (!isLost) this.complain(String(error));
      });
  }

  listen(listener: (message: unknown) => void): () => void {
    this.hear = listener;
    return () => (this.hear = null);
  }

  /** Gives the page the API of VS Code's webviews; before the page is loaded. */
  async install(): Promise<void> {
    await this.page.exposeFunction('postToHost', (message: unknown, sentAt: number) => {
      this.sentAt = sentAt;
      this.hear?.(message);
    });
    await this.page.addInitScript(() => {
      type Post = (message: unknown, sentAt: number) => Promise<void>;
      const post = (window as unknown as { postToHost: Post }).postToHost;
      const postMessage = (message: unknown): void => void post(message, performance.now());
      // As VS Code does: kept for this webview, also over a reload.
      const getState = (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null');
      const setState = (state: unknown): void => sessionStorage.setItem('state', JSON.stringify(state));
      Object.assign(window, { acquireVsCodeApi: () => ({ postMessage, getState, setState }) });
    });
  }
}
