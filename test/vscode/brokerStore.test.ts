import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import { QoScopeError } from '../../src/shared/sentences';
import { qoscope, startEngine, until } from '../support/inVSCode';

const KEPT = { clientId: 'kept', version: 5, cleanStart: false, sessionExpiryInterval: 600 } as const;

describe('The store of the local broker', () => {
  let api: QoScopeApi;
  let directory: string;

  beforeEach(async () => {
    api = await qoscope();
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-store-'));
    await workspace.getConfiguration('qoscope.localBroker').update('store', directory, ConfigurationTarget.Global);
    await api.restartEngine();
    await api.broker.start({ port: 0 });
  });

  afterEach(async () => {
    await workspace.getConfiguration('qoscope.localBroker').update('store', undefined, ConfigurationTarget.Global);
    await api.restartEngine();
    await rm(directory, { recursive: true });
  });

  /** A session that is kept, with a message that waits for it, and a retained message. */
  async function leaveState(): Promise<void> {
    await api.connect(KEPT);
    await api.subscribe('queue/#', 1);
    await api.disconnect();
    await api.connect({ clientId: 'other', cleanStart: true });
    await api.publish({ topic: 'queue/a', payload: 'waits', qos: 1 });
    await api.publish({ topic: 'state', payload: 'stays', qos: 1, retain: true });
    await api.disconnect();
  }

  /** Payloads that have come to the kept client since it is back, by topic. */
  async function arrived(): Promise<Readonly<Record<string, string>>> {
    await api.connect(KEPT);
    await api.subscribe('state', 1);
    const found: Record<string, string> = {};
    const look = async (): Promise<boolean> => {
      for (const { n, to, client, topic, state } of (await api.deliveries()).rows) {
        if (to !== 'client' || client !== 'kept' || state !== 'complete') continue;
        found[topic] = Buffer.from((await api.message(n)).payload).toString();
      }
      return Object.keys(found).length === 2;
    };
    while (!(await look())) await new Promise((resolve) => setImmediate(resolve));
    return found;
  }

  const ALL = { 'queue/a': 'waits', state: 'stays' };

  it('gives session, queue and retained messages back to a broker that was stopped', async () => {
    await leaveState();
    await api.broker.stop();
    await api.broker.start({ port: 0 });
    assert.deepEqual(await arrived(), ALL);
  });

  it('gives them back after the engine was restarted', async () => {
    await leaveState();
    await api.restartEngine();
    assert.equal(api.broker.status.running, false);
    await api.broker.start({ port: 0 });
    assert.deepEqual(await arrived(), ALL);
  });

  it('tells a second window who has it, and opens there once it is free', async () => {
    const otherWindow = startEngine();
    try {
      const store = { directory, owner: 'another window' };
      const options = { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024, store };
      await assert.rejects(otherWindow.request('broker.start', options), (error) => {
        assert.ok(error instanceof QoScopeError && error.code === 'store.held');
        assert.match(error.message, /has been open in (the VS Code window "|a VS Code window)/);
        return true;
      });
      await api.broker.stop();
      await until(() => !api.broker.status.running, api.broker.onDidChange);
      assert.equal((await otherWindow.request('broker.start', options)).running, true);
      await assert.rejects(api.broker.start({ port: 0 }), /has been open in another window \(process \d+\)/);
    } finally {
      await otherWindow.close();
    }
  });
});
