/** The example messages as read-only documents of the scheme `qoscope-example`, for who has no folder open. */

import { Uri, window, workspace, ViewColumn, type TextDocumentContentProvider, type TextEditor } from 'vscode';

/** The scheme of an example's address. */
export const EXAMPLE_SCHEME = 'qoscope-example';

/** The example that is published first. */
const FIRST_EXAMPLE = 'command.json';

/** Reads an example when its document is opened. */
export class ExampleDocuments implements TextDocumentContentProvider {
  constructor(
    /** The folder of the examples. */
    private readonly folder: Uri,
  ) {}

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(this.folder, uri.path)));
  }
}

/** Opens the first example: beside what is open, so that the walkthrough stays in sight; alone where nothing is. */
export async function openExample(): Promise<TextEditor> {
  const document = await workspace.openTextDocument(Uri.from({ scheme: EXAMPLE_SCHEME, path: `/${FIRST_EXAMPLE}` }));
  const isAlone = window.tabGroups.activeTabGroup.tabs.length === 0;
  return window.showTextDocument(document, {
    viewColumn: isAlone ? ViewColumn.Active : ViewColumn.Beside,
    preview: false,
  });
}
