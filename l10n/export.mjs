// Writes l10n/bundle.l10n.json: every English text that a person can see, for translators and for VS Code. The host's are
// found in its calls of l10n.t; those that engine, shared code and page have are listed there as plain objects.
// With --check it writes nothing and ends with 1 where the file is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = `${root}l10n/bundle.l10n.json`;

/** Where texts stand as values of exported objects, and the names of those objects. */
const LISTED = [
  { file: 'src/shared/sentences.ts', objects: ['SENTENCES'] },
  { file: 'src/shared/findingRules.ts', objects: ['FINDING_TITLES'] },
  { file: 'src/shared/filter/meanings.ts', objects: ['FIELD_MEANINGS', 'OPERATOR_MEANINGS'] },
  { file: 'src/shared/reasonCodes.ts', objects: ['REASON_NAMES', 'RETURN_CODE_NAMES'] },
  { file: 'src/shared/trustGuide.ts', objects: ['TRUST_WORDS'] },
  { file: 'webview/words.ts', objects: ['WORDS'] },
];

async function hostTexts() {
  const host = readdirSync(`${root}src/host`, { recursive: true }).filter((file) => file.endsWith('.ts'));
  const files = ['src/extension.ts', ...host.map((file) => `src/host/${file}`)];
  return getL10nJson(files.map((file) => ({ contents: readFileSync(root + file, 'utf8'), extension: '.ts' })));
}

async function listedTexts({ file, objects }) {
  const { outputFiles } = await build({ entryPoints: [root + file], bundle: true, format: 'esm', write: false });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  return objects.flatMap((name) => {
    if (module[name] === undefined) throw new Error(`${file} exports no ${name}.`);
    return valuesOf(module[name]);
  });
}

function valuesOf(value) {
  return typeof value === 'string' ? [value] : Object.values(value).flatMap(valuesOf);
}

async function main() {
  const texts = { ...(await hostTexts()) };
  for (const listed of LISTED) for (const text of await listedTexts(listed)) texts[text] = text;
  const sorted = Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  const wanted = `${JSON.stringify(sorted, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(bundle, wanted);
    return;
  }
  const present = JSON.parse(readFileSync(bundle, 'utf8'));
  const missing = Object.keys(sorted).filter((text) => !(text in present));
  const needless = Object.keys(present).filter((text) => !(text in sorted));
  for (const text of missing) console.error(`missing: ${text}`);
  for (const text of needless) console.error(`not used any more: ${text}`);
  if (missing.length + needless.length > 0) process.exitCode = 1;
}

await main();
