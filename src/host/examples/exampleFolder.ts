/** The example folder as a copy of the person's own. */

import { commands, l10n, Uri, window, workspace } from 'vscode';

/** What the copy is called; where that is taken, a number stands behind it. */
const NAME = 'qoscope-examples';

/** Asks where to, copies the examples there, and opens the copy: in this window where no folder is open. */
export async function openExampleFolder(examples: Uri): Promise<void> {
  const folders = await window.showOpenDialog({
    title: l10n.t('Open Example Folder'),
    openLabel: l10n.t('Copy the Examples Here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  const parent = folders?.[0];
  if (parent === undefined) return;
  const copy = await copyExamples(examples, parent);
  await commands.executeCommand('vscode.openFolder', copy, {
    forceNewWindow: workspace.workspaceFolders !== undefined,
  });
}

/** Copies the examples into a folder of their own in `parent`, replacing nothing; gives that folder. */
export async function copyExamples(examples: Uri, parent: Uri): Promise<Uri> {
  const taken = new Set((await workspace.fs.readDirectory(parent)).map(([name]) => name));
  let name = NAME;
  for (let n = 2; taken.has(name); n++) name = `${NAME}-${n}`;
  const copy = Uri.joinPath(parent, name);
  await workspace.fs.copy(examples, copy, { overwrite: false });
  return copy;
}
