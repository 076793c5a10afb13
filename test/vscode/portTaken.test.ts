import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { commands } from 'vscode';
import { qoscope, startEngine } from '../support/inVSCode';

describe('A port that is taken', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    await once(server, 'close');
  });

  it('is named by the error, and another one can be had', async () => {
    const api = await qoscope();
    const { port } = server.address() as AddressInfo;
    await assert.rejects(
      async () => commands.executeCommand('qoscope.broker.start', { port }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'broker.portTaken');
        assert.match(error.message, new RegExp(`\\b${port}\\b`));
        return true;
      },
    );
    assert.equal(api.broker.status.running, false);
    const status = await api.broker.start({ port: 0 });
    assert.notEqual(status.address?.port, port);
    await api.broker.stop();
  });

  it('is told apart where QoScope in another window holds it', async () => {
    const api = await qoscope();
    const otherWindow = startEngine();
    try {
      const options = { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024 };
      const { address } = await otherWindow.request('broker.start', options);
      await assert.rejects(api.broker.start({ port: address!.port }), { code: 'broker.portHeldByQoScope' });
      const connection = await api.connect({ url: `mqtt://127.0.0.1:${address!.port}` });
      assert.equal(connection.state, 'connected');
      await api.disconnect(connection.connection);
    } finally {
      await otherWindow.close();
    }
  });
});
