import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands, env, Uri } from 'vscode';
import type { EngineClient } from '../../src/host/engineClient';
import { Memory } from '../../src/host/memory';
import { PageHost } from '../../src/host/panel/pageHost';
import { liveSubject } from '../../src/host/panel/pageSubject';
import { SavedFilters } from '../../src/host/savedFilters';
import { firstRowsWanted, type FirstRows, type PageState } from '../../src/shared/panelApi';
import { KeptLog } from '../support/engineLog';
import { FakeMemento } from '../support/fakeMemento';
import { FakePage } from '../support/fakePage';
import { qoscope, startAfresh, startEngine, until } from '../support/inVSCode';
import { ScriptedDialogs } from '../support/scriptedDialogs';

describe("The page's host", () => {
  let engine: EngineClient;
  let memory: Memory;
  let savedFilters: SavedFilters;
  let log: KeptLog;
  let page: FakePage;
  let host: PageHost;

  beforeEach(async () => {
    await qoscope();
    log = new KeptLog();
    engine = startEngine(log);
    await until(() => engine.counts !== null, engine.onDidChangeTrace);
    memory = new Memory(new FakeMemento());
    page = new FakePage();
    savedFilters = new SavedFilters(new FakeMemento());
    host = new PageHost({ engine, savedFilters, log }, page, liveSubject(engine, memory));
  });

  afterEach(async () => {
    host.dispose();
    await engine.close();
  });

  it('answers ready with the whole state, and with what was open before', async () => {
    await page.ask('remember', {
      tab: 'matrix',
      delivery: 7,
      filter: 'mqtt.qos == 2',
      order: 'topic',
      descending: true,
    });
    const { value } = await page.ask('ready', null);
    const { place, tab, delivery, filter, order, descending, capture, counts, broker } = value as PageState;
    assert.deepEqual(
      { place, tab, delivery, filter, order, descending, capture, broker },
      {
        place: 'editor',
        tab: 'matrix',
        delivery: 7,
        filter: 'mqtt.qos == 2',
        order: 'topic',
        descending: true,
        capture: null,
        broker: { running: false, address: null, doors: [], clients: 0 },
      },
    );
    assert.equal(counts?.deliveries, 0);
  });

  it('has nothing in the HTML of a page that anyone wrote, and another name in each', async () => {
    const filter = 'mqtt.topic == "secret"';
    await savedFilters.keep([{ name: 'Mine', filter }]);
    await page.ask('remember', { ...memory.page, filter });
    const { place, opensWithNewest, load, ...others } = host.newStart();
    assert.deepEqual([place, opensWithNewest], ['editor', true]);
    assert.deepEqual(Object.keys(others).sort(), ['language', 'translations']);
    assert.doesNotMatch(JSON.stringify(host.newStart()), /secret|Mine/);
    assert.notEqual(host.newStart().load, load);
    await page.ask('remember', { ...memory.page, tab: 'rates' });
    assert.equal(host.newStart().opensWithNewest, false);
  });

  it('gives the rows that a page shows first with the request that they answer, and none where it begins elsewhere', async () => {
    const { value } = await page.ask('firstRows', null);
    const { wanted, page: rows } = value as FirstRows;
    assert.deepEqual(wanted, { ...firstRowsWanted(1, memory.page) });
    assert.deepEqual([rows.total, rows.rows], [0, []]);
    await memory.setPage({ ...memory.page, tab: 'matrix' });
    assert.equal((await page.ask('firstRows', null)).value, null);
  });

  it('answers a page that is ready before the engine is, once the engine has said what it holds', async () => {
    const starting = startEngine(log);
    const early = new FakePage();
    const earlyHost = new PageHost({ engine: starting, savedFilters, log }, early, liveSubject(starting, memory));
    try {
      assert.equal(starting.counts, null);
      const { value } = await early.ask('ready', null);
      assert.deepEqual((value as PageState).counts?.packets, 0);
    } finally {
      earlyHost.dispose();
      await starting.close();
    }
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

  it('keeps named filters for every page', async () => {
    const filters = [{ name: 'alarms', filter: 'mqtt.topic contains "alarm"' }];
    await page.ask('saveFilters', { filters });
    const { value } = await page.ask('ready', null);
    assert.deepEqual((value as PageState).savedFilters, filters);
    assert.deepEqual(savedFilters.all, filters);
  });

  it('puts text on the clipboard', async () => {
    await page.ask('copy', { text: 'PUBLISH → PUBACK' });
    assert.equal(await env.clipboard.readText(), 'PUBLISH → PUBACK');
  });

  describe('saving', () => {
    let dialogs: ScriptedDialogs;
    let folder: string;

    beforeEach(async () => {
      dialogs = new ScriptedDialogs();
      folder = await mkdtemp(path.join(tmpdir(), 'qoscope-saving-'));
    });

    afterEach(async () => {
      dialogs.restore();
      await rm(folder, { recursive: true, force: true });
    });

    function fileIn(name: string): string {
      dialogs.file = Uri.file(path.join(folder, name));
      return dialogs.file.fsPath;
    }

    it('writes a picture where the person wants it, under a name that every file system takes', async () => {
      const file = fileIn('ladder.svg');
      const content = new TextEncoder().encode('<svg/>');
      const picture = { name: '../factory/m001: "stop"', format: 'svg', content };
      assert.equal((await page.ask('savePicture', picture)).rpc, 'result');
      assert.equal(await readFile(file, 'utf8'), '<svg/>');
      assert.equal(path.basename(dialogs.asked[0]?.defaultUri?.path ?? ''), 'factory-m001- -stop.svg');
      assert.deepEqual(dialogs.said, ['Saved the picture ladder.svg.']);
    });

    it('writes the trace in the format that the name asks for, and offers to open it', async () => {
      const file = fileIn('trace.CSV');
      assert.equal((await page.ask('exportTrace', { filter: '' })).rpc, 'result');
      assert.match(await readFile(file, 'utf8'), /topic/);
      assert.match(dialogs.said[0] ?? '', /^Saved 0 packets to trace\.CSV \(\d+ bytes\)\.$/);
      assert.ok(dialogs.buttons.includes('Open'));
    });

    it('says what is wrong where the name asks for no format that there is', async () => {
      fileIn('trace.txt');
      await page.ask('exportTrace', { filter: '' });
      assert.match(dialogs.said[0] ?? '', /\.pcapng, \.jsonl or \.csv/);
    });

    it('writes nothing where the person leaves the dialog', async () => {
      assert.equal((await page.ask('exportTrace', { filter: '' })).rpc, 'result');
      assert.deepEqual(dialogs.said, []);
    });
  });

  it('shows a filter in a page that is seen', () => {
    host.showFilter('mqtt.qos == 2');
    assert.deepEqual(
      page.messages.filter(({ name }) => name === 'showFilter').map(({ value }) => value),
      ['mqtt.qos == 2'],
    );
  });
});

describe('A delivery that is looked for elsewhere', () => {
  it('is shown in the side panel by its number, and refused where it has left the log', async () => {
    const api = await startAfresh();
    const { delivery } = await api.publish({ topic: 'reveal/me', payload: 'x', qos: 1 });
    await commands.executeCommand('qoscope.revealInTree', { delivery: delivery.n });
    await assert.rejects(async () => commands.executeCommand('qoscope.revealInTree', { delivery: 999 }), {
      code: 'trace.deliveryGone',
    });
    await api.broker.stop();
  });
});
