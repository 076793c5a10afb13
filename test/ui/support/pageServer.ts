/** Serves the page as VS Code would: its bundle over loopback, under the strict content security policy. */

import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build, type OutputFile } from 'esbuild';

import type { PageStart } from '../../../src/shared/panelApi';
import { THEMES, type ThemeName } from './themes';

const NONCE = 'bm9uY2UtZm9yLXRlc3Rz';
const ROOT = path.resolve(__dirname, '../../../..');

interface Served {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** A running server. */
export interface PageServer {
  /** Address of the page in that theme, with what its HTML says of it: null for a page that waits for its host. */
  address(theme: ThemeName, start: PageStart | null): string;
  close(): Promise<void>;
}

/**
 * Bundles the page from its sources, the way esbuild.js does, and serves it on a port of the system's choice; `minify`
 * as it ships.
 */
export async function servePage(minify = false): Promise<PageServer> {
  const files = await filesToServe(minify);
  const pages = new Map<string, Served>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = pages.get(url.search) ?? files.get(url.pathname);
    if (url.pathname === '/favicon.ico') response.writeHead(204).end();
    else if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': file.type }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = (theme: ThemeName, start: PageStart | null): string => {
    const page = `?page=${pages.size}`;
    pages.set(page, html(theme, start));
    return `http://127.0.0.1:${port}/${page}`;
  };
  return { address, close: () => closed(server) };
}

/** The page's script and styles from their sources, the way esbuild.js makes them; `minify` as they ship. */
export async function bundlePage(minify = false): Promise<readonly OutputFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: { page: 'webview/main.ts', style: 'webview/styles/page.css' },
    outdir: '/',
    bundle: true,
    minify,
    write: false,
    legalComments: 'none',
    format: 'esm',
    splitting: true,
    chunkNames: '[name]',
    target: 'es2022',
    platform: 'browser',
    external: ['*.ttf'],
  });
  return outputFiles;
}

async function filesToServe(minify: boolean): Promise<Map<string, Served>> {
  const outputFiles = await bundlePage(minify);
  const icons = path.dirname(require.resolve('@vscode/codicons/dist/codicon.css'));
  const files = new Map<string, Served>(
    outputFiles.map(({ path: name, contents }) => [
      name,
      { type: name.endsWith('.css') ? 'text/css' : 'text/javascript', body: contents },
    ]),
  );
  files.set('/codicon.css', { type: 'text/css', body: readFileSync(path.join(icons, 'codicon.css')) });
  files.set('/codicon.ttf', { type: 'font/ttf', body: readFileSync(path.join(icons, 'codicon.ttf')) });
  return files;
}

/** The skeleton that the host gives; the theme's variables come in a style sheet with VS Code's own nonce. */
function html(theme: ThemeName, start: PageStart | null): Served {
  const { bodyClass, variables } = THEMES[theme];
  const rules = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  const policy = [
    "default-src 'none'",
    `style-src 'self' 'nonce-${NONCE}'`,
    `script-src 'nonce-${NONCE}'`,
    "font-src 'self'",
    "img-src 'self'",
  ].join('; ');
  const escaped = JSON.stringify(start).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  const data = start === null ? '' : ` data-start="${escaped}"`;
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <title>QoS</title>
    <style nonce="${NONCE}">:root { ${rules.join(' ')} }</style>
    <link rel="modulepreload" nonce="${NONCE}" href="./page.js" />
    <link rel="stylesheet" href="codicon.css" />
    <link rel="stylesheet" href="style.css" />
  </head>
  <body class="${bodyClass}">
    <div id="root"${data}></div>
    <script nonce="${NONCE}">import('./page.js');</script>
  </body>
</html>`;
  return { type: 'text/html', body };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
