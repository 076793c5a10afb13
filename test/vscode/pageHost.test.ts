import assert from 'node:assert/strict';
import path from 'node:path';
import { EventEmitter, extensions, type Webview } from 'vscode';
import { EngineClient } from '../../src/host/engineClient';
import { Memory } from '../../src/host/memory';
import { PageHost } from '../../src/host/panel/pageHost';
import { liveSubject } from '../../src/host/panel/pageSubject';
import { SavedFilters } from '../../src/host/savedFilters';
import type { PageState } from '../../src/shared/panelApi';
import { KeptLog } from '../support/engineLog';
import { FakeMemento } from '../support/fakeMemento';
import { qoscope, until } from '../support/inVSCode';

interface Envelope {
  readonly rpc: string;
  readonly id?: number;
  readonly name?: string;
  readonly value?: unknown;
  readonly error?: { readonly message: string };
}

/** A page without a browser: what it asks, and what it is told. */
class FakePage {
  private readonly fromPage = new EventEmitter<unknown>();
  private readonly told = new EventEmitter<Envelope>();
  private nextId = 1;
  readonly messages: Envelope[] = [];
  visible = true;

  readonly webview = {
    onDidReceiveMessage: this.fromPage.event,
    postMessage: (message: Envelope) => {
      this.messages.push(message);
      this.told.fire(message);
      return Promise.resolve(true);
    },
  } as unknown as Webview;

  /** Asks as the page does, and gives the answer's envelope. */
  async ask(name: string, params: unknown): Promise<Envelope> {
    const id = this.nextId++;
    const answered = (): Envelope | undefined => this.messages.find((message) => message.id === id);
    this.fromPage.fire({ rpc: 'call', id, name, params });
    await until(() => answered() !== undefined, this.told.event);
    return answered()!;
  }

  /** The events it was told, by name. */
  events(): readonly (string | undefined)[] {
    return this.messages.filter(({ rpc }) => rpc === 'event').map(({ name }) => name);
  }
}

describe("The page's host", () => {
  let engine: EngineClient;
  let memory: Memory;
  let log: KeptLog;
  let page: FakePage;
  let host: PageHost;

  beforeEach(async () => {
    await qoscope();
    const script = path.join(extensions.getExtension('qoscope.qoscope')!.extensionPath, 'dist/engine.js');
    log = new KeptLog();
    engine = new EngineClient(script, () => ({ maximumTraceBytes: 16 * 1024 * 1024 }), log);
    engine.start();
    await until(() => engine.counts !== null, engine.onDidChangeTrace);
    memory = new Memory(new FakeMemento());
    page = new FakePage();
    const place = {
      webview: page.webview,
      place: 'editor' as const,
      isLive: true,
      get visible() {
        return page.visible;
      },
    };
    const savedFilters = new SavedFilters(new FakeMemento());
    host = new PageHost({ engine, savedFilters, log }, place, liveSubject(engine, memory));
  });

  afterEach(async () => {
    host.dispose();
    await engine.close();
  });

  it('answers ready with the whole state, and with what was open before', async () => {
    await page.ask('remember', { tab: 'matrix', delivery: 7, filter: 'mqtt.qos == 2' });
    const { value } = await page.ask('ready', null);
    const { place, tab, delivery, filter, capture, counts, broker } = value as PageState;
    assert.deepEqual(
      { place, tab, delivery, filter, capture, broker },
      {
        place: 'editor',
        tab: 'matrix',
        delivery: 7,
        filter: 'mqtt.qos == 2',
        capture: null,
        broker: { running: false, address: null, doors: [], clients: 0 },
      },
    );
    assert.equal(counts?.deliveries, 0);
  });

  it('passes requests on to the engine, and errors back', async () => {
    const { value } = await page.ask('trace.matrix', { trace: 1 });
    assert.equal((value as { rows: unknown[] }).rows.length, 9);
    const { error } = await page.ask('trace.delivery', { trace: 1, delivery: 99 });
    assert.match(error?.message ?? '', /99/);
  });

  it('refuses requests that it does not know or that are not well-formed', async () => {
    assert.equal((await page.ask('broker.stop', null)).rpc, 'error');
    assert.equal((await page.ask('run', { command: 'workbench.action.quit' })).rpc, 'error');
    assert.equal((await page.ask('trace.deliveries', { trace: 1, before: null, limit: 1e9 })).rpc, 'error');
  });

  it('tells a page that is seen what happens, and a hidden one nothing', async () => {
    const options = { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024 };
    await engine.request('broker.start', options);
    assert.ok(page.events().includes('brokerChanged'));
    page.visible = false;
    const before = page.messages.length;
    await engine.request('broker.stop', null);
    assert.equal(page.messages.length, before);
  });

  it('says that the engine has stopped, and that it runs again', async () => {
    await engine.restart();
    const stopped = page.messages.filter(({ name }) => name === 'engineStopped').map(({ value }) => value);
    assert.deepEqual(stopped, [null]);
  });
});
