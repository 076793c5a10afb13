import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands, TabInputText, window, workspace } from 'vscode';
import { qoscope, startAfresh } from '../support/inVSCode';

describe('The examples', () => {
  let folder: string;

  beforeEach(async () => {
    await qoscope();
    folder = await mkdtemp(path.join(tmpdir(), 'qoscope-examples-'));
  });

  afterEach(async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await rm(folder, { recursive: true, force: true });
  });

  const copyTo = (parent: string): Thenable<string> =>
    commands.executeCommand('qoscope.examples.openFolder', { parent });

  it('are copied to a folder of their own, which replaces nothing', async () => {
    const first = await copyTo(folder);
    const second = await copyTo(folder);
    assert.equal(path.basename(first), 'qoscope-examples');
    assert.equal(path.basename(second), 'qoscope-examples-2');
    assert.ok((await readdir(second)).includes('command.json'));
  });

  it('open without an empty half of the window where nothing else is open', async () => {
    await commands.executeCommand('qoscope.examples.openFile');
    assert.equal(window.tabGroups.all.length, 1);
    assert.equal(window.visibleTextEditors.length, 1);
  });

  it('can be published without a folder, beside a walkthrough that has the focus', async () => {
    const api = await startAfresh();
    await commands.executeCommand('qoscope.walkthrough');
    await commands.executeCommand('qoscope.examples.openFile');
    const document = window.visibleTextEditors[0]?.document;
    assert.equal(document?.languageId, 'json');
    assert.equal(workspace.fs.isWritableFileSystem(document.uri.scheme), undefined);
    await commands.executeCommand('workbench.action.focusFirstEditorGroup');
    const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
    assert.ok(!(input instanceof TabInputText), 'the walkthrough has the focus');
    await commands.executeCommand('qoscope.publishSelection', { qos: 2, topic: 'factory/m001/command' });
    const [delivery] = (await api.deliveries()).rows;
    assert.equal(delivery?.payloadLength, Buffer.byteLength(document.getText()));
    await api.broker.stop();
  });
});
