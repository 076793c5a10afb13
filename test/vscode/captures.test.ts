import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import {
  commands,
  ConfigurationTarget,
  Disposable,
  EventEmitter,
  FileType,
  TabInputCustom,
  Uri,
  window,
  workspace,
  type FileSystemProvider,
} from 'vscode';
import { CaptureDocument } from '../../src/host/captures/captureDocument';
import type { EngineClient } from '../../src/host/engineClient';
import type { ShownTrace } from '../../src/host/panel/pageSubject';
import { PageHost } from '../../src/host/panel/pageHost';
import { SavedFilters } from '../../src/host/savedFilters';
import { captureOptions } from '../../src/host/settings';
import { LIVE_TRACE, type EngineRequests, type OpenedCapture, type TraceCounts } from '../../src/shared/engineApi';
import type { PageState } from '../../src/shared/panelApi';
import { QoScopeError } from '../../src/shared/sentences';
import { KeptLog } from '../support/engineLog';
import { FakeMemento } from '../support/fakeMemento';
import { FakePage } from '../support/fakePage';
import { qoscope, startEngine, until } from '../support/inVSCode';

const CAPTURES = path.resolve(__dirname, '../../../test/fixtures/captures');
const CUTS = path.join(CAPTURES, 'local-cuts.pcapng');

/** Resolves when the engine has forgotten a trace: its closing is nobody's to wait for. */
async function forgotten(engine: EngineClient, trace: number): Promise<void> {
  for (;;) {
    const known = await engine.request('trace.counts', { trace }).then(
      () => true,
      () => false,
    );
    if (!known) return;
  }
}

const nothing = new Disposable(() => undefined);
const refused = (): never => assert.fail('a capture is only read');

/** More than the engine reads before it answers: the same traffic again and again. */
async function longCapture(): Promise<Buffer> {
  const bytes = await readFile(path.join(CAPTURES, 'local-paho.pcapng'));
  return Buffer.concat(new Array<Buffer>(20).fill(bytes));
}

/** A file system somewhere that has one capture under every name. */
const farAway: FileSystemProvider = {
  onDidChangeFile: () => nothing,
  watch: () => nothing,
  stat: () => ({ type: FileType.File, ctime: 0, mtime: 0, size: 1 }),
  readFile: () => readFile(CUTS),
  readDirectory: refused,
  createDirectory: refused,
  writeFile: refused,
  delete: refused,
  rename: refused,
};

describe('An opened capture', () => {
  let engine: EngineClient;
  let log: KeptLog;
  let folder: string;
  let document: CaptureDocument | null = null;

  beforeEach(async () => {
    await qoscope();
    log = new KeptLog();
    engine = startEngine(log);
    await until(() => engine.counts !== null, engine.onDidChangeTrace);
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-captures-'));
  });

  afterEach(async () => {
    document?.dispose();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
    assert.deepEqual(log.errors, []);
  });

  function open(file: string | Uri): CaptureDocument {
    document = new CaptureDocument(typeof file === 'string' ? Uri.file(file) : file, engine, log);
    return document;
  }

  it('is a trace of its own, beside the live one', async () => {
    const { trace, capture, counts } = await open(CUTS).shown();
    assert.notEqual(trace, LIVE_TRACE);
    assert.ok(counts !== null && counts.packets > 0);
    const resumed = { code: 'capture.resumed', args: { count: 4 } };
    assert.deepEqual(capture, { file: 'local-cuts.pcapng', reading: null, notes: [resumed] });
    assert.equal(engine.counts?.packets, 0);
  });

  it('is read once, however many pages show it', async () => {
    const opened = open(CUTS);
    const [one, other] = await Promise.all([opened.shown(), opened.shown()]);
    assert.equal(one.trace, other.trace);
  });

  it('is forgotten by the engine once it is closed', async () => {
    const { trace } = await open(CUTS).shown();
    document?.dispose();
    await forgotten(engine, trace);
  });

  it('is shown while it is read, and tells how far it is until it is whole', async () => {
    const file = path.join(folder, 'long.pcapng');
    await writeFile(file, await longCapture());
    const opened = open(file);
    const heard: ShownTrace[] = [];
    opened.onDidChange((shown) => heard.push(shown));
    const first = await opened.shown();
    const { read = 0, size = 0 } = first.capture?.reading ?? {};
    assert.ok(read > 0 && read < size && size === (await stat(file)).size, `${read} of ${size}`);
    await until(() => heard.at(-1)?.capture?.reading === null, opened.onDidChange);
    const whole = await opened.shown();
    assert.deepEqual(heard.at(-1), whole);
    assert.deepEqual(whole.counts, await engine.request('trace.counts', { trace: whole.trace }));
    assert.ok(whole.counts.packets > (first.counts?.packets ?? 0));
  });

  it('is read no further once it is closed', async () => {
    const file = path.join(folder, 'long.pcapng');
    await writeFile(file, await longCapture());
    const { trace } = await open(file).shown();
    const whole = engine.request('trace.whole', { trace });
    const ended = assert.rejects(whole, { code: 'trace.unknownTrace' });
    document?.dispose();
    await ended;
  });

  it('tells what could not be read of it', async () => {
    const cut = path.join(folder, 'cut.pcapng');
    await writeFile(cut, (await readFile(CUTS)).subarray(0, 3000));
    const { capture, counts } = await open(cut).shown();
    assert.deepEqual(
      capture?.notes.map(({ code }) => code),
      ['capture.truncated'],
    );
    assert.ok(counts !== null && counts.packets > 0);
  });

  it('says why it cannot be read, and is tried again when it is asked again', async () => {
    const file = path.join(folder, 'late.pcapng');
    await writeFile(file, 'this is no capture');
    const opened = open(file);
    await assert.rejects(opened.shown(), { code: 'capture.notCapture' });
    await copyFile(CUTS, file);
    assert.ok(((await opened.shown()).counts?.packets ?? 0) > 0);
  });

  it('is another trace after it was read again, and the former is forgotten', async () => {
    const opened = open(CUTS);
    const before = await opened.shown();
    let reloads = 0;
    opened.onDidReload(() => (reloads += 1));
    opened.reload();
    assert.notEqual((await opened.shown()).trace, before.trace);
    assert.equal(reloads, 1);
    await forgotten(engine, before.trace);
  });

  it('comes from any file system that VS Code knows', async () => {
    const registered = workspace.registerFileSystemProvider('qoscope-test', farAway, { isReadonly: true });
    const { counts } = await open(Uri.parse('qoscope-test:/far/away.pcapng')).shown();
    registered.dispose();
    assert.ok(counts !== null && counts.packets > 0);
  });

  it('tells its page how far it is read', async () => {
    const file = path.join(folder, 'long.pcapng');
    await writeFile(file, await longCapture());
    const page = new FakePage();
    Object.assign(page, { isLive: false });
    const opened = open(file);
    const host = new PageHost({ engine, savedFilters: new SavedFilters(new FakeMemento()), log }, page, opened);
    const changes: ShownTrace[] = [];
    opened.onDidChange((shown) => changes.push(shown));
    const state = (await page.ask('ready', null)).value as PageState;
    assert.notEqual(state.capture?.reading, null);
    await until(() => changes.at(-1)?.capture?.reading === null, opened.onDidChange);
    const told = page.messages.filter(({ name }) => name === 'captureChanged').map(({ value }) => value);
    assert.deepEqual(
      told,
      changes.map(({ capture, counts }) => ({ capture, counts })),
    );
    host.dispose();
  });

  it('gives its page its own trace, what it has open, and no news of the live one', async () => {
    const page = new FakePage();
    Object.assign(page, { isLive: false });
    const parts = { engine, savedFilters: new SavedFilters(new FakeMemento()), log };
    const host = new PageHost(parts, page, open(CUTS));
    await page.ask('remember', {
      tab: 'matrix',
      delivery: null,
      filter: 'mqtt.qos == 1',
      order: 'time',
      descending: false,
    });
    const state = (await page.ask('ready', null)).value as PageState;
    assert.equal(state.capture?.file, 'local-cuts.pcapng');
    assert.equal(state.tab, 'matrix');
    assert.notEqual(state.trace, LIVE_TRACE);
    await engine.request('trace.clear', { trace: LIVE_TRACE });
    assert.deepEqual(page.events(), []);
    assert.equal((await page.ask('run', { command: 'qoscope.trace.clear' })).rpc, 'error');
    host.dispose();
  });
});

/** An engine whose captures are read as far as a test says. */
class SlowEngine {
  private readonly emitter = new EventEmitter<OpenedCapture>();
  private end: (opened: OpenedCapture) => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;
  readonly onDidChangeCapture = this.emitter.event;
  readonly asked: string[] = [];
  /** The file that it was given. */
  file = '';

  request = ((name: keyof EngineRequests, params: unknown) => {
    this.asked.push(name);
    if (name === 'trace.open') {
      this.file = (params as EngineRequests['trace.open']['params']).file;
      return Promise.resolve(this.at(10));
    }
    if (name === 'trace.close') this.fail(new QoScopeError('trace.unknownTrace', { trace: 2 }));
    if (name !== 'trace.whole') return Promise.resolve();
    return new Promise<OpenedCapture>((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }) as EngineClient['request'];

  /** The capture when so many bytes of it are read; null for the end. */
  at(read: number | null, trace = 2): OpenedCapture {
    const counts = { trace, version: read ?? 100 } as TraceCounts;
    return { counts, reading: read === null ? null : { read, size: 100 }, notes: [] };
  }

  tell(read: number, trace = 2): void {
    this.emitter.fire(this.at(read, trace));
  }

  endsReading(): void {
    this.end(this.at(null));
  }

  dies(): void {
    this.fail(new QoScopeError('engine.died', { cause: 'a test' }));
  }
}

describe('A capture that the engine still reads', () => {
  let engine: SlowEngine;
  let log: KeptLog;
  let document: CaptureDocument;
  let registered: Disposable;

  beforeEach(() => {
    engine = new SlowEngine();
    log = new KeptLog();
    registered = workspace.registerFileSystemProvider('qoscope-test', farAway, { isReadonly: true });
    document = new CaptureDocument(Uri.parse('qoscope-test:/far/away.pcapng'), engine, log);
  });

  afterEach(() => {
    document.dispose();
    registered.dispose();
    assert.deepEqual(log.errors, []);
  });

  const exists = async (file: string): Promise<boolean> =>
    stat(file).then(
      () => true,
      () => false,
    );

  /** Resolves when the copy that the engine reads is deleted. */
  async function deleted(file: string): Promise<void> {
    while (await exists(file));
  }

  it('is there for a page as far as the engine said last', async () => {
    assert.deepEqual((await document.shown()).capture?.reading, { read: 10, size: 100 });
    engine.tell(40);
    assert.deepEqual((await document.shown()).capture?.reading, { read: 40, size: 100 });
    engine.tell(70, 3);
    assert.deepEqual((await document.shown()).capture?.reading, { read: 40, size: 100 }, 'another capture');
    const whole = new Promise<ShownTrace>((resolve) => document.onDidChange(resolve));
    engine.endsReading();
    assert.equal((await whole).capture?.reading, null);
  });

  it('keeps the copy of a file from elsewhere until all of it is read', async () => {
    await document.shown();
    assert.ok(await exists(engine.file));
    engine.endsReading();
    await deleted(engine.file);
  });

  it('is closed with its editor, and its copy deleted', async () => {
    await document.shown();
    document.dispose();
    await deleted(engine.file);
    assert.deepEqual(engine.asked, ['trace.open', 'trace.whole', 'trace.close']);
  });

  it('ends where the engine does, which is told elsewhere', async () => {
    await document.shown();
    engine.dies();
    await deleted(engine.file);
  });
});

describe('The settings of captures', () => {
  afterEach(async () => {
    const settings = workspace.getConfiguration('qoscope.capture');
    await settings.update('ports', undefined, ConfigurationTarget.Global);
    await settings.update('keyLogFile', undefined, ConfigurationTarget.Global);
    await settings.update('complete', undefined, ConfigurationTarget.Global);
  });

  it('name ports, a file of keys below the home folder and whether all is in them; what is no port is left out', async () => {
    const settings = workspace.getConfiguration('qoscope.capture');
    assert.deepEqual(captureOptions(), { ports: [], keyLog: null, isComplete: false });
    await settings.update('ports', [0, 'x', 1884, 65_536], ConfigurationTarget.Global);
    await settings.update('keyLogFile', '~/keys.log', ConfigurationTarget.Global);
    await settings.update('complete', true, ConfigurationTarget.Global);
    const keyLog = path.join(homedir(), 'keys.log');
    assert.deepEqual(captureOptions(), { ports: [1884], keyLog, isComplete: true });
  });
});

describe('The editor of captures', () => {
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('opens a capture by its name', async () => {
    await qoscope();
    await commands.executeCommand('vscode.open', Uri.file(CUTS));
    const input = window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof TabInputCustom);
    assert.equal(input.viewType, 'qoscope.capture');
  });

  it('opens the file that a script names', async () => {
    await qoscope();
    await commands.executeCommand('qoscope.trace.open', { file: path.join(CAPTURES, 'mosquitto-ipv6.pcap') });
    assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, 'mosquitto-ipv6.pcap');
  });
});
