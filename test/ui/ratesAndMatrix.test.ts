/** The page alone in a browser, with a made-up host: rates, the matrix and what stands below it. */

import assert from 'node:assert/strict';

import { fill, SENTENCES } from '../../src/shared/sentences';
import type { Flow } from '../../src/shared/model';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

const DOWNGRADE = { published: 2, qos: 1, granted: 1, filter: 'factory/#' };

const FLOW: Flow = {
  topic: 'factory/m001/command',
  from: 'ctrl',
  to: 'dash',
  broker: 'local',
  filter: 'factory/#',
  published: 2,
  granted: 1,
  predicted: 1,
  observed: 1,
  count: 1204,
  latest: 3,
  why: { code: 'finding.downgraded', args: DOWNGRADE },
};

describe('the rates', function () {
  this.timeout(30_000);
  const at = usePage();

  /** With the figures drawn, and so with the charts as wide as they will be. */
  async function openRates(): Promise<void> {
    await at.open(factoryScene(), { prepare: (fake) => (fake.state = { tab: 'rates' }), first: '.rate-stage canvas' });
    await at.page.getByRole('row', { name: /^PUBLISH 1\.0/ }).waitFor();
    await at.page.evaluate(() => new Promise(requestAnimationFrame));
  }
  const chart = (name: string) => at.page.getByRole('group', { name, exact: true });
  const within = /^qos\.start >= [\d.]+ && qos\.start <= [\d.]+$/;
  const filter = () => at.host.last('remember')?.filter ?? '';

  /** Drags from one share of the first chart to another; `meanwhile` happens before the button is let go. */
  async function drag(from: number, to: number, meanwhile = () => Promise.resolve()): Promise<void> {
    const box = await at.page.locator('.rate-stage .u-over').first().boundingBox();
    assert.ok(box !== null);
    await at.page.mouse.move(box.x + box.width * from, box.y + 40);
    await at.page.mouse.down();
    await at.page.mouse.move(box.x + box.width * to, box.y + 50, { steps: 4 });
    await meanwhile();
    await at.page.mouse.up();
  }

  it('are asked for in whole steps, and say in words what the lines say', async () => {
    await openRates();
    const packets = at.page.getByRole('table', { name: 'Packets per second' });
    await packets.getByRole('row', { name: /^PUBLISH 1\.0\/s 1\.0\/s$/ }).waitFor();
    const { from, to, steps } = at.host.last('trace.rates') ?? {};
    assert.deepEqual([Number(to) - Number(from), steps], [60_000, 120]);
  });

  it('fill the height that a page has for them, and follow it', async () => {
    await openRates();
    const heightOf = async (part: string) => (await at.page.locator(part).first().boundingBox())?.height;
    for (const [page, wanted] of [
      [900, 305],
      [500, 132],
    ] as const) {
      await at.page.setViewportSize({ width: 1300, height: page });
      for (const part of ['.rate-stage', '.rate-stage .uplot']) {
        await at.until(async () => (await heightOf(part)) === wanted);
      }
    }
  });

  it('filter the deliveries by a window that is dragged open, show them, and let go of it', async () => {
    await openRates();
    await drag(0.2, 0.6);
    await at.until(() => within.test(filter()));
    await at.page.getByRole('button', { name: 'Clear the time window' }).click();
    await at.until(() => filter() === '');
    await drag(0.3, 0.5);
    await at.page.getByRole('button', { name: 'Show deliveries' }).click();
    await at.until(() => at.host.last('remember')?.tab === 'deliveries');
    assert.match(filter(), within);
  });

  it('leave a window that is being dragged as it is while new figures come', async () => {
    await openRates();
    await drag(0.2, 0.6, async () => {
      const said = at.page.locator('.rate-legend').first();
      const before = await said.innerText();
      const asked = at.host.count('trace.rates');
      at.host.trace.grow(10);
      at.host.changed();
      await at.until(() => at.host.count('trace.rates') > asked);
      await at.page.evaluate(() => new Promise(requestAnimationFrame));
      assert.equal(await said.innerText(), before);
    });
    await at.until(() => within.test(filter()));
  });

  it('are read step by step by the keyboard, which chooses a window with Shift', async () => {
    await openRates();
    const packets = chart('Packets per second');
    await packets.press('ArrowLeft');
    await at.page
      .locator('.rates-view [aria-live]')
      .getByText(/PUBLISH 1\.0/)
      .waitFor();
    for (let i = 0; i < 3; i++) await packets.press('Shift+ArrowLeft');
    await at.until(() => within.test(filter()));
    assert.equal(await packets.evaluate((node) => node === document.activeElement), true);
    await packets.press('Escape');
    await at.until(() => filter() === '');
  });

  it('stand still while they are paused, and go on after it', async () => {
    await openRates();
    const pause = at.page.getByRole('button', { name: 'Pause', exact: true });
    await pause.click();
    assert.equal(await pause.getAttribute('aria-pressed'), 'true');
    const asked = at.host.count('trace.rates');
    at.host.trace.grow(10);
    at.host.changed();
    await at.page.getByText('20 deliveries').first().waitFor();
    assert.equal(at.host.count('trace.rates'), asked);
    await pause.click();
    await at.until(() => at.host.count('trace.rates') > asked);
  });

  it('take the colours of another theme', async () => {
    await openRates();
    const pixels = () =>
      at.page
        .locator('.rate-stage canvas')
        .first()
        .evaluate((node) => {
          const { width, height } = node as HTMLCanvasElement;
          const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
          copy?.drawImage(node as HTMLCanvasElement, 0, 0);
          const { data } = copy?.getImageData(0, 0, width, height) ?? { data: [] };
          let found = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i] === 1 && data[i + 1] === 254 && data[i + 2] === 3) found++;
          return found;
        });
    assert.equal(await pixels(), 0);
    await at.page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-blue', 'rgb(1, 254, 3)'));
    await at.until(async () => (await pixels()) > 20);
  });
});

describe('the matrix', function () {
  this.timeout(30_000);
  const at = usePage();

  const openMatrix = (flows: readonly Flow[] = []) => {
    const trace = factoryScene();
    trace.flows = flows;
    const prepare = (fake: typeof at.host) => (fake.state = { tab: 'matrix' as const });
    return at.open(trace, { prepare, first: '.matrix-cell:not(.unseen)' });
  };
  const remembered = () => at.host.last('remember');

  it('leads from a cell to its deliveries, by a click and by Enter', async () => {
    await openMatrix();
    await at.page
      .getByRole('button', { name: /^arrives at QoS 1; 1 at QoS 1$/ })
      .last()
      .click();
    await at.until(() => remembered()?.filter === 'qos.published == 2 && qos.granted == 1');
    assert.equal(remembered()?.tab, 'deliveries');
    await at.tab('Matrix').click();
    await at.page.locator('.matrix-cell.differs button').press('Enter');
    await at.until(() => remembered()?.filter === 'qos.published == 2 && qos.granted == 2');
  });

  it('keeps the focus on a cell whose figures change', async () => {
    await openMatrix();
    const cell = at.page.locator('.matrix-cell.differs button');
    await cell.focus();
    at.host.trace.set({ ...at.host.trace.row(10), n: 11 });
    at.host.changed();
    await cell.getByText('4 seen').waitFor();
    assert.equal(await cell.evaluate((node) => node === document.activeElement), true);
  });

  it('lists who gets what, with the reason, and leads to the deliveries of a row', async () => {
    await openMatrix([FLOW]);
    const row = at.page.locator('.list-flows .list-rows > .row');
    await row.waitFor();
    const cells = (await row.getByRole('gridcell').allInnerTexts()).map((text) => text.trim());
    const why = fill(SENTENCES['finding.downgraded'], DOWNGRADE);
    assert.deepEqual(cells, ['factory/m001/command', 'ctrl', 'dash', '2', '1', '1', '1', '1,204', why]);
    await row.click();
    const wanted =
      'mqtt.topic == "factory/m001/command" && qos.client == "dash" && qos.to == client && qos.publisher == "ctrl"';
    await at.until(() => remembered()?.filter === wanted);
  });

  it('leaves rows where they are while others are the latest, and puts those that differ first', async () => {
    const other: Flow = { ...FLOW, topic: 'sensors/t', latest: 4 };
    await openMatrix([FLOW, other]);
    const topics = () => at.page.locator('.list-flows .list-rows .cell-topic').allInnerTexts();
    await at.page.locator('.list-flows .list-rows > .row').nth(1).waitFor();
    const third: Flow = { ...FLOW, topic: 'alarms/smoke', observed: 2 };
    at.host.trace.flows = [third, other, FLOW];
    at.host.trace.grow(1);
    at.host.changed();
    await at.until(async () => (await topics()).length === 3);
    const places = await at.page
      .locator('.list-flows .list-rows > .row')
      .evaluateAll((rows) =>
        rows
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .map((row) => row.querySelector('.cell-topic')?.textContent),
      );
    assert.deepEqual(places, ['alarms/smoke', 'factory/m001/command', 'sensors/t']);
  });

  it('answers what if', async () => {
    await openMatrix();
    const whatIf = at.page.getByRole('region', { name: 'What if' });
    await whatIf.getByRole('group', { name: 'Granted' }).getByRole('button', { name: 'QoS 0' }).click();
    const answers = await whatIf.locator('dd').allInnerTexts();
    assert.deepEqual(answers.slice(0, 5), [
      'QoS 0',
      'at most once',
      'yes, on the way to the subscriber',
      'no',
      '5: 4 to the broker, 1 to the subscriber',
    ]);
  });
});
