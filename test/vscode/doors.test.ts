import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands, ConfigurationTarget, env, window } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import { chooseAddress } from '../../src/host/broker/exposure';
import type { Host } from '../../src/host/host';
import { Memory } from '../../src/host/memory';
import { BrokerRow, brokerItem } from '../../src/host/views/connectionItems';
import { doorUrl, type CertificateFiles } from '../../src/shared/transports';
import { FakeMemento } from '../support/fakeMemento';
import { brokerSettings, qoscope, startAfresh, until } from '../support/inVSCode';

const set = async (values: Readonly<Record<string, unknown>>): Promise<void> => {
  for (const [name, value] of Object.entries(values))
    await brokerSettings().update(name, value, ConfigurationTarget.Global);
};

describe('The doors of the local broker', () => {
  let api: QoScopeApi;
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-doors-'));
    api = await startAfresh();
    await api.broker.stop();
  });

  after(() => rm(directory, { recursive: true }));

  afterEach(async () => {
    const names = ['tlsPort', 'webSocketPort', 'secureWebSocketPort', 'certificate', 'certificateKey'];
    await set(Object.fromEntries(names.map((name) => [name, undefined])));
    await api.broker.stop();
  });

  it('open as the settings say, with the certificate that the command made', async () => {
    const made = await commands.executeCommand<CertificateFiles>('qoscope.certificate.make', {
      directory,
      hosts: 'broker.example, 192.0.2.1',
    });
    const certificate = new X509Certificate(readFileSync(made.certificate));
    assert.equal(certificate.checkHost('broker.example'), 'broker.example');
    assert.ok(certificate.checkIP('192.0.2.1') && certificate.checkIP('127.0.0.1'));
    await set({
      tlsPort: 0,
      webSocketPort: 0,
      secureWebSocketPort: 0,
      certificate: made.certificate,
      certificateKey: made.key,
    });
    const { doors } = await api.broker.start({ port: 0 });
    assert.deepEqual(
      doors.map(({ transport }) => transport),
      ['tcp', 'ws', 'tls', 'wss'],
    );
    await until(() => api.broker.status.doors.length === 4, api.broker.onDidChange);
    const { tooltip } = brokerItem(new BrokerRow(api.broker.status));
    for (const door of doors) assert.ok((tooltip as string).includes(doorUrl(door)), doorUrl(door));
    const { doors: again } = await api.broker.restart();
    assert.deepEqual(again.slice(1), doors.slice(1), 'ports that the system chose are kept over a restart');
  });

  it('stay shut without a setting', async () => {
    const { doors } = await api.broker.start({ port: 0 });
    assert.equal(doors.length, 1);
    await commands.executeCommand('qoscope.broker.copyAddress');
    assert.equal(await env.clipboard.readText(), doorUrl(doors[0]!));
  });

  it('say where the certificate is missing', async () => {
    await set({ tlsPort: 0 });
    await assert.rejects(api.broker.start({ port: 0 }), { code: 'certificate.missing' });
  });
});

describe('Opening the local broker to other machines', () => {
  const { showWarningMessage } = window;
  let asked: string[][];
  let host: Host;

  before(() => qoscope());

  beforeEach(() => {
    asked = [];
    host = { memory: new Memory(new FakeMemento()) } as unknown as Host;
  });

  afterEach(async () => {
    window.showWarningMessage = showWarningMessage;
    await set({ users: undefined });
  });

  /** Presses that button of the modal question in place of the person. */
  function answer(button: string | undefined): void {
    const press = (_question: string, options: { readonly modal: boolean }, ...buttons: string[]) => {
      assert.ok(options.modal);
      asked.push(buttons);
      return Promise.resolve(button);
    };
    window.showWarningMessage = press as unknown as typeof showWarningMessage;
  }

  for (const address of ['127.0.0.1', '127.8.0.1', '::1', 'localhost']) {
    it(`asks nothing for ${address}`, async () => {
      answer(undefined);
      assert.deepEqual(await chooseAddress(address, host), { host: address });
      assert.deepEqual(asked, []);
    });
  }

  it('asks once for an address without users, and offers to set some', async () => {
    answer('Listen Without Password');
    const open = { host: '0.0.0.0', openToAll: true };
    assert.deepEqual(await chooseAddress('0.0.0.0', host), open);
    assert.deepEqual(await chooseAddress('0.0.0.0', host), open);
    assert.deepEqual(asked, [['Set Users…', 'Listen Without Password', 'Listen on 127.0.0.1 Only']]);
    await chooseAddress('::', host);
    assert.equal(asked.length, 2);
  });

  it('asks again where the users that there were are gone', async () => {
    await set({ users: [{ name: 'plant' }] });
    answer('Listen on 0.0.0.0');
    assert.deepEqual(await chooseAddress('0.0.0.0', host), { host: '0.0.0.0' });
    assert.deepEqual(asked, [['Listen on 0.0.0.0', 'Listen on 127.0.0.1 Only']]);
    await set({ users: undefined });
    answer(undefined);
    assert.equal(await chooseAddress('0.0.0.0', host), null);
    assert.equal(asked.length, 2);
  });

  it('stays on this machine where the person prefers that, and asks again the next time', async () => {
    answer('Listen on 127.0.0.1 Only');
    assert.deepEqual(await chooseAddress('192.0.2.1', host), { host: '127.0.0.1' });
    await chooseAddress('192.0.2.1', host);
    assert.equal(asked.length, 2);
  });
});
