import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventEmitter, extensions } from 'vscode';
import { EngineClient } from '../../src/host/engineClient';
import { watchWhileSeen } from '../../src/host/watchWhileSeen';
import { LIVE_TRACE } from '../../src/shared/engineApi';
import { FakeBroker } from '../support/fakeBroker';
import { KeptLog } from '../support/engineLog';
import { qoscope, startAfresh, until } from '../support/inVSCode';

/** A thread that answers nothing at all. */
const MUTE = `require('node:worker_threads').parentPort.on('message', () => undefined);`;

/** A thread that dies of the request broker.start, leaves trace.counts unanswered, and answers all others with null. */
const MORTAL = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, name }) => {
  if (name === 'broker.start') throw new Error('the engine met its end');
  if (name !== 'trace.counts') parentPort.postMessage({ rpc: 'result', id, value: name === 'client.list' ? [] : { running: false, address: null, doors: [], clients: 0 } });
});
`;

/** A thread that answers client.list with all that it was told by engine.watched, and all others with null. */
const TOLD = `
const { parentPort } = require('node:worker_threads');
const told = [];
parentPort.on('message', ({ id, name, params }) => {
  if (name === 'engine.watched') told.push(params.watched);
  parentPort.postMessage({ rpc: 'result', id, value: name === 'client.list' ? [...told] : null });
});
`;

describe('The engine of a window', () => {
  let folder: string;
  let engine: EngineClient;
  let log: KeptLog;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-engine-'));
    const script = path.join(folder, 'mortal.js');
    await writeFile(script, MORTAL);
    log = new KeptLog();
    engine = new EngineClient(script, () => ({ maximumTraceBytes: 1024 * 1024 }), log);
    engine.start();
  });

  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  async function kill(): Promise<void> {
    await assert.rejects(engine.request('broker.start', { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 }), {
      code: 'engine.died',
    });
  }

  it('rejects all that is pending when it dies, with the cause', async () => {
    const pending = assert.rejects(engine.request('trace.counts', { trace: LIVE_TRACE }), /met its end/);
    await kill();
    await pending;
    assert.match(engine.problem?.message ?? '', /met its end/);
  });

  it('rejects what is asked after its death, at once', async () => {
    await kill();
    await assert.rejects(engine.request('broker.status', null), { code: 'engine.died' });
  });

  it('tells of its death once, with broker and connections gone', async () => {
    const told: unknown[] = [];
    engine.onDidChangeProblem((problem) => told.push(problem));
    await kill();
    assert.deepEqual(told, [engine.problem]);
    assert.equal(engine.broker.running, false);
    assert.equal(engine.counts, null);
  });

  it('answers again after a restart', async () => {
    await kill();
    await engine.restart();
    assert.equal(engine.problem, null);
    assert.deepEqual(await engine.request('client.list', null), []);
  });

  it('begins one thread, however often a restart is asked for meanwhile', async () => {
    let begun = 0;
    engine.onDidChangeProblem(() => (begun += 1));
    await Promise.all([engine.restart(), engine.restart()]);
    assert.equal(begun, 1);
  });

  it('rejects what is pending when it is closed, and starts nothing more', async () => {
    const pending = assert.rejects(engine.request('trace.counts', { trace: LIVE_TRACE }), { code: 'engine.closed' });
    await engine.close();
    await pending;
    await assert.rejects(engine.request('client.list', null), { code: 'engine.closed' });
  });
});

describe('A watch on the live trace', () => {
  let folder: string;
  let engine: EngineClient;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-engine-'));
    const script = path.join(folder, 'told.js');
    await writeFile(script, TOLD);
    engine = new EngineClient(script, () => ({ maximumTraceBytes: 1024 * 1024 }), new KeptLog());
  });

  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });

  const told = async (): Promise<unknown> => engine.request('client.list', null);

  it('is told to the engine when the first is held and when the last is given back, even twice', async () => {
    engine.start();
    const first = engine.watch();
    const second = engine.watch();
    first.dispose();
    first.dispose();
    assert.deepEqual(await told(), [false, true]);
    second.dispose();
    assert.deepEqual(await told(), [false, true, false]);
  });

  it('that is held before the engine starts, and when it starts again, is told to it', async () => {
    engine.watch();
    engine.start();
    assert.deepEqual(await told(), [true]);
    await engine.restart();
    assert.deepEqual(await told(), [true]);
  });

  it('is held only while what follows the trace is seen', async () => {
    engine.start();
    const view = { visible: false };
    const changes = new EventEmitter<undefined>();
    const show = (visible: boolean): void => {
      view.visible = visible;
      changes.fire(undefined);
    };
    const watching = watchWhileSeen(engine, view, changes.event);
    show(true);
    show(true);
    show(false);
    show(true);
    watching.dispose();
    show(true);
    assert.deepEqual(await told(), [false, true, false, true, false]);
  });
});

describe('The engine of a window that has just opened', () => {
  const options = (): { maximumTraceBytes: number } => ({ maximumTraceBytes: 8 * 1024 * 1024 });
  let engine: EngineClient;

  beforeEach(() => {
    engine = new EngineClient(engineScript(), options, new KeptLog());
    engine.startSoon();
  });

  afterEach(() => engine.close());

  it('starts by itself in a moment', async () => {
    assert.equal(engine.counts, null);
    await until(() => engine.counts !== null, engine.onDidChangeTrace);
    assert.equal(engine.problem, null);
  });

  it('starts with the first request, once', async () => {
    assert.deepEqual(await engine.request('client.list', null), []);
    await engine.request('broker.start', { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 });
    // A second thread would know nothing of that broker.
    assert.equal((await engine.request('broker.status', null)).running, true);
  });

  it('does not start any more once it is closed', async () => {
    await engine.close();
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(engine.request('client.list', null), { code: 'engine.closed' });
  });
});

describe('The engine of a window that closes', () => {
  const options = (): { maximumTraceBytes: number } => ({ maximumTraceBytes: 8 * 1024 * 1024 });

  it('says DISCONNECT to the broker: a connection that is merely cut has its Will Message published', async () => {
    const broker = await FakeBroker.start(({ cmd }, connection) => cmd === 'connect' && connection.accept());
    const engine = new EngineClient(engineScript(), options, new KeptLog());
    try {
      engine.start();
      await engine.request('client.connect', {
        connection: 'fake',
        url: `mqtt://127.0.0.1:${broker.port}`,
        clientId: 'polite',
        version: 5,
        cleanStart: true,
        sessionExpiryInterval: 0,
        keepAlive: 0,
      });
      await engine.close();
      await broker.until(() => broker.connection(1).of('disconnect').length === 1);
    } finally {
      await engine.close();
      await broker.close();
    }
  });

  it('is ended when its time is over, where it does not answer', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'qoscope-engine-'));
    const script = path.join(folder, 'mute.js');
    await writeFile(script, MUTE);
    const due: { readonly task: () => void; readonly milliseconds: number }[] = [];
    const timer = (task: () => void, milliseconds: number): (() => void) => {
      due.push({ task, milliseconds });
      return () => undefined;
    };
    const engine = new EngineClient(script, options, new KeptLog(), timer);
    engine.start();
    const closing = engine.close();
    assert.deepEqual(
      due.map(({ milliseconds }) => milliseconds),
      [2000],
    );
    due[0]?.task();
    await closing;
    await rm(folder, { recursive: true });
  });
});

function engineScript(): string {
  const extension = extensions.getExtension('qoscope.qoscope');
  assert.ok(extension);
  return path.join(extension.extensionPath, 'dist/engine.js');
}

describe('The extension after its engine was restarted', () => {
  it('has given back the port of the local broker, and can start it again', async () => {
    const api = await startAfresh();
    const { address } = api.broker.status;
    assert.ok(address);
    await api.restartEngine();
    assert.equal(api.broker.status.running, false);
    await assert.rejects(
      new Promise((resolve, reject) =>
        createConnection(address.port, address.host, () => resolve(null)).on('error', reject),
      ),
      { code: 'ECONNREFUSED' },
    );
    const again = await api.broker.start({ port: 0 });
    assert.equal(again.running, true);
    await api.broker.stop();
  });

  it('says in its API what the broker does', async () => {
    const api = await qoscope();
    await api.broker.start({ port: 0 });
    await api.connect();
    await until(() => api.broker.status.clients === 1, api.broker.onDidChange);
    await api.broker.stop();
    assert.deepEqual(api.broker.status, { running: false, address: null, doors: [], clients: 0 });
  });
});
