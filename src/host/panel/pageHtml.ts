/** The skeleton of the page: no inline style, one script that carries this load's nonce, and what the page's frame is drawn from. */

import { randomBytes } from 'node:crypto';
import { env, l10n, Uri, type Webview } from 'vscode';

import type { PageStart } from '../../shared/panelApi';

/**
 * Loads the page into a webview, which may load from the folder of the page's bundle alone. Called again, it loads it anew.
 * Without a `start` the page draws nothing before the host answers its `ready`.
 */
export function fillPage(webview: Webview, extensionUri: Uri, start: PageStart | null): void {
  webview.options = { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, 'dist', 'webview')] };
  webview.html = pageHtml(webview, extensionUri, start);
}

/**
 * The page's HTML for one load of one webview; each call has a nonce of its own. The page's script is imported, so that its
 * reading is no part of the document's: VS Code shows a webview once its document is loaded, or after 200 ms.
 */
export function pageHtml(webview: Webview, extensionUri: Uri, start: PageStart | null): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (file: string): string =>
    webview.asWebviewUri(Uri.joinPath(extensionUri, 'dist', 'webview', file)).toString();
  const page = address('page.js');
  const source = webview.cspSource;
  const data = start === null ? '' : ` data-start="${escape(JSON.stringify(start))}"`;
  const policy = [
    "default-src 'none'",
    `style-src ${source}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escape(env.language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="modulepreload" nonce="${nonce}" href="${page}">
    <link rel="stylesheet" href="${address('codicon.css')}" id="vscode-codicon-stylesheet">
    <link rel="stylesheet" href="${address('style.css')}">
    <title>${escape(l10n.t('QoS'))}</title>
  </head>
  <body>
    <div id="root"${data}></div>
    <script nonce="${nonce}">import(${JSON.stringify(page)});</script>
  </body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
