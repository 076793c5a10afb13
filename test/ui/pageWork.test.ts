/** What the page does for what it draws: as little as can be, counted in changes of its document. */

import assert from 'node:assert/strict';

import { delivery, FakeTrace } from './support/fakeTrace';
import { DELIVERY_ROWS, usePage } from './support/pageFixture';

/** A trace of that many complete deliveries, each of a topic of its own. */
function traceOf(rows: number): FakeTrace {
  const trace = new FakeTrace((n) => delivery(n, { topic: `sensors/${n}` }));
  trace.grow(rows);
  return trace;
}

function isInOrder(places: readonly number[]): boolean {
  return places.every((place, i) => i === 0 || place > (places[i - 1] ?? 0));
}

describe('the work of the QoS page', function () {
  this.timeout(30_000);
  const at = usePage();

  /** Begins to note what changes in the list that is drawn; the function gives it, once a frame has passed. */
  async function observe(): Promise<() => Promise<readonly string[]>> {
    await at.until(drawnBeyondView);
    await at.page.evaluate(() => {
      const list = document.querySelector('.list-deliveries');
      if (list === null) throw new Error('no list');
      const changes: string[] = [];
      Object.assign(window, { changes });
      new MutationObserver((records) => {
        for (const { type, target, attributeName } of records) {
          const node = target instanceof Element ? target : target.parentElement;
          changes.push(`${type} ${attributeName ?? ''} ${node?.className ?? ''}`);
        }
      }).observe(list, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    return () =>
      at.page.evaluate(async () => {
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return (window as unknown as { changes: string[] }).changes;
      });
  }

  /** Whether rows beyond the edges of the view are nodes too: a list that is new gets them a frame later. */
  const drawnBeyondView = (): Promise<boolean> =>
    at.list().evaluate((list) => {
      const { top } = list.getBoundingClientRect();
      return [...list.querySelectorAll('.list-rows > .row')].some((row) => row.getBoundingClientRect().bottom <= top);
    });

  /** How often the drawing for a scroll puts nodes in or takes some out: not what happens before it or after. */
  const movedBy = (scrollTop: number): Promise<number> =>
    at.list().evaluate(
      (list, top) =>
        new Promise<number>((resolve) => {
          let moved = 0;
          const observer = new MutationObserver((records) => (moved += records.length));
          for (const rows of list.querySelectorAll('.list-rows')) observer.observe(rows, { childList: true });
          const once = { once: true };
          list.addEventListener('scroll', () => (observer.takeRecords(), (moved = 0)), { ...once, capture: true });
          list.addEventListener('scroll', () => resolve(moved), once); // the list's own came before
          list.scrollTop = top;
        }),
      scrollTop,
    );

  /** Tells of a change and waits for what the page then asks, and is answered. */
  async function pulled(): Promise<void> {
    const before = at.host.count('trace.rows');
    at.host.changed();
    await at.until(() => at.host.count('trace.rows') > before);
    await at.page.evaluate(() => new Promise(requestAnimationFrame));
  }

  /** The places that the rows say, in the order of the document: nodes and places of one moment. */
  const places = (): Promise<number[]> =>
    at.page.evaluate(
      (rows) => [...document.querySelectorAll(rows)].map((row) => Number(row.getAttribute('aria-rowindex'))),
      DELIVERY_ROWS,
    );

  it('touches no row where the rows are the same', async () => {
    const trace = traceOf(1000);
    await at.open(trace);
    await at.row(1000).waitFor();
    const changes = await observe();
    trace.version++;
    await pulled();
    assert.deepEqual(await changes(), []);
  });

  it('writes the one cell that has changed', async () => {
    const trace = traceOf(1000);
    await at.open(trace);
    await at.row(1000).waitFor();
    const changes = await observe();
    trace.set({ ...trace.row(999), ms: 7 });
    await pulled();
    await at.row(999).getByText('7.00 ms').waitFor();
    assert.deepEqual(
      (await changes()).filter((change) => !change.includes('legs-bar')),
      ['characterData  cell cell-ms'],
    );
  });

  it('shows other rows in the nodes that are there, none taken out or put in', async () => {
    await at.open(traceOf(100_000));
    await at.row(100_000).waitFor();
    // By whole rows: as many are in view at both places, however high the list is.
    await at.list().evaluate((node) => (node.scrollTop = 50_000 * 22));
    await at.until(async () => (await places()).every((place) => place > 49_000 && place < 51_000));
    const changes = await observe();
    await at.list().evaluate((node) => (node.scrollTop = 25_000 * 22));
    await at.row(25_010).getByText('sensors/25010').waitFor();
    const moved = (await changes()).filter((change) => change.startsWith('childList') && change.includes('list-rows'));
    assert.deepEqual(moved, []);
  });

  it('puts no node elsewhere while it is scrolled, and all in the order of their rows once it stands still', async () => {
    await at.open(traceOf(1000));
    await at.row(1000).waitFor();
    await at.list().evaluate((node) => (node.scrollTop = 500 * 22));
    await at.until(async () => (await places()).includes(502));
    for (const place of [499, 497, 503, 502, 100, 101]) {
      assert.equal(await movedBy(place * 22), 0);
      const now = await places();
      assert.ok(now.includes(place + 2));
      assert.equal(new Set(now).size, now.length);
    }
    await at.until(async () => isInOrder(await places()));
  });

  it('asks for rows before a person who scrolls comes to them, and for no more once the list stands still', async () => {
    await at.context.clock.install(); // before the page loads, so that it takes all its time from it
    await at.open(traceOf(100_000));
    await at.row(100_000).waitFor();
    await at.page.getByRole('tab', { name: 'In flight' }).waitFor();
    await at.letPass(1000);
    const asked = at.host.count('trace.rows');
    const isUnread = await at.list().evaluate(async (node) => {
      node.scrollTop -= 40 * 22; // the first page has 64 rows
      await new Promise((resolve) => node.addEventListener('scroll', resolve, { once: true }));
      return node.querySelectorAll('.list-rows > .row.absent').length;
    });
    await at.letPass(1000);
    await at.until(() => at.host.count('trace.rows') > asked);
    await at.letPass(1000);
    const then = at.host.count('trace.rows');
    await at.letPass(5000);
    assert.deepEqual([isUnread, at.host.count('trace.rows') - asked, at.host.count('trace.rows') - then], [0, 1, 0]);
  });

  it('says of a row that is read nothing of the one before it', async () => {
    const trace = traceOf(100_000);
    await at.open(trace);
    await at.row(100_000).waitFor();
    at.host.failing.set('trace.rows', new Error('not yet'));
    await at.list().evaluate((node) => (node.scrollTop = 0));
    const row = at.page.locator(`${DELIVERY_ROWS}.absent`).first();
    await row.waitFor();
    assert.deepEqual(await row.getByRole('gridcell').allInnerTexts(), ['being read…']);
    assert.equal((await row.innerText()).trim(), 'being read…');
  });

  it('says at once of a chosen delivery what its row knows, and draws its journey when that has come', async () => {
    const trace = traceOf(1000);
    await at.open(trace);
    at.host.failing.set('trace.delivery', new Error('not yet'));
    await at.row(999).click();
    await at.detail().getByText('not yet').waitFor();
    assert.equal(await at.detail().locator('.detail-topic').innerText(), 'sensors/999');
    await at.detail().getByText('PUBCOMP received').waitFor();
    assert.equal(await at.detail().locator('.packets-part').isVisible(), false);
    at.host.failing.clear();
    await at.detail().getByRole('button', { name: 'Try again' }).click();
    await at.detail().locator('.ladder').waitFor();
    assert.equal(await at.detail().locator('.packets-part').isVisible(), true);
  });

  it('says nothing of the delivery before of one that it does not know yet', async () => {
    const trace = traceOf(100_000);
    await at.open(trace);
    await at.row(99_999).click();
    await at.detail().locator('.ladder').waitFor();
    at.host.failing.set('trace.delivery', new Error('not yet'));
    at.host.tell('reveal', trace.detail(5));
    await at.detail().getByText('not yet').waitFor();
    assert.equal(await at.detail().locator('.detail-topic').innerText(), '');
    assert.equal(await at.detail().locator('.detail-body').isVisible(), false);
  });

  it('makes a view when it is first looked at, and keeps it', async () => {
    await at.open(traceOf(10));
    assert.equal(await at.page.locator('.rates-view, .matrix-view, .list-inflight, .list-subscriptions').count(), 0);
    await at.tab('Rates').click();
    await at.page.locator('.rate-stage canvas').first().waitFor();
    await at.tab('Deliveries').click();
    await at.row(10).waitFor();
    assert.equal(await at.page.locator('.rates-view').count(), 1);
  });
});
