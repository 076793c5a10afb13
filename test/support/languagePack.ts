/** Has a VS Code server speak a language for which no language pack is installed: the workbench's own words stay English. */

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a language pack without a word into a server's home, so that the extension's translations are taken. */
export async function writeLanguagePack(home: string, language: string): Promise<void> {
  const words = path.join(home, 'languagePack', 'main.i18n.json');
  await mkdir(path.dirname(words), { recursive: true });
  await writeFile(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `qoscope-test.${language}` }, version: '1.0.0' }];
  const pack = { hash: language, label: language, extensions, translations: { vscode: words } };
  await writeFile(path.join(home, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}
