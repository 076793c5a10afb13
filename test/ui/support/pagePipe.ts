/** The host's end of a page that runs in a browser without VS Code. */

import type { Page } from 'playwright-core';

import type { PageState, PanelEvents, PanelRequests } from '../../../src/shared/panelApi';
import type { MessagePipe } from '../../../src/shared/rpc';

/** What passes between such a page and its host, as the host sees it. */
export interface HostProtocol {
  readonly Called: Record<string, never>;
  readonly Served: PanelRequests;
  readonly Sent: PanelEvents;
  readonly Heard: Record<string, never>;
}

/** What a page is told at first that nobody has used yet. */
export const UNUSED_PAGE = {
  connections: [],
  place: 'panel',
  tab: 'deliveries',
  delivery: null,
  filter: '',
  order: 'time',
  descending: false,
  capture: null,
  savedFilters: [],
  language: 'en',
  translations: {},
} as const satisfies Partial<PageState>;

/** Carries messages to the page and back. `complain` hears what could not be carried. */
export class PagePipe implements MessagePipe {
  private hear: (message: unknown) => void = () => undefined;

  constructor(
    private readonly page: Page,
    private readonly complain: (message: string) => void,
  ) {}

  post(message: unknown): void {
    if (this.page.isClosed()) return;
    this.page
      .evaluate((value) => window.postMessage(value, '*'), message)
      .catch((error: unknown) => {
        // What is on its way to a page that is loaded anew gets lost, as in VS Code.
        if (!String(error).includes('Execution context was destroyed')) this.complain(String(error));
      });
  }

  listen(listener: (message: unknown) => void): () => void {
    this.hear = listener;
    return () => (this.hear = () => undefined);
  }

  /** Gives the page the API of VS Code's webviews; before the page is loaded. */
  async install(): Promise<void> {
    await this.page.exposeFunction('postToHost', (message: unknown) => this.hear(message));
    await this.page.addInitScript(() => {
      const post = (window as unknown as { postToHost: (message: unknown) => Promise<void> }).postToHost;
      Object.assign(window, { acquireVsCodeApi: () => ({ postMessage: (message: unknown) => void post(message) }) });
    });
  }
}
