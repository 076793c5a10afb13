import assert from 'node:assert/strict';
import { Uri, type Webview } from 'vscode';
import { pageHtml } from '../../src/host/panel/pageHtml';
import type { PageStart } from '../../src/shared/panelApi';

const webview = { cspSource: 'https://source.example', asWebviewUri: (uri: Uri) => uri } as unknown as Webview;

const PAGE = Uri.file('/extension/dist/webview/page.js').toString();

describe("The page's HTML", () => {
  const html = pageHtml(webview, Uri.file('/extension'), null);

  it('allows one script by nonce, and styles, fonts and pictures of the extension alone', () => {
    const nonce = /<script nonce="([^"]+)"/.exec(html)?.[1];
    assert.ok(nonce);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    assert.equal(
      policy,
      `default-src 'none'; style-src https://source.example; script-src 'nonce-${nonce}'; font-src https://source.example; img-src https://source.example`,
    );
  });

  it("holds no style, and of script no more than the import of the page's", () => {
    assert.doesNotMatch(html, /<style|style="| on[a-z]+="/);
    assert.deepEqual(
      [...html.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, body]) => body),
      [`import("${PAGE}");`],
    );
  });

  it('has its script fetched while the style sheets are', () => {
    assert.match(html, new RegExp(`<link rel="modulepreload" nonce="[^"]+" href="${PAGE}">`));
  });

  it('says what the frame of the page is drawn from, whatever is in it, and else nothing', () => {
    const start: PageStart = {
      place: 'panel',
      language: 'de',
      translations: { '"{0}" & more': '„{0}“ & mehr</div><script>alert(1)</script>' },
      opensWithNewest: true,
      load: "it's <b>",
    };
    const written = pageHtml(webview, Uri.file('/extension'), start);
    const data = /<div id="root" data-start="([^"]*)"><\/div>/.exec(written)?.[1] ?? '';
    assert.doesNotMatch(data, /[<>]/);
    const text = data.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    assert.deepEqual(JSON.parse(text), start);
    assert.match(html, /<div id="root"><\/div>/);
  });

  it('has another nonce each time', () => {
    assert.notEqual(pageHtml(webview, Uri.file('/extension'), null), html);
  });
});
