/** The page on a capture: it may still be read, and nothing in it grows older. */

import assert from 'node:assert/strict';

import { PAGE_TABS, type PageCapture } from '../../src/shared/panelApi';
import { violations } from './support/axe';
import { FakeTrace } from './support/fakeTrace';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';
import { THEMES, type ThemeName } from './support/themes';

describe('the page on a capture', function () {
  this.timeout(30_000);
  const at = usePage();
  const capture = { file: 'night.pcapng', reading: null, notes: [] };

  const openOn = (trace: FakeTrace, first: string) =>
    at.open(trace, { prepare: (fake) => (fake.state = { capture }), first });

  it('lets what waits at its end grow no older', async () => {
    await at.context.clock.install();
    await openOn(factoryScene(), '.list-deliveries');
    const waiting = at.page.locator('[role=row]', { hasText: 'waiting' }).first();
    const before = await waiting.textContent();
    assert.match(before ?? '', /\d m?s/);
    await at.letPass(3_600_000);
    assert.equal(await waiting.textContent(), before);
  });

  it('says what was found, and leads to no side panel, which shows the live trace', async () => {
    const trace = factoryScene();
    trace.findings = [
      {
        n: 1,
        time: 0,
        packet: 1,
        from: 'client',
        wire: 1,
        delivery: 1,
        client: 'ctrl',
        broker: 'local',
        topic: null,
        kind: 'dupOnQos0',
        rule: '3.3.1-2',
        severity: 'error',
        sentence: { code: 'finding.dupOnQos0', args: {} },
      },
    ];
    await openOn(trace, '.list-deliveries');
    assert.equal(await at.page.getByRole('button', { name: '1 finding' }).isDisabled(), true);
  });

  it('offers no broker and no message where it is empty', async () => {
    await openOn(new FakeTrace(), '.empty');
    await at.page.getByText('No message was found in this capture.').waitFor();
    for (const tab of PAGE_TABS) {
      await at.page.locator(`[role=tab]`).nth(PAGE_TABS.indexOf(tab)).click();
      assert.equal(await at.page.locator('.empty:visible button').count(), 0, tab);
    }
  });
});

describe('the page on a capture that is being read', function () {
  this.timeout(30_000);
  const at = usePage();
  const SIZE = 134_000_000;

  /** The capture when `read` bytes of it are read; null for the end. */
  const captureAt = (read: number | null, notes: PageCapture['notes'] = []): PageCapture => ({
    file: 'night.pcapng',
    reading: read === null ? null : { read, size: SIZE },
    notes,
  });

  async function openAt(trace: FakeTrace, read: number, first = '#deliveries-1'): Promise<void> {
    await at.open(trace, { prepare: (fake) => (fake.state = { capture: captureAt(read) }), first });
  }

  const tell = (trace: FakeTrace, capture: PageCapture): void =>
    at.host.tell('captureChanged', { capture, counts: trace.counts() });

  const bar = (text: string) => at.page.locator('.bar-line').getByText(text);

  function grown(rows: number): FakeTrace {
    const trace = new FakeTrace();
    trace.grow(rows);
    return trace;
  }

  it('says how far that is and of how much, and shows its first rows, which stay', async () => {
    const trace = grown(1000);
    await openAt(trace, 1_300_000);
    await bar('1.3 MB of 134.0 MB read').waitFor();
    await bar('1,000 deliveries').waitFor();
    const before = await at.row(1).boundingBox();
    trace.grow(200_000);
    tell(trace, captureAt(53_700_000));
    await bar('53.7 MB of 134.0 MB read').waitFor();
    await bar('201,000 deliveries').waitFor();
    await at.until(async () => (await at.list().getAttribute('aria-rowcount')) === '201001');
    assert.deepEqual(await at.row(1).boundingBox(), before);
    await at.page.getByRole('button', { name: 'Newest' }).waitFor();
    trace.grow(299_000);
    tell(trace, captureAt(null));
    await at.page.locator('.bar-reading').waitFor({ state: 'hidden' });
    await bar('500,000 deliveries').waitFor();
    await at.page.locator('.list-new').waitFor({ state: 'hidden' }); // nothing new will come
    assert.deepEqual(await at.row(1).boundingBox(), before);
  });

  it('goes along with the reading where the person asks for the newest', async () => {
    const trace = grown(1000);
    await openAt(trace, 1_300_000);
    await at.page.getByRole('button', { name: 'Newest' }).click();
    await at.row(1000).waitFor();
    trace.grow(500);
    tell(trace, captureAt(2_000_000));
    await at.row(1500).waitFor();
    assert.equal(await at.page.locator('.list-new').isVisible(), false);
  });

  it('is filtered meanwhile, from its first row on, and says that no row passes so far', async () => {
    const trace = grown(1000);
    trace.passes = ({ n }) => n > 1900;
    await openAt(trace, 1_300_000);
    const filter = at.page.getByPlaceholder(/^Filter/);
    await filter.fill('mqtt.qos == 2');
    await filter.press('Enter');
    await at.page.getByText('The rest of it is still being read.').waitFor();
    trace.grow(1000);
    tell(trace, captureAt(2_600_000));
    await at.row(1901).waitFor();
    assert.equal(await at.row(2000).count(), 0);
  });

  it('announces nothing to a screen reader but the end, with what could not be read', async () => {
    const trace = grown(1000);
    await openAt(trace, 1_300_000);
    await at.page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      for (const live of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
        new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true, subtree: true });
      }
    });
    const said = () => at.page.evaluate(() => (window as unknown as { said: string[] }).said);
    for (const read of [20_000_000, 40_000_000]) {
      trace.grow(1000);
      tell(trace, captureAt(read));
      await bar(`${read / 1_000_000}.0 MB of 134.0 MB read`).waitFor();
    }
    assert.deepEqual(await said(), []);
    tell(trace, captureAt(null, [{ code: 'capture.truncated', args: { offset: 41_000_000 } }]));
    await at.page.locator('.bar-notes').getByText('The capture ends too early, at byte 41000000').waitFor();
    assert.equal((await said()).length, 1);
    assert.match(
      (await said())[0] ?? '',
      /^night\.pcapng is read: 3,000 deliveries, 0 in flight\. The capture ends too early/,
    );
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault for assistive technology under the theme ${theme}`, async () => {
      await at.open(grown(1000), { theme, prepare: (fake) => (fake.state = { capture: captureAt(53_700_000) }) });
      await bar('53.7 MB of 134.0 MB read').waitFor();
      assert.deepEqual(await violations(at.page), []);
    });
  }

  for (const [width, height] of [
    [300, 700],
    [900, 400],
  ] as const) {
    it(`cuts nothing off in the bar of ${width} by ${height} pixels`, async () => {
      await openAt(grown(201_000), 53_700_000);
      await at.page.setViewportSize({ width, height });
      const edges = () =>
        at.page.evaluate(() => {
          const right = (name: string) => document.querySelector(name)?.getBoundingClientRect().right ?? NaN;
          const left = (name: string) => document.querySelector(name)?.getBoundingClientRect().left ?? NaN;
          const text = document.querySelector('.bar-reading > span:last-child');
          const isWhole = text !== null && text.scrollWidth <= text.clientWidth;
          const isBeside = innerWidth < 700 || right('.bar-reading') <= left('.bar-tools');
          return { width: innerWidth, isWhole, isBeside, isWithin: right('.bar-reading') <= innerWidth };
        });
      await at.until(async () => (await edges()).width === width);
      assert.deepEqual(await edges(), { width, isWhole: true, isBeside: true, isWithin: true });
    });
  }

  it('shows it as a line below the bar where there is no room for words', async () => {
    await openAt(grown(201_000), 67_000_000);
    await at.page.setViewportSize({ width: 600, height: 250 });
    const shares = () =>
      at.page.evaluate(() => {
        const box = (name: string) => document.querySelector(`.bar-reading ${name}`)?.getBoundingClientRect();
        const read = Math.round((100 * (box('.gauge-bar')?.width ?? NaN)) / innerWidth);
        const bottom = document.querySelector('.bar-line')?.getBoundingClientRect().bottom;
        return {
          line: box('.gauge')?.width,
          read,
          isBelow: box('.gauge')?.bottom === bottom,
          text: box('> span:last-child')?.width,
        };
      });
    await at.until(async () => (await shares()).line === 600);
    assert.deepEqual(await shares(), { line: 600, read: 50, isBelow: true, text: 0 });
  });

  it('claims no end of what it has not seen: it may hold messages yet', async () => {
    await openAt(new FakeTrace(), 1_300_000, '.empty');
    await at.page.getByText('No message was found so far in this capture.').waitFor();
    await at.page.getByText('The rest of it is still being read.').waitFor();
    tell(at.host.trace, captureAt(null));
    await at.page.getByText('No message was found in this capture.').waitFor();
    assert.equal(await at.page.getByText('The rest of it is still being read.').count(), 0);
  });
});
