/** The page for those who enlarge it, force colours on it, want it still, or hear it. */

import assert from 'node:assert/strict';

import { PAGE_TABS, type PageTab } from '../../src/shared/panelApi';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

const CONTENT: Readonly<Record<PageTab, string>> = {
  deliveries: '.list-deliveries',
  subscriptions: '.list-subscriptions',
  inFlight: '.list-inflight',
  matrix: '.matrix-view',
  rates: '.rates-view',
};

/** What shows that a tab has read what it draws. */
const READ: Readonly<Record<PageTab, string>> = {
  deliveries: '#deliveries-3',
  subscriptions: '.list-subscriptions .list-rows > .row',
  inFlight: '#inflight-8',
  matrix: '.matrix-cell:not(.unseen)',
  rates: '.rate-stage canvas',
};

describe('the page', function () {
  this.timeout(30_000);
  const at = usePage();

  const openTab = (tab: PageTab) =>
    at.open(factoryScene(), { prepare: (fake) => (fake.state = { tab }), first: CONTENT[tab] });

  for (const tab of PAGE_TABS) {
    it(`fits at 200 % zoom, with room for three rows, on the tab ${tab}`, async () => {
      await openTab(tab);
      await at.page.setViewportSize({ width: 640, height: 240 }); // 1,280 by 480 pixels
      await at.until(async () => (await at.page.evaluate(() => innerWidth)) === 640);
      await at.untilNone(async () => {
        const height = (await at.page.locator(CONTENT[tab]).boundingBox())?.height ?? 0;
        const width = await at.page.evaluate(() => document.documentElement.scrollWidth);
        return [
          ...(height >= 4 * 22 ? [] : [`it is ${height} px high`]),
          ...(width === 640 ? [] : [`the page is ${width} px wide`]),
        ];
      });
    });
  }

  for (const tab of PAGE_TABS) {
    it(`cuts nothing off at its edge where it is as narrow as a side bar begins, on the tab ${tab}`, async () => {
      await at.open(factoryScene(), { prepare: (fake) => (fake.state = { tab }), first: READ[tab] });
      await at.page.setViewportSize({ width: 300, height: 700 });
      await at.until(async () => (await beyondTheEdge()).length === 0 && (await pageWidth()) === 300);
    });
  }

  /** What reaches over the right edge of the part that shows it. */
  const beyondTheEdge = () =>
    at.page.evaluate(() => {
      const parts = [...document.querySelectorAll('.list .row, .matrix-part, .rate-chart')];
      return parts.flatMap((part) => {
        const edge = part.getBoundingClientRect().right;
        const inside = [...part.querySelectorAll('.cell, .matrix-button, .rate-stage')];
        return inside.filter((one) => one.getBoundingClientRect().right > edge + 0.5).map((one) => one.className);
      });
    });

  const pageWidth = () => at.page.evaluate(() => document.documentElement.scrollWidth);

  it('shows gauges and choices where colours are forced', async () => {
    await openTab('inFlight');
    await at.page.emulateMedia({ forcedColors: 'active' });
    const bar = at.page.locator('.gauge:visible .gauge-bar').first();
    await at.until(() => at.page.evaluate(() => matchMedia('(forced-colors: active)').matches));
    const colours = await bar.evaluate((node) => [
      getComputedStyle(node).backgroundColor,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assert.notEqual(colours[0], colours[1]);
    await at.tab('Rates').click();
    const choices = at.page.locator('.rates-bar .choices .choice');
    await choices.first().waitFor();
    const [pressed, other] = await choices.evaluateAll((nodes) =>
      nodes.map((node) => getComputedStyle(node).backgroundColor),
    );
    assert.notEqual(pressed, other);
  });

  it('moves nothing by itself where less motion is wanted', async () => {
    await openTab('rates');
    await at.page.emulateMedia({ reducedMotion: 'reduce' });
    await at.until(() => at.page.evaluate(() => matchMedia('(prefers-reduced-motion: reduce)').matches));
    const moving = await at.page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((node) => {
          const { transitionDuration, animationName } = getComputedStyle(node);
          return transitionDuration !== '0s' || animationName !== 'none';
        }).length,
    );
    assert.equal(moving, 0);
  });

  it('says nothing aloud of what goes by', async () => {
    await openTab('rates');
    await at.page.locator('.rate-legend tbody td').first().getByText('1.0/s').waitFor();
    await at.page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const heard = new MutationObserver((changes) => {
        for (const { target } of changes) said.push(target.textContent ?? '');
      });
      for (const region of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
        heard.observe(region, { childList: true, characterData: true, subtree: true });
      }
    });
    for (let i = 1; i <= 5; i++) {
      at.host.trace.grow(100);
      at.host.changed();
      await at.page
        .getByText(`${10 + i * 100} deliveries`.replace(/^(\d)(\d{3})/, '$1,$2'))
        .first()
        .waitFor();
    }
    assert.deepEqual(await at.page.evaluate(() => (window as unknown as { said: string[] }).said), []);
  });
});
