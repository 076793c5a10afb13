import assert from 'node:assert/strict';
import { commands, env, extensions } from 'vscode';
import { qoscope, startAfresh, until } from '../support/inVSCode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('Commands', () => {
  it('are all registered once the extension is active', async () => {
    await qoscope();
    const manifest = extensions.getExtension('qoscope.qoscope')?.packageJSON as Manifest;
    const registered = new Set(await commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('give a script the error itself, with its code', async () => {
    const api = await qoscope();
    await api.restartEngine();
    await assert.rejects(
      async () =>
        commands.executeCommand('qoscope.publish', { connection: 'nowhere', topic: 'a', payload: '', qos: 0 }),
      { code: 'client.unknownConnection' },
    );
  });

  it('clear the trace', async () => {
    const api = await startAfresh();
    await api.publish({ topic: 'a', payload: '', qos: 2 });
    await commands.executeCommand('qoscope.trace.clear');
    assert.deepEqual((await api.deliveries()).rows, []);
    await api.broker.stop();
  });

  it('copy topic and handshake of a delivery', async () => {
    const api = await startAfresh();
    const { delivery } = await api.publish({ topic: 'copy/me', payload: 'x', qos: 1 });
    await commands.executeCommand('qoscope.copyTopic', { delivery: delivery.n });
    assert.equal(await env.clipboard.readText(), 'copy/me');
    await commands.executeCommand('qoscope.copyHandshake', { delivery: delivery.n });
    assert.match(await env.clipboard.readText(), /^QoS 1 · copy\/me\n[^]+→ PUBLISH id 1 {2}0\n← PUBACK id 1 {2}\+/);
    await api.broker.stop();
  });

  it('subscribe and unsubscribe for a script', async () => {
    const api = await startAfresh();
    const granted = await commands.executeCommand('qoscope.subscribe', { connection: 'local', filter: 'a/#', qos: 2 });
    assert.deepEqual(granted, { grantedQos: 2 });
    await until(() => api.connections[0]?.subscriptions.length === 1, api.onDidChangeConnections);
    await commands.executeCommand('qoscope.unsubscribe', { filter: 'a/#' });
    await until(() => api.connections[0]?.subscriptions.length === 0, api.onDidChangeConnections);
    await api.broker.stop();
  });

  it('refuse arguments of a script that have the wrong type', async () => {
    await qoscope();
    await assert.rejects(
      async () => commands.executeCommand('qoscope.broker.start', { port: 'any' }),
      /"port" must be/,
    );
  });
});
