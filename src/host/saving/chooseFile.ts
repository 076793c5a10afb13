/** Asks where to save. */

import { homedir } from 'node:os';
import { Uri, window, workspace } from 'vscode';

/** Where to save a file that is called `name` unless the person says otherwise; undefined where they leave it. */
export function chooseFile(title: string, name: string, filters: Record<string, string[]>): Thenable<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri ?? Uri.file(homedir());
  return window.showSaveDialog({ title, filters, defaultUri: Uri.joinPath(folder, name) });
}
