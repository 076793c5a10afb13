import assert from 'node:assert/strict';
import { commands, extensions } from 'vscode';
import { qoscope } from '../support/inVSCode';

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

  it('refuse arguments of a script that have the wrong type', async () => {
    await qoscope();
    await assert.rejects(
      async () => commands.executeCommand('qoscope.broker.start', { port: 'any' }),
      /"port" must be/,
    );
  });
});
