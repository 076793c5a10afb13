/** The engine reads files of this machine; those of other file systems come to it as copies. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { workspace, type Uri } from 'vscode';

/** Calls `use` with the path of the file, or of a copy that is deleted after it. */
export async function withLocalFile<Result>(uri: Uri, use: (file: string) => Promise<Result>): Promise<Result> {
  if (uri.scheme === 'file') return use(uri.fsPath);
  const folder = await mkdtemp(path.join(tmpdir(), 'qoscope-'));
  try {
    const copy = path.join(folder, path.posix.basename(uri.path));
    await writeFile(copy, await workspace.fs.readFile(uri));
    return await use(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
