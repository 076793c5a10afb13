/** One page's other end: answers what it asks, tells it what happens. Serves panel view and editor tab alike. */

import { randomUUID } from 'node:crypto';
import { commands, env, l10n, type Webview } from 'vscode';

import { LIVE_TRACE, type DeliveryDetail } from '../../shared/engineApi';
import {
  firstRowsWanted,
  FORWARDED,
  type FirstRows,
  type PageCommand,
  type PageStart,
  type PageState,
  type PanelEvents,
  type PanelRequests,
} from '../../shared/panelApi';
import { RpcEndpoint, type Handlers, type MessagePipe } from '../../shared/rpc';
import { DeliveryAddress } from '../deliveryAddress';
import { Disposable } from '../dispose';
import type { EngineClient } from '../engineClient';
import { tellFailure } from '../failures';
import { reportTo, type Log } from '../log';
import type { SavedFilters } from '../savedFilters';
import { savePictureAsking } from '../saving/savePicture';
import { saveTraceAsking } from '../saving/saveTrace';
import { errorInWords } from '../words';
import { checked } from './pageChecks';
import type { PageSubject, ShownTrace } from './pageSubject';

type Forwarded = (typeof FORWARDED)[number];

interface PageProtocol {
  readonly Called: Record<string, never>;
  readonly Served: PanelRequests;
  readonly Sent: PanelEvents;
  readonly Heard: Record<string, never>;
}

/** Where a page is, and whether anyone sees it. */
export interface PagePlace {
  readonly webview: Webview;
  readonly place: PageState['place'];
  /** Whether it shows the live trace, which changes. */
  readonly isLive: boolean;
  readonly visible: boolean;
}

/** What a page's host needs of the others. */
export interface PageParts {
  readonly engine: EngineClient;
  readonly savedFilters: SavedFilters;
  readonly log: Log;
}

/** Lives as long as its webview; a reload of the page begins again with `ready`. */
export class PageHost extends Disposable {
  private readonly endpoint: RpcEndpoint<PageProtocol>;

  constructor(
    private readonly parts: PageParts,
    private readonly page: PagePlace,
    private readonly subject: PageSubject,
  ) {
    super();
    const { engine, log } = parts;
    this.endpoint = new RpcEndpoint(pipeTo(page.webview, log), this.handlers(), (error) => log.error(error));
    this.register({ dispose: () => this.endpoint.close(new Error('The page was closed.')) });
    if (page.isLive) this.register(engine.onDidChangeTrace((counts) => this.tell('traceChanged', counts)));
    if (subject.onDidChange !== undefined) this.register(subject.onDidChange((shown) => this.tellCapture(shown)));
    this.register(engine.onDidChangeBroker((status) => this.tell('brokerChanged', status)));
    this.register(engine.onDidChangeConnections((connections) => this.tell('connectionsChanged', connections)));
    this.register(engine.onDidChangeProblem((problem) => this.tell('engineStopped', problem && errorInWords(problem))));
  }

  /** Whether a person sees this page now. */
  get visible(): boolean {
    return this.page.visible;
  }

  /** What another HTML of it begins with. */
  newStart(): PageStart {
    const opensWithNewest = firstRowsWanted(LIVE_TRACE, this.subject.store.page) !== null;
    return { place: this.page.place, ...inTheirLanguage(), opensWithNewest, load: randomUUID() };
  }

  /** Opens a delivery in the page. */
  reveal(detail: DeliveryDetail): void {
    this.tell('reveal', detail);
  }

  /** Shows the deliveries that the filter leaves. */
  showFilter(filter: string): void {
    this.tell('showFilter', filter);
  }

  private tellCapture({ capture, counts }: ShownTrace): void {
    if (capture !== null && counts !== null) this.tell('captureChanged', { capture, counts });
  }

  /** A hidden page is not told: it hears all of it with its next `ready`. */
  private tell<Name extends keyof PanelEvents>(name: Name, value: PanelEvents[Name]): void {
    if (this.page.visible) this.endpoint.send(name, value);
  }

  private handlers(): Handlers<PanelRequests> {
    const { subject, parts } = this;
    return {
      ready: (params) => {
        checked('ready', params);
        return this.state();
      },
      firstRows: (params) => {
        checked('firstRows', params);
        return this.firstRows();
      },
      remember: (params) => subject.store.setPage(checked('remember', params)),
      run: (params) => this.runAllowed(checked('run', params).command),
      openMessage: (params) => this.runOn('qoscope.openMessage', checked('openMessage', params).delivery),
      revealInTree: (params) => this.runOn('qoscope.revealInTree', checked('revealInTree', params).delivery),
      saveFilters: (params) => parts.savedFilters.keep(checked('saveFilters', params).filters),
      copy: async (params) => env.clipboard.writeText(checked('copy', params).text),
      savePicture: (params) => this.told(savePictureAsking(checked('savePicture', params))),
      exportTrace: (params) => this.told(this.saveTrace(checked('exportTrace', params).filter)),
      ...this.forwarded(),
    };
  }

  /** What began with a dialog of VS Code ends with a message of VS Code: the page may be gone by then. */
  private async told(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      tellFailure(this.parts.log, error);
    }
  }

  /** A capture is not emptied or paused, and the live trace not from its page. */
  private runAllowed(command: PageCommand): void {
    if (!this.page.isLive && command.startsWith('qoscope.trace.')) {
      throw new TypeError(`The page of a capture cannot run "${command}".`);
    }
    this.run(command);
  }

  /** Starts the command and does not wait: it may ask the person something. */
  private run(command: string, ...values: unknown[]): void {
    reportTo(this.parts.log, commands.executeCommand(command, ...values));
  }

  /** Runs a command on a delivery of this page's trace. */
  private async runOn(command: string, delivery: number): Promise<void> {
    const { trace } = await this.subject.shown();
    this.run(command, new DeliveryAddress(trace, delivery));
  }

  private async saveTrace(filter: string): Promise<void> {
    const { trace } = await this.subject.shown();
    await saveTraceAsking(this.parts.engine, { trace, filter, name: this.subject.name });
  }

  private forwarded(): Pick<Handlers<PanelRequests>, Forwarded> {
    const pass = <Name extends Forwarded>(name: Name) => {
      return async (params: unknown) => this.parts.engine.request(name, checked(name, params));
    };
    return Object.fromEntries(FORWARDED.map((name) => [name, pass(name)])) as Pick<Handlers<PanelRequests>, Forwarded>;
  }

  /** They are read while the page makes itself ready for them. Not of a capture: that begins with other rows. */
  private async firstRows(): Promise<FirstRows | null> {
    const { trace, capture, counts } = await this.subject.shown();
    const wanted = firstRowsWanted(trace, this.subject.store.page);
    if (counts === null || capture !== null || wanted === null) return null;
    return { wanted, page: await this.parts.engine.request('trace.rows', wanted) };
  }

  private async state(): Promise<PageState> {
    const { engine, savedFilters } = this.parts;
    const { trace, capture, counts } = await inTheirWords(this.subject.shown());
    return {
      ...{ trace, capture, counts, savedFilters: savedFilters.all },
      ...{ broker: engine.broker, connections: engine.connections, place: this.page.place },
      ...this.subject.store.page,
      ...inTheirLanguage(),
    };
  }
}

function inTheirLanguage(): Pick<PageStart, 'language' | 'translations'> {
  return { language: env.language, translations: l10n.bundle ?? {} };
}

/** A page of a capture has no words of the person's language before it has its state. */
async function inTheirWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new Error(errorInWords(cause), { cause });
  }
}

function pipeTo(webview: Webview, log: Log): MessagePipe {
  return {
    post: (message) => reportTo(log, webview.postMessage(message)),
    listen: (listener) => {
      const listening = webview.onDidReceiveMessage(listener);
      return () => {
        listening.dispose();
      };
    },
  };
}
