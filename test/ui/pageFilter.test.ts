/** The page alone in a browser, with a made-up host: filters written, completed, saved, chosen from a cell. */

import assert from 'node:assert/strict';

import type { Locator } from 'playwright-core';

import type { FakeTrace } from './support/fakeTrace';
import { DELIVERY_ROWS, usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

describe('the filter of the QoS page', function () {
  this.timeout(30_000);
  const at = usePage();

  const field = (): Locator => at.page.getByRole('combobox', { name: 'Filter deliveries' });

  const shown = (): Promise<number[]> =>
    at.page.locator(DELIVERY_ROWS).evaluateAll((rows) =>
      rows
        .map((row) => ({ n: Number((row as HTMLElement).dataset.key), y: row.getBoundingClientRect().y }))
        .sort((a, b) => a.y - b.y)
        .map(({ n }) => n),
    );

  /** The scene, with a meaning for the filters that the tests use. */
  function filtered(): FakeTrace {
    const trace = factoryScene();
    trace.passes = (row, filter) => {
      if (filter === 'qos.state == open') return row.state === 'open';
      if (filter === 'mqtt.topic == "alarms/smoke"') return row.topic === 'alarms/smoke';
      return filter !== 'qos.sends > 100';
    };
    return trace;
  }

  async function write(filter: string): Promise<void> {
    await field().fill(filter);
    await field().press('Enter');
  }

  it('is applied by Enter, and says how many of all deliveries are left', async () => {
    await at.open(filtered());
    await field().fill('qos.state == open');
    assert.equal((await shown()).length, 10, 'nothing moves while it is written');
    await field().press('Enter');
    await at.page.getByText('3 of 10 deliveries').first().waitFor();
    assert.deepEqual(await shown(), [4, 8, 9]);
    assert.equal(await field().evaluate((node) => node === document.activeElement), true);
  });

  it('is remembered over a reload', async () => {
    await at.open(filtered());
    await write('qos.state == open');
    await at.until(() => at.host.last('remember')?.filter === 'qos.state == open');
    await at.page.reload();
    await at.until(async () => (await shown()).join() === '4,8,9');
    assert.equal(await field().inputValue(), 'qos.state == open');
  });

  it('marks a mistake in its column and says it, and asks the host nothing', async () => {
    await at.open(filtered());
    const asked = at.host.count('trace.rows');
    await write('qos.state == open && mqtt.topix == "a"');
    await at.page.getByRole('alert').getByText('Column 22: there is no field "mqtt.topix"').waitFor();
    assert.equal(await at.page.locator('.filter-mark').textContent(), 'mqtt.topix');
    assert.equal(await field().getAttribute('aria-invalid'), 'true');
    const [mark, text] = [await at.page.locator('.filter-mark').boundingBox(), await field().boundingBox()];
    assert.ok(mark !== null && text !== null && mark.x > text.x + 100, 'it stands under its word');
    assert.equal(at.host.count('trace.rows'), asked);
    await write('qos.state == open');
    await at.page.getByRole('alert').getByText('Column').waitFor({ state: 'hidden' });
    assert.equal(await field().getAttribute('aria-invalid'), null);
  });

  it('does not complain of a word that is still being written', async () => {
    await at.open(filtered());
    await field().pressSequentially('mqtt.to');
    assert.equal(await at.page.locator('.filter-fault').isVisible(), false);
    assert.equal(await at.page.locator('.filter-mark').count(), 0);
  });

  it('offers what can come next, and takes it by the keyboard', async () => {
    await at.open(filtered());
    await field().pressSequentially('mqtt.top');
    const options = at.page.getByRole('option');
    await options.first().waitFor();
    assert.match((await options.first().textContent()) ?? '', /^mqtt\.topic/);
    await field().press('ArrowDown');
    assert.equal(await field().getAttribute('aria-activedescendant'), 'completion-0');
    await field().press('Enter');
    assert.equal(await field().inputValue(), 'mqtt.topic ');
    await field().pressSequentially('== ');
    await field().pressSequentially('smoke');
    await at.page.getByRole('option', { name: '"alarms/smoke"' }).waitFor();
    await field().press('Tab');
    assert.equal(await field().inputValue(), 'mqtt.topic == "alarms/smoke" ');
    await field().press('Escape');
    await field().press('Enter');
    await at.until(async () => (await shown()).join() === '10');
  });

  it('takes back what was written by Escape, once the offers are closed', async () => {
    await at.open(filtered());
    await write('qos.state == open');
    await field().pressSequentially(' && q');
    await at.page.getByRole('option').first().waitFor();
    await field().press('Escape');
    assert.equal(await at.page.getByRole('option').count(), 0);
    assert.equal(await field().inputValue(), 'qos.state == open && q');
    await field().press('Escape');
    assert.equal(await field().inputValue(), 'qos.state == open');
  });

  it('says that nothing passes it, and clears it as the next step', async () => {
    await at.open(filtered());
    await write('qos.sends > 100');
    await at.page.getByText('No delivery passes the filter.').waitFor();
    await at.page.locator('.empty:visible').getByRole('button', { name: 'Clear the filter' }).click();
    await at.until(async () => (await shown()).length === 10);
  });

  it('shows the deliveries that another view asks for', async () => {
    await at.open(filtered(), { prepare: (fake) => (fake.state = { tab: 'matrix' }), first: '.matrix:visible' });
    at.host.tell('showFilter', 'qos.state == open');
    await at.until(async () => (await shown()).join() === '4,8,9');
    assert.equal(await at.tab('Deliveries').getAttribute('aria-selected'), 'true');
    assert.equal(await field().inputValue(), 'qos.state == open');
  });

  it('keeps filters under a name, applies one, and forgets it', async () => {
    await at.open(filtered());
    await write('qos.state == open');
    const saved = at.page.getByRole('button', { name: 'Saved filters' });
    await saved.click();
    await at.page.getByRole('textbox', { name: 'Name of this filter' }).fill('Still waiting');
    await at.page.keyboard.press('Enter');
    await at.until(() => at.host.count('saveFilters') === 1);
    assert.deepEqual(at.host.last('saveFilters'), {
      filters: [{ name: 'Still waiting', filter: 'qos.state == open' }],
    });
    await write('');
    await at.until(async () => (await shown()).length === 10);
    await saved.click();
    await at.page.getByRole('button', { name: 'Still waiting' }).first().click();
    await at.until(async () => (await shown()).join() === '4,8,9');
    await saved.click();
    await at.page.getByRole('button', { name: 'Forget the filter Still waiting' }).click();
    await at.until(() => at.host.last('saveFilters')?.filters.length === 0);
    await at.page.keyboard.press('Escape');
    await at.page.locator('.saved-popup').waitFor({ state: 'hidden' });
  });

  it('is narrowed by the menu of a cell: only its topic', async () => {
    await at.open(filtered());
    await at.row(10).locator('.cell-topic').click({ button: 'right' });
    await at.page.getByRole('menu').waitFor();
    const items = await at.page.getByRole('menuitem').allTextContents();
    assert.deepEqual(items.slice(0, 3), ['Only alarms/smoke', 'Not alarms/smoke', 'Only alarms/#']);
    await at.page.getByRole('menuitem', { name: 'Only alarms/smoke' }).click();
    await at.until(async () => (await shown()).join() === '10');
    assert.equal(await field().inputValue(), 'mqtt.topic == "alarms/smoke"');
  });

  it('is narrowed by the keyboard: the menu of the active row', async () => {
    await at.open(filtered());
    await at.list().press('End');
    await at.page.keyboard.press('ContextMenu');
    const menu = at.page.getByRole('menu', { name: 'Delivery 10' });
    await menu.waitFor();
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('ArrowUp');
    await at.page.keyboard.press('Enter');
    assert.equal(await field().inputValue(), 'mqtt.topic == "alarms/smoke"');
    assert.equal(await at.list().evaluate((node) => node === document.activeElement), true, 'the focus is back');
  });

  it('leaves the menu by Escape without a change, with the focus back in the list', async () => {
    await at.open(filtered());
    await at.list().press('End');
    await at.page.keyboard.press('ContextMenu');
    await at.page.getByRole('menu').waitFor();
    await at.page.keyboard.press('Escape');
    await at.page.getByRole('menu').waitFor({ state: 'hidden' });
    assert.equal(await field().inputValue(), '');
    assert.equal(await at.list().evaluate((node) => node === document.activeElement), true);
  });

  it('takes a click with Alt on a cell as "only this", beside what is there', async () => {
    await at.open(filtered());
    await write('qos.state == open || qos.state == queued');
    await at.page.getByText('10 of 10 deliveries').first().waitFor();
    await at
      .row(10)
      .locator('.cell-qos')
      .click({ modifiers: ['Alt'] });
    await at.until(
      async () => (await field().inputValue()) === '(qos.state == open || qos.state == queued) && mqtt.qos == 1',
    );
    assert.equal(await at.detail().isVisible(), false);
  });

  it('says that it leaves out a delivery that is asked for elsewhere, and shows it once it is cleared', async () => {
    await at.open(filtered());
    await write('qos.state == open');
    await at.until(async () => (await shown()).join() === '4,8,9');
    at.host.tell('reveal', at.host.trace.detail(7));
    const line = at.page.locator('.left-out');
    await line.getByText('The filter leaves out delivery 7, which is shown.').waitFor();
    at.host.tell('reveal', at.host.trace.detail(8));
    await line.waitFor({ state: 'hidden' });
    at.host.tell('reveal', at.host.trace.detail(7));
    await line.getByRole('button', { name: 'Clear the filter' }).click();
    await at.until(async () => (await at.row(7).getAttribute('aria-selected')) === 'true');
    assert.equal(await line.isVisible(), false);
    assert.equal(await field().inputValue(), '');
  });

  it('follows what is new when it is grouped by journey', async () => {
    const trace = filtered();
    trace.grow(100);
    await at.open(trace);
    await at.page.getByRole('button', { name: /^Group by journey/ }).click();
    await at.until(async () => (await shown()).at(-1) === 110 && at.host.last('trace.rows')?.order === 'journey');
    trace.grow(5);
    at.host.changed();
    await at.until(async () => (await shown()).at(-1) === 115);
  });

  it('groups by journey: the publish, and below it each subscriber’s branch with its QoS and why', async () => {
    const trace = filtered();
    trace.set({ ...trace.row(5), start: 70_000 });
    await at.open(trace);
    const group = at.page.getByRole('button', { name: /^Group by journey/ });
    await group.click();
    await at.until(async () => (await group.getAttribute('aria-pressed')) === 'true');
    await at.until(async () => (await at.page.locator(`${DELIVERY_ROWS}.branch`).count()) === 3);
    assert.equal(at.host.last('trace.rows')?.order, 'journey');
    assert.equal(await at.row(2).evaluate((row) => row.classList.contains('branch')), false);
    assert.equal(await at.row(3).locator('.cell-topic').textContent(), 'by factory/#, granted QoS 1');
    assert.equal(await at.row(3).locator('.cell-qos').textContent(), '2→1');
    await group.click();
    await at.until(async () => (await at.page.locator(`${DELIVERY_ROWS}.branch`).count()) === 0);
  });
});
