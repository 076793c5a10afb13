/** The page in a browser with a real engine behind it: what the host does between them, without VS Code. */

import type { BrowserContext, Page } from 'playwright-core';

import { LIVE_TRACE, type EngineRequests } from '../../../src/shared/engineApi';
import { FORWARDED, type PageState, type PanelRequests } from '../../../src/shared/panelApi';
import { RpcEndpoint, type Handlers } from '../../../src/shared/rpc';
import { PagePipe, startOf, UNUSED_PAGE, type HostProtocol } from '../../ui/support/pagePipe';
import type { PageServer } from '../../ui/support/pageServer';
import type { RealEngine } from './realEngine';

/** An open page. */
export interface BridgedPage {
  readonly page: Page;
  /** What the page and the bridge complained of. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the page on the engine's live trace. */
export async function openBridgedPage(
  context: BrowserContext,
  server: PageServer,
  engine: RealEngine,
): Promise<BridgedPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  const pipe = new PagePipe(page, (message) => complaints.push(message));
  const endpoint = new RpcEndpoint<HostProtocol>(pipe, await handlers(engine), (error) =>
    complaints.push(error.message),
  );
  const stops = [
    engine.endpoint.on('traceChanged', (counts) => endpoint.send('traceChanged', counts)),
    engine.endpoint.on('brokerChanged', (status) => endpoint.send('brokerChanged', status)),
  ];
  await pipe.install();
  await page.goto(server.address('dark', startOf(UNUSED_PAGE)));
  return {
    page,
    complaints,
    close: async () => {
      for (const stop of stops) stop();
      endpoint.close(new Error('The soak is over.'));
      await page.close();
    },
  };
}

async function handlers(engine: RealEngine): Promise<Handlers<PanelRequests>> {
  const { endpoint } = engine;
  const counts = await endpoint.call('trace.counts', { trace: LIVE_TRACE });
  const broker = await endpoint.call('broker.status', null);
  const state: PageState = {
    ...UNUSED_PAGE,
    trace: LIVE_TRACE,
    counts,
    broker,
  };
  const pass = <Name extends (typeof FORWARDED)[number]>(name: Name) => [
    name,
    (params: EngineRequests[Name]['params']) => endpoint.call(name, params),
  ];
  const nothing = (): void => undefined;
  return {
    ready: () => state,
    remember: nothing,
    saveFilters: nothing,
    copy: nothing,
    savePicture: nothing,
    exportTrace: nothing,
    revealInTree: nothing,
    run: nothing,
    openMessage: nothing,
    ...Object.fromEntries(FORWARDED.map((name) => pass(name))),
  } as Handlers<PanelRequests>;
}
