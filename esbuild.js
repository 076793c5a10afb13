// Bundles the four programs of the extension: the extension host's part, the engine's worker thread, the command line
// and the page. Only the first may see `vscode`: a wall that is climbed anywhere else fails the build.
const esbuild = require('esbuild');
const { cpSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { thirdPartyNotices } = require('./scripts/thirdPartyNotices');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? 'external' : 'linked',
  sourcesContent: false,
  logLevel: 'info',
  legalComments: 'none',
  metafile: true,
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20' };

const programs = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'] },
  { ...node, entryPoints: ['src/engine/main.ts'], outfile: 'dist/engine.js' },
  { ...node, entryPoints: ['src/cli.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  {
    ...common,
    platform: 'browser',
    format: 'esm',
    splitting: true, // the toolkit is a file of its own, taken in after the first rows
    chunkNames: '[name]',
    target: 'es2022',
    entryPoints: { page: 'webview/main.ts', style: 'webview/styles/page.css' },
    outdir: 'dist/webview',
    external: ['*.ttf'],
  },
];

/** The icon font is a file of its own: the page's content security policy names fonts by address. */
function copyCodicons() {
  const from = path.dirname(require.resolve('@vscode/codicons/dist/codicon.css'));
  mkdirSync('dist/webview', { recursive: true });
  for (const file of ['codicon.css', 'codicon.ttf']) cpSync(path.join(from, file), path.join('dist/webview', file));
}

async function main() {
  rmSync('dist', { recursive: true, force: true });
  copyCodicons();
  if (!watch) {
    const results = await Promise.all(programs.map((program) => esbuild.build(program)));
    const metafiles = results.map((result) => result.metafile);
    writeFileSync('dist/THIRD_PARTY_NOTICES.txt', thirdPartyNotices(metafiles, ['@vscode/codicons']));
    return;
  }
  const contexts = await Promise.all(programs.map((program) => esbuild.context(program)));
  await Promise.all(contexts.map((context) => context.watch()));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
