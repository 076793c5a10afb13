/** The page alone in a browser while its host has not answered yet. */

import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { RowsWanted } from '../../src/shared/engineApi';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

/** What must stand where it stood before. */
const FRAME = ['.bar', '.bar-tools', '.tab-list', '.filter-line', '.list-deliveries', '.list-header'];

describe('the QoS page before its host has answered', function () {
  this.timeout(30_000);
  const at = usePage();
  let answer: () => void;

  /** Opens the page with a host that answers `ready` when `answer` is called. */
  async function openSlowly(state: Record<string, unknown> = {}, first = '.list-header'): Promise<void> {
    const opening = new Promise<void>((resolve) => (answer = resolve));
    await at.open(factoryScene(), {
      prepare: (fake) => {
        fake.opening = opening;
        fake.state = state;
      },
      first,
    });
  }

  /** Resolves after the next frame. */
  async function frame(): Promise<void> {
    await at.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  }

  const field = (): Locator => at.page.getByRole('combobox', { name: 'Filter deliveries' });

  /** Upper and lower edge of each. */
  function edges(): Promise<unknown> {
    return at.page.evaluate(
      (parts) =>
        parts.map((part) => {
          const found = document.querySelector(part);
          if (found === null) throw new Error(`There is no ${part}.`);
          const { top, bottom } = found.getBoundingClientRect();
          return [part, top, bottom];
        }),
      FRAME,
    );
  }

  for (const width of [1200, 480]) {
    it(`has its frame at a width of ${width}, which stays where it is when the answer comes`, async () => {
      await openSlowly();
      await at.page.setViewportSize({ width, height: 400 });
      await at.page.evaluate(() => document.fonts.ready);
      const before = await edges();
      answer();
      await at.row(4).waitFor();
      await at.page.waitForFunction(() => customElements.get('vscode-button') !== undefined);
      await frame(); // the toolkit gives its elements their parts in the next one
      assert.deepEqual(await edges(), before);
    });
  }

  it('says nothing of what it does not know yet, not even that there is none', async () => {
    await openSlowly({ filter: 'mqtt.qos == 2', savedFilters: [{ name: 'Exactly once', filter: 'mqtt.qos == 2' }] });
    assert.equal((await at.page.locator('.bar').innerText()).trim(), '');
    assert.equal(await at.page.getByRole('button', { name: 'Start', exact: true }).count(), 0);
    assert.equal(await at.page.locator('.empty:visible, .banner:visible, .badge:visible').count(), 0);
    const saved = at.page.locator('.filter-line .saved');
    assert.equal(await saved.evaluate((node: HTMLElement) => node.inert), true);
    assert.equal(await field().inputValue(), '');
    answer();
    await at.page.locator('.bar').getByText('live', { exact: true }).waitFor();
    await at.row(4).waitFor();
    assert.equal(await saved.evaluate((node: HTMLElement) => node.inert), false);
    assert.equal(await field().inputValue(), 'mqtt.qos == 2');
    assert.deepEqual(
      at.host.asked.filter(({ name }) => name === 'trace.rows').map(({ params }) => (params as RowsWanted).filter),
      ['mqtt.qos == 2'],
      'no row is asked for that the filter leaves out',
    );
    assert.equal(at.host.count('remember'), 0, 'the host is not told what it said');
  });

  it('keeps what the person did meanwhile', async () => {
    await openSlowly();
    await field().fill('mqtt.qos == 1');
    await field().press('Enter');
    await at.tab('Matrix').click();
    answer();
    await at.page.getByText('3 seen').waitFor();
    assert.deepEqual([at.host.last('remember')?.tab, at.host.last('remember')?.filter], ['matrix', 'mqtt.qos == 1']);
    await at.tab('Deliveries').click();
    assert.equal(await field().inputValue(), 'mqtt.qos == 1');
  });

  it('leaves it to the answer what it is told to open', async () => {
    const trace = factoryScene();
    await openSlowly();
    const detail = { delivery: trace.row(4), packets: [], journey: null, explained: [] };
    at.host.tell('reveal', detail);
    at.host.tell('showFilter', 'mqtt.qos == 1');
    await frame();
    assert.equal(at.host.count('trace.delivery'), 0);
    at.host.state = { ...at.host.state, delivery: 4 };
    answer();
    await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
    assert.equal(await at.row(4).getAttribute('aria-selected'), 'true');
    assert.equal(await field().inputValue(), '');
  });

  it('asks for no rows and shows none', async () => {
    await openSlowly();
    await frame();
    assert.deepEqual(
      at.host.asked.map(({ name }) => name),
      ['ready', 'firstRows'],
    );
    answer();
    await at.row(4).waitFor();
  });

  it('speaks the language of the person from its first word on', async () => {
    await openSlowly({ language: 'de', translations: { Deliveries: 'Zustellungen' } });
    await at.page.getByRole('tab', { name: 'Zustellungen' }).waitFor();
    answer();
    await at.row(4).waitFor();
  });

  describe('that is loaded again with the HTML of before, as VS Code does once it is seen again', () => {
    /** Loads it again, with a host that has not answered yet. */
    async function loadSlowly(): Promise<void> {
      at.host.opening = new Promise((resolve) => (answer = resolve));
      const asked = at.host.count('ready');
      await at.page.reload();
      await at.until(() => at.host.count('ready') > asked);
    }

    it('begins with the filter that was there last', async () => {
      await at.open(factoryScene());
      await field().fill('mqtt.qos == 2');
      await field().press('Enter');
      await at.until(() => at.host.last('remember')?.filter === 'mqtt.qos == 2');
      await loadSlowly();
      assert.equal(await at.page.getByRole('combobox', { name: 'Filter deliveries' }).inputValue(), 'mqtt.qos == 2');
      answer();
      await at.row(4).waitFor();
    });

    it('shows no other tab before the one that was there last', async () => {
      await at.open(factoryScene());
      await at.tab('Matrix').click();
      await at.page.getByText('3 seen').waitFor();
      await loadSlowly();
      assert.equal(await at.page.locator('#root > *').count(), 0);
      answer();
      await at.page.getByText('3 seen').waitFor();
    });

    it('takes the host at its word where something else is open by then', async () => {
      await at.open(factoryScene());
      await loadSlowly();
      at.host.state = { ...at.host.state, delivery: 4 };
      answer();
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      await at.row(4).waitFor();
    });
  });

  it('says after a while that it waits, and stands again with the answer', async () => {
    await openSlowly({}, 'text=Try again');
    assert.equal(await at.page.locator('.bar').count(), 0);
    assert.equal(await at.page.locator('[role=main]').count(), 1);
    answer();
    await at.row(4).waitFor();
    assert.equal(await at.page.getByText('Try again').count(), 0);
    await at.row(4).click();
    await at.detail().locator('.ladder').waitFor();
  });

  it('draws no frame of a page that opens with a delivery or with another tab: what stands there depends on the answer', async () => {
    await openSlowly({ tab: 'matrix' }, 'body');
    await at.until(() => at.host.count('ready') === 1);
    assert.equal(await at.page.locator('#root > *').count(), 0);
    answer();
    await at.page.getByText('3 seen').waitFor();
  });
});
