/** The extension in each language that it ships, in a VS Code that is set to it. */

import assert from 'node:assert/strict';

import { WORDS } from '../../webview/words';
import { translations } from '../support/translations';
import { VSCodeWindow } from '../support/vscode';

for (const { language, manifest, bundle } of translations()) {
  describe(`QoScope in ${language}`, function () {
    this.timeout(60_000);

    const named = (key: string): string => manifest?.[key] ?? assert.fail(`${key} is not translated`);
    const said = (english: string): string => bundle?.[english] ?? assert.fail(`"${english}" is not translated`);
    let window: VSCodeWindow;

    before(async function () {
      this.timeout(120_000);
      const settings = { 'qoscope.localBroker.port': 0 };
      window = await VSCodeWindow.open({ language, container: named('container.title'), settings });
    });

    after(() => window.close());

    it('has its commands in the palette', async () => {
      await window.runCommand(`${named('category')}: ${named('command.broker.start')}`);
      await window.statusBar(/MQTT \d+/).waitFor();
    });

    it('has its views in the side panel, with what the host says in them', async () => {
      await window.page.getByRole('tab', { name: named('container.title') }).click();
      await window.page.getByText(named('view.findings'), { exact: true }).waitFor();
      await window.page
        .getByRole('treeitem', { name: said('Local broker') })
        .first()
        .waitFor();
    });

    it('has its words in the page', async () => {
      await window.runCommand(`${named('category')}: ${named('command.openPage')}`);
      const page = window.webview();
      await page.getByRole('tab', { name: said(WORDS.matrix), exact: true }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), language);
    });
  });
}
