/** One page's other end: answers what it asks, tells it what happens. Serves panel view and editor tab alike. */

import { commands, env, l10n, type Webview } from 'vscode';

import { LIVE_TRACE, type DeliveryDetail } from '../../shared/engineApi';
import { FORWARDED, type PageState, type PanelEvents, type PanelRequests } from '../../shared/panelApi';
import { RpcEndpoint, type Handlers, type MessagePipe } from '../../shared/rpc';
import { Disposable } from '../dispose';
import type { EngineClient } from '../engineClient';
import { reportTo, type Log } from '../log';
import type { Memory } from '../memory';
import { errorInWords } from '../words';
import { checked } from './pageChecks';

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
  readonly visible: boolean;
}

/** What a page's host needs of the others. */
export interface PageParts {
  readonly engine: EngineClient;
  readonly memory: Memory;
  readonly log: Log;
}

/** Lives as long as its webview; a reload of the page begins again with `ready`. */
export class PageHost extends Disposable {
  private readonly endpoint: RpcEndpoint<PageProtocol>;

  constructor(
    private readonly parts: PageParts,
    private readonly page: PagePlace,
  ) {
    super();
    const { engine, log } = parts;
    this.endpoint = new RpcEndpoint(pipeTo(page.webview, log), this.handlers(), (error) => log.error(error));
    this.register({ dispose: () => this.endpoint.close(new Error('The page was closed.')) });
    this.register(engine.onDidChangeTrace((counts) => this.tell('traceChanged', counts)));
    this.register(engine.onDidChangeBroker((status) => this.tell('brokerChanged', status)));
    this.register(engine.onDidChangeConnections((connections) => this.tell('connectionsChanged', connections)));
    this.register(engine.onDidChangeProblem((problem) => this.tell('engineStopped', problem && errorInWords(problem))));
  }

  /** Whether a person sees this page now. */
  get visible(): boolean {
    return this.page.visible;
  }

  /** Opens a delivery in the page. */
  reveal(detail: DeliveryDetail): void {
    this.tell('reveal', detail);
  }

  /** A hidden page is not told: it hears all of it with its next `ready`. */
  private tell<Name extends keyof PanelEvents>(name: Name, value: PanelEvents[Name]): void {
    if (this.page.visible) this.endpoint.send(name, value);
  }

  private handlers(): Handlers<PanelRequests> {
    const { memory } = this.parts;
    return {
      ready: (params) => {
        checked('ready', params);
        return this.state();
      },
      remember: (params) => memory.setPage(checked('remember', params)),
      run: (params) => this.run(checked('run', params).command),
      openMessage: (params) => this.run('qoscope.openMessage', checked('openMessage', params).delivery),
      saveFilters: notYet,
      copy: notYet,
      savePicture: notYet,
      exportTrace: notYet,
      revealInTree: notYet,
      ...this.forwarded(),
    };
  }

  /** Starts the command and does not wait: it may ask the person something. */
  private run(command: string, ...values: unknown[]): void {
    reportTo(this.parts.log, commands.executeCommand(command, ...values));
  }

  private forwarded(): Pick<Handlers<PanelRequests>, Forwarded> {
    const pass = <Name extends Forwarded>(name: Name) => {
      return async (params: unknown) => this.parts.engine.request(name, checked(name, params));
    };
    return Object.fromEntries(FORWARDED.map((name) => [name, pass(name)])) as Pick<Handlers<PanelRequests>, Forwarded>;
  }

  private state(): PageState {
    const { engine, memory } = this.parts;
    return {
      trace: LIVE_TRACE,
      capture: null,
      savedFilters: [],
      counts: engine.counts,
      broker: engine.broker,
      connections: engine.connections,
      place: this.page.place,
      ...memory.page,
      language: env.language,
      translations: l10n.bundle ?? {},
    };
  }
}

function notYet(): never {
  throw new Error('This request has no answer yet.');
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
