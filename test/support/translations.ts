/** The translations that the extension ships: two files for each language beside English. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../scripts/paths';

/** Texts by their key. */
export type Texts = Readonly<Record<string, string>>;

/** What a language has: the texts of package.json by their names, and all others by their English. */
export interface Translation {
  /** As VS Code writes it: "de", "zh-cn". */
  readonly language: string;
  /** Null where the file is missing. */
  readonly manifest: Texts | null;
  readonly bundle: Texts | null;
}

/** The English texts. */
export function englishTexts(): { readonly manifest: Texts; readonly bundle: Texts } {
  return { manifest: read('package.nls.json'), bundle: read('l10n/bundle.l10n.json') };
}

/** Languages that may not go missing. */
const SHIPPED = ['de', 'zh-cn'];

/** Every language that ships, or of which there is a file. */
export function translations(): readonly Translation[] {
  const named = (folder: string, name: RegExp): string[] =>
    readdirSync(path.join(PROJECT, folder)).flatMap((file) => name.exec(file)?.[1] ?? []);
  const languages = new Set([
    ...SHIPPED,
    ...named('.', /^package\.nls\.(.+)\.json$/),
    ...named('l10n', /^bundle\.l10n\.(.+)\.json$/),
  ]);
  return [...languages].sort().map((language) => ({
    language,
    manifest: readIfThere(`package.nls.${language}.json`),
    bundle: readIfThere(`l10n/bundle.l10n.${language}.json`),
  }));
}

function readIfThere(file: string): Texts | null {
  return existsSync(path.join(PROJECT, file)) ? read(file) : null;
}

function read(file: string): Texts {
  return JSON.parse(readFileSync(path.join(PROJECT, file), 'utf8')) as Texts;
}
