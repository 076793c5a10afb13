import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { VSIX } from '../../scripts/manifest';
import { filesInZip, unzip } from '../../scripts/unzip';

/** All that may be in the .vsix beside what the format itself wants. */
const PARTS = [
  /^(package\.json|package\.nls(\.[\w-]+)?\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
  /^dist\/(extension|engine|cli)\.js$/,
  /^dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^dist\/webview\/[\w.-]+\.(js|css|ttf)$/,
  /^(media|l10n|examples|schemas)\//,
];

/** Native accelerators of ws: asked for inside a try, and done without. */
const OPTIONAL = ['bufferutil', 'utf-8-validate'];

/** Every path in a JSON value that points into the extension. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^(\.\/)?(media|l10n|examples|schemas|dist)\//.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}

/** The modules that a bundle asks for when it runs. */
const required = (code: string): string[] =>
  [...code.matchAll(/\brequire\(\s*["'`]([^"'`]+)["'`]\s*\)/g)].map((match) => match[1]!);

describe('the packaged extension', () => {
  let files: Map<string, Buffer>;
  const text = (name: string): string => {
    const bytes = files.get(name);
    assert.ok(bytes, `${name} is in the .vsix`);
    return bytes.toString();
  };

  before(async () => {
    const entries = await filesInZip(VSIX);
    const inside = [...entries].filter(([name]) => name.startsWith('extension/'));
    files = new Map(inside.map(([name, bytes]) => [name.slice('extension/'.length), bytes]));
  });

  it('is smaller than 1 MB', () => {
    assert.ok(statSync(VSIX).size < 1_000_000, `it has ${statSync(VSIX).size} bytes`);
  });

  it('holds nothing but bundles, media, words, examples and what a reader wants', () => {
    const strangers = [...files.keys()].filter((name) => !PARTS.some((part) => part.test(name)));
    assert.deepEqual(strangers, []);
  });

  it('holds each bundle, the page and the texts of all licences', () => {
    for (const name of [
      'extension.js',
      'engine.js',
      'cli.js',
      'webview/page.js',
      'webview/toolkit.js',
      'webview/style.css',
    ]) {
      assert.ok(files.has(`dist/${name}`), name);
    }
    const notices = text('dist/THIRD_PARTY_NOTICES.txt');
    for (const name of ['mqtt', 'mqtt-packet', 'ws', 'uplot', '@vscode/codicons', '@vscode/webview-ui-toolkit']) {
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
  });

  it('holds every file that its manifest names', () => {
    const manifest = JSON.parse(text('package.json')) as { icon: string; main: string; l10n: string };
    const named = pathsIn(manifest).map((name) => path.posix.normalize(name));
    assert.ok(named.includes('dist/extension.js') && named.includes(manifest.icon));
    for (const name of named) assert.ok(files.has(name), name);
  });

  it('has no words in its manifest that package.nls.json lacks', () => {
    const words = JSON.parse(text('package.nls.json')) as Record<string, string>;
    const asked = [...text('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]!);
    assert.ok(asked.length > 0);
    assert.deepEqual(
      asked.filter((key) => !(key in words)),
      [],
    );
  });

  it('lets only the extension host see vscode, and asks for no package that is not bundled', () => {
    for (const name of ['engine', 'cli', 'extension']) {
      const allowed = [...OPTIONAL, ...(name === 'extension' ? ['vscode'] : [])];
      const strangers = required(text(`dist/${name}.js`)).filter((id) => !isBuiltin(id) && !allowed.includes(id));
      assert.deepEqual([...new Set(strangers)], [], `dist/${name}.js`);
    }
    assert.ok(required(text('dist/extension.js')).includes('vscode'));
  });

  it('refers to no source map, since none is there', () => {
    for (const name of ['extension.js', 'engine.js', 'cli.js', 'webview/page.js', 'webview/style.css']) {
      assert.doesNotMatch(text(`dist/${name}`), /# sourceMappingURL=/, name);
    }
  });

  it('brings a command line that runs by itself', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qoscope-cli-'));
    try {
      await unzip(VSIX, 'extension/', folder);
      const run = promisify(execFile)(process.execPath, [path.join(folder, 'dist/cli.js'), 'no-such-command']);
      await assert.rejects(run, { code: 2 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
