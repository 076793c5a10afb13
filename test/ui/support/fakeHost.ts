/** The page's host without VS Code: answers from a made-up trace, counts what was asked, and tells events. */

import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';

import type { BrokerStatus } from '../../../src/shared/engineApi';
import type { FirstRows, PageStart, PageState, PanelEvents, PanelRequests } from '../../../src/shared/panelApi';
import { RpcEndpoint, type Handlers } from '../../../src/shared/rpc';
import { traceAnswers, type TraceAnswers } from './fakeAnswers';
import type { FakeTrace } from './fakeTrace';
import { PagePipe, startOf, UNUSED_PAGE, type HostProtocol } from './pagePipe';
import type { PageServer } from './pageServer';
import type { ThemeName } from './themes';

/** One request of the page. */
export interface Asked {
  readonly name: keyof PanelRequests;
  readonly params: unknown;
  /** When it was sent, by the page's clock, in milliseconds. */
  readonly at: number;
}

/** The host of one page. */
export class FakeHost {
  readonly asked: Asked[] = [];
  /** What the browser reported: errors, and violations of the content security policy. */
  readonly complaints: string[] = [];
  broker: BrokerStatus = {
    running: true,
    address: { host: '127.0.0.1', port: 1883 },
    doors: [{ transport: 'tcp', host: '127.0.0.1', port: 1883 }],
    clients: 5,
  };
  state: Partial<PageState> = {};
  /** Requests that fail, with their error. */
  readonly failing = new Map<keyof PanelRequests, Error>();
  private readonly endpoint: RpcEndpoint<HostProtocol>;
  private readonly pipe: PagePipe;

  private constructor(
    readonly page: Page,
    readonly trace: FakeTrace,
  ) {
    this.pipe = new PagePipe(page, (message) => this.complaints.push(message));
    this.endpoint = new RpcEndpoint<HostProtocol>(this.pipe, this.handlers(), (error) =>
      this.complaints.push(error.message),
    );
  }

  /** What the page is told of its first rows; null lets it pull them. */
  firstRows: FirstRows | null = null;
  /** What `ready` waits for, as for a capture that is read. */
  opening: Promise<void> = Promise.resolve();

  /** Opens a page of the server in `theme`; it has said `ready` but may not have drawn yet. */
  static async open(
    context: BrowserContext,
    server: PageServer,
    trace: FakeTrace,
    prepare: (host: FakeHost) => void = () => undefined,
    theme: ThemeName = 'dark',
  ): Promise<FakeHost> {
    const page = await context.newPage();
    const host = new FakeHost(page, trace);
    prepare(host);
    page.on('console', (message) => host.note(message));
    page.on('pageerror', (error) => host.complaints.push(error.message));
    await host.pipe.install();
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        throw new Error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    await page.goto(server.address(theme, host.start));
    return host;
  }

  /** What the page's HTML says of it; nothing of a capture's. */
  private get start(): PageStart | null {
    const state = this.pageState();
    return state.capture === null ? startOf(state) : null;
  }

  /** How often the page asked for something. */
  count(name: keyof PanelRequests): number {
    return this.asked.filter((request) => request.name === name).length;
  }

  /** The parameters of the last such request. */
  last<Name extends keyof PanelRequests>(name: Name): PanelRequests[Name]['params'] | undefined {
    return this.asked.findLast((request) => request.name === name)?.params as PanelRequests[Name]['params'] | undefined;
  }

  /** Tells the page an event. */
  tell<Name extends keyof PanelEvents>(name: Name, value: PanelEvents[Name]): void {
    this.endpoint.send(name, value);
  }

  /** Tells the page that the trace has changed. */
  changed(): void {
    this.tell('traceChanged', this.trace.counts());
  }

  async close(): Promise<void> {
    this.endpoint.close(new Error('The test is over.'));
    await this.page.close();
  }

  private note(message: ConsoleMessage): void {
    if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
  }

  private handlers(): Handlers<PanelRequests> {
    const { trace } = this;
    return {
      ready: async (params) => {
        this.hear('ready', params);
        await this.opening;
        return this.pageState();
      },
      firstRows: this.answer('firstRows', () => this.firstRows),
      remember: this.answer('remember', (memory) => {
        this.state = { ...this.state, ...memory };
      }),
      run: this.answer('run', () => undefined),
      openMessage: this.answer('openMessage', () => undefined),
      saveFilters: this.answer('saveFilters', ({ filters }) => {
        this.state = { ...this.state, savedFilters: filters };
      }),
      copy: this.answer('copy', () => undefined),
      savePicture: this.answer('savePicture', () => undefined),
      exportTrace: this.answer('exportTrace', () => undefined),
      revealInTree: this.answer('revealInTree', () => undefined),
      ...this.noted(traceAnswers(trace)),
    };
  }

  /** All of them written down, as if each were given to `answer`. */
  private noted(answers: TraceAnswers): TraceAnswers {
    const names = Object.keys(answers) as (keyof TraceAnswers)[];
    return Object.fromEntries(names.map((name) => [name, this.answer(name, answers[name] as never)])) as never;
  }

  private answer<Name extends keyof PanelRequests>(
    name: Name,
    answer: (params: PanelRequests[Name]['params']) => PanelRequests[Name]['result'],
  ): (params: PanelRequests[Name]['params']) => PanelRequests[Name]['result'] {
    return (params) => {
      this.hear(name, params);
      return answer(params);
    };
  }

  /** Writes the request down. Throws the error that it fails with. */
  private hear(name: keyof PanelRequests, params: unknown): void {
    this.asked.push({ name, params, at: this.pipe.heardSentAt });
    const error = this.failing.get(name);
    if (error !== undefined) throw error;
  }

  private pageState(): PageState {
    return {
      ...UNUSED_PAGE,
      trace: 1,
      counts: this.trace.counts(),
      broker: this.broker,
      ...this.state,
    };
  }
}
