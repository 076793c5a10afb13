/** Says that something was saved, with the ways to it at hand. */

import { commands, env, l10n, UIKind, window, workspace, type Uri } from 'vscode';

/** Resolves when the message is gone. */
export async function offerSaved(file: Uri, text: string): Promise<void> {
  const open = l10n.t('Open');
  const reveal = l10n.t('Reveal');
  const revealBy = revealCommand(file);
  const answer = await window.showInformationMessage(text, open, ...(revealBy === null ? [] : [reveal]));
  if (answer === open) await commands.executeCommand('vscode.open', file);
  if (answer === reveal && revealBy !== null) await commands.executeCommand(revealBy, file);
}

/** The system's own file manager shows files of this machine; of another one the explorer shows what its folder holds. */
function revealCommand(file: Uri): string | null {
  const here = env.uiKind === UIKind.Desktop && env.remoteName === undefined && file.scheme === 'file';
  if (here) return 'revealFileInOS';
  return workspace.getWorkspaceFolder(file) === undefined ? null : 'revealInExplorer';
}
