import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { ConfigurationTarget, window, workspace } from 'vscode';
import { startBrokerAsking } from '../../src/host/broker/brokerControl';
import type { EngineClient } from '../../src/host/engineClient';
import type { Host } from '../../src/host/host';
import { Memory } from '../../src/host/memory';
import { KeptLog } from '../support/engineLog';
import { FakeMemento } from '../support/fakeMemento';
import { qoscope, startEngine } from '../support/inVSCode';

const SECTION = 'qoscope.localBroker';

async function setPort(port: number | undefined): Promise<void> {
  await workspace.getConfiguration(SECTION).update('port', port, ConfigurationTarget.Global);
}

describe('Starting the local broker on a port that is taken', () => {
  const showErrorMessage = window.showErrorMessage;
  let engine: EngineClient;
  let host: Host;
  let asked: readonly string[][];

  before(() => qoscope());

  beforeEach(() => {
    engine = startEngine();
    host = { engine, memory: new Memory(new FakeMemento()), log: new KeptLog() } as unknown as Host;
    asked = [];
  });

  afterEach(async () => {
    window.showErrorMessage = showErrorMessage;
    await setPort(undefined);
    await engine.close();
  });

  /** Presses that button in place of the person. */
  function answer(button: string): void {
    const press = (message: string, ...buttons: string[]): Promise<string> => {
      asked = [...asked, [message, ...buttons]];
      return Promise.resolve(button);
    };
    window.showErrorMessage = press as unknown as typeof showErrorMessage;
  }

  describe('by another program', () => {
    let server: Server;

    beforeEach(async () => {
      server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });

    afterEach(async () => {
      server.close();
      await once(server, 'close');
    });

    it('names the port, offers another one and starts there', async () => {
      const { port } = server.address() as AddressInfo;
      await setPort(port);
      answer('Use Another Port');
      assert.equal(await startBrokerAsking(host), true);
      assert.deepEqual(
        asked.map(([message, ...buttons]) => [message?.includes(String(port)), ...buttons]),
        [[true, 'Use Another Port', 'Open Setting']],
      );
      assert.notEqual(engine.broker.address?.port, port);
    });
  });

  describe('by QoScope in another window', () => {
    it('offers to connect to it, and does', async () => {
      const other = startEngine();
      try {
        const options = { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024 };
        const { address } = await other.request('broker.start', options);
        await setPort(address!.port);
        answer('Connect to It');
        assert.equal(await startBrokerAsking(host), false);
        assert.deepEqual(asked[0]?.slice(1), ['Connect to It', 'Use Another Port']);
        assert.deepEqual(
          engine.connections.map(({ url, state }) => [url, state]),
          [[`mqtt://127.0.0.1:${address!.port}`, 'connected']],
        );
      } finally {
        await other.close();
      }
    });
  });
});
