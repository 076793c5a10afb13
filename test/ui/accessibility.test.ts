/** What assistive technology gets of the page: axe-core over each tab and the detail, in each theme. */

import assert from 'node:assert/strict';

import { PAGE_TABS, type PageTab } from '../../src/shared/panelApi';
import { violations } from './support/axe';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';
import { THEMES, type ThemeName } from './support/themes';

const FIRST: Readonly<Record<PageTab, string>> = {
  deliveries: '.list-deliveries .list-rows > .row',
  subscriptions: '.list-subscriptions .list-rows > .row',
  inFlight: '.list-inflight .list-rows > .row',
  matrix: '.matrix-cell:not(.unseen)',
  rates: '.rate-stage canvas',
};

describe('the page for assistive technology', function () {
  this.timeout(60_000);
  const at = usePage();

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    for (const tab of PAGE_TABS) {
      it(`has no fault in the tab ${tab} under the theme ${theme}`, async () => {
        await at.open(factoryScene(), { theme, prepare: (fake) => (fake.state = { tab }), first: FIRST[tab] });
        assert.deepEqual(await violations(at.page), []);
      });
    }

    it(`has no fault in the detail under the theme ${theme}`, async () => {
      await at.open(factoryScene(), { theme });
      await at.row(3).click();
      await at.detail().locator('.ladder').waitFor();
      assert.deepEqual(await violations(at.page), []);
    });
  }
});
