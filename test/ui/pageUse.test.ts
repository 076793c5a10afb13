/** The page alone in a browser, with a made-up host: scrolling, following, the keyboard, narrow places. */

import assert from 'node:assert/strict';

import { delivery, FakeTrace } from './support/fakeTrace';
import { DELIVERY_ROWS, usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

describe('the QoS page in use', function () {
  this.timeout(30_000);
  const at = usePage();

  describe('with very many deliveries', () => {
    /** A trace of that many deliveries, made when they are asked for. */
    function many(rows: number): FakeTrace {
      const trace = new FakeTrace((n) => delivery(n, { topic: `sensors/${n}`, qos: n % 2 === 0 ? 1 : 2 }));
      trace.grow(rows);
      return trace;
    }

    const firstInView = (): Promise<number> =>
      at.list().evaluate((node) => {
        const top = node.getBoundingClientRect().top + 22;
        const rows = [...node.querySelectorAll<HTMLElement>('.list-rows > .row')];
        const inView = rows.filter((one) => one.getBoundingClientRect().bottom > top + 1);
        return Math.min(...inView.map((one) => Number(one.dataset.key)));
      });

    /** Scrolls, and lets the page draw: it hears of a scroll, and of its own size, only with the next frame. */
    const scrollTo = (share: number): Promise<void> =>
      at.list().evaluate(async (node, part) => {
        node.scrollTop = (node.scrollHeight - node.clientHeight) * part;
        for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      }, share);

    const scrollTop = (): Promise<number> => at.list().evaluate((node) => node.scrollTop);

    const isAtEnd = (): Promise<boolean> =>
      at.list().evaluate((node) => node.scrollTop + node.clientHeight >= node.scrollHeight - 1);

    it('shows the newest first and keeps a bounded number of rows as nodes wherever it is scrolled', async () => {
      const trace = many(100_000);
      await at.open(trace);
      await at.row(100_000).waitFor();
      for (const share of [0.9, 0.5, 0.123, 0]) {
        await at.until(async () => {
          await scrollTo(share);
          const first = await firstInView();
          const isThere = Math.abs(first - share * 100_000) < 50;
          return isThere && (await at.row(Math.max(1, first)).getByText(`sensors/${first}`).isVisible());
        });
        assert.ok((await at.page.locator(DELIVERY_ROWS).count()) < 50);
      }
      await at.row(1).waitFor();
    });

    it('asks for pages of 200 and at most twenty times a second', async () => {
      await at.open(many(100_000));
      await at.row(100_000).waitFor();
      await at.list().evaluate(async (node) => {
        for (let i = 1; i <= 60; i++) {
          node.scrollTop = (node.scrollHeight * i) / 61;
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
        }
      });
      const pulls = at.host.asked.filter((request) => request.name.startsWith('trace.'));
      pulls.forEach(({ at }, i) => assert.ok(i < 20 || at - (pulls[i - 20]?.at ?? 0) > 900, `pull ${i}`));
      assert.ok(pulls.every(({ params }) => ((params as { limit?: number }).limit ?? 0) <= 200));
    });

    it('reaches the last and the first of two million', async () => {
      await at.open(many(2_000_000));
      await at.row(2_000_000).getByText('sensors/2000000').waitFor();
      await at.list().press('Home');
      await at.row(1).getByText('sensors/1', { exact: true }).waitFor();
      await at.list().press('PageDown');
      await at.list().press('End');
      await at.row(2_000_000).getByText('sensors/2000000').waitFor();
    });

    it('follows what is new while it stands at the end', async () => {
      const trace = many(1000);
      await at.open(trace);
      trace.grow(500);
      at.host.changed();
      await at.row(1500).waitFor();
      assert.ok(await isAtEnd());
      assert.equal(await at.page.locator('.list-new').isVisible(), false);
    });

    it('stands still once the person scrolls up, counts what is new, and follows again when asked', async () => {
      const trace = many(1000);
      await at.open(trace);
      await at.row(1000).waitFor();
      await at.list().hover();
      const end = await scrollTop();
      await at.page.mouse.wheel(0, -600);
      await at.until(async () => (await scrollTop()) === end - 600);
      await at.page.mouse.move(5, 5);
      const first = await firstInView();
      trace.grow(12);
      at.host.changed();
      const button = at.page.getByRole('button', { name: '12 new' });
      await button.waitFor();
      assert.equal(await firstInView(), first);
      await button.click();
      await at.row(1012).waitFor();
      trace.grow(3);
      at.host.changed();
      await at.row(1015).waitFor();
      assert.ok(await isAtEnd());
    });

    it('does not move a row under the mouse', async () => {
      const trace = many(1000);
      await at.open(trace);
      await at.row(995).hover();
      const before = await at.row(995).boundingBox();
      trace.grow(12);
      at.host.changed();
      await at.page.getByRole('button', { name: '12 new' }).waitFor();
      assert.deepEqual(await at.row(995).boundingBox(), before);
      await at.page.mouse.move(5, 5);
      await at.row(1012).waitFor();
    });

    it('does not move the row with the focus', async () => {
      const trace = many(1000);
      await at.open(trace);
      await at.list().press('End');
      await at.page.mouse.move(5, 5);
      const before = await at.row(1000).boundingBox();
      trace.grow(7);
      at.host.changed();
      await at.page.getByRole('button', { name: '7 new' }).waitFor();
      assert.deepEqual(await at.row(1000).boundingBox(), before);
    });

    it('leaves rows where they are when the oldest leave while more are asked for', async () => {
      const trace = many(1000);
      const rows = trace.rows.bind(trace);
      let toLeave = 0;
      trace.rows = (wanted) => {
        if ('position' in wanted.at && toLeave > 0) {
          trace.shrink(toLeave);
          toLeave = 0;
        }
        return rows(wanted);
      };
      await at.open(trace);
      await at.list().evaluate((node) => (node.scrollTop = 600 * 22));
      await at.row(601).getByText('sensors/601').waitFor();
      await at.until(() => at.list().evaluate((node) => node.querySelector('.absent') === null));
      toLeave = 300;
      await at.list().evaluate((node) => (node.scrollTop = 560 * 22));
      await at.until(() => toLeave === 0);
      at.host.changed();
      await at.until(() => at.list().evaluate((node) => node.getAttribute('aria-rowcount') === '701'));
      await at.row(561).getByText('sensors/561').waitFor();
      assert.equal(await firstInView(), 561);
    });

    it('leaves rows where they are when the oldest leave the log', async () => {
      const trace = many(1000);
      await at.open(trace);
      await at.list().evaluate((node) => (node.scrollTop = 600 * 22));
      await at.row(601).getByText('sensors/601').waitFor();
      trace.shrink(300);
      at.host.changed();
      await at.page.getByText('700 deliveries · 600 packets lost from the log').waitFor();
      await at.until(() => at.list().evaluate((node) => node.getAttribute('aria-rowcount') === '701'));
      assert.equal(await firstInView(), 601);
    });

    it('is empty after the log was cleared', async () => {
      const trace = many(1000);
      await at.open(trace);
      await at.page.getByRole('button', { name: 'Clear the log' }).click();
      await at.until(() => at.host.last('run')?.command === 'qoscope.trace.clear');
      trace.shrink(1000);
      at.host.changed();
      await at.page.getByText('Each message on its way').waitFor();
    });
  });

  describe('in another order', () => {
    /** Deliveries at QoS 0, 1 and 2 in turn. */
    function mixed(rows: number): FakeTrace {
      const trace = new FakeTrace((n) => delivery(n, { qos: (n % 3) as 0 | 1 | 2 }));
      trace.grow(rows);
      return trace;
    }

    const head = (name: string) => at.list().getByRole('columnheader', { name });

    const numbers = async (): Promise<number[]> => {
      const keys = await at.page
        .locator(DELIVERY_ROWS)
        .evaluateAll((rows) =>
          rows.map((row) => ({ key: (row as HTMLElement).dataset.key, y: row.getBoundingClientRect().y })),
        );
      return keys.sort((a, b) => a.y - b.y).map(({ key }) => Number(key));
    };

    const isInView = (n: number): Promise<boolean> =>
      at.row(n).evaluate((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        const list = row.closest('.list')?.getBoundingClientRect();
        return list !== undefined && top >= list.top + 22 && bottom <= list.bottom;
      });

    it('sorts by a head that is chosen, the other way round by the next choice, and by time again by a third', async () => {
      await at.open(mixed(9));
      const sort = head('QoS').getByRole('button');
      await sort.click();
      await at.until(async () => (await numbers()).join() === '3,6,9,1,4,7,2,5,8');
      assert.equal(await head('QoS').getAttribute('aria-sort'), 'ascending');
      await sort.click();
      await at.until(async () => (await numbers()).join() === '8,5,2,7,4,1,9,6,3');
      assert.equal(await head('QoS').getAttribute('aria-sort'), 'descending');
      await sort.click();
      await at.until(async () => (await numbers()).join() === '1,2,3,4,5,6,7,8,9');
      assert.equal(await head('QoS').getAttribute('aria-sort'), 'none');
      assert.equal(await head('Time').getAttribute('aria-sort'), 'ascending');
    });

    it('sorts by the keyboard: arrows walk the heads, Enter chooses', async () => {
      await at.open(mixed(9));
      await head('State').getByRole('button').focus();
      await at.page.keyboard.press('ArrowRight');
      await at.page.keyboard.press('Enter');
      await at.until(async () => (await head('QoS').getAttribute('aria-sort')) === 'ascending');
      assert.equal(
        await head('QoS')
          .getByRole('button')
          .evaluate((node) => node === document.activeElement),
        true,
      );
    });

    it('stays at the top and shows there what comes', async () => {
      const trace = mixed(300);
      await at.open(trace);
      await head('Time').getByRole('button').click();
      await at.until(async () => (await numbers())[0] === 300);
      trace.grow(5);
      at.host.changed();
      await at.row(305).waitFor();
      assert.equal(await at.list().evaluate((node) => node.scrollTop), 0);
      assert.equal(await at.page.locator('.list-new').isVisible(), false);
    });

    it('does not move the row under the mouse although rows come before it', async () => {
      const trace = mixed(300);
      await at.open(trace);
      await head('Time').getByRole('button').click();
      await at.until(async () => (await numbers())[0] === 300);
      await at.row(296).hover();
      const before = await at.row(296).boundingBox();
      trace.grow(50);
      at.host.changed();
      await at.until(() => at.list().evaluate((node) => node.getAttribute('aria-rowcount') === '351'));
      assert.deepEqual(await at.row(296).boundingBox(), before);
    });

    it('keeps the chosen delivery in view', async () => {
      const trace = mixed(3000);
      await at.open(trace);
      await at.row(2995).click();
      await head('QoS').getByRole('button').click();
      await at.until(async () => (await numbers()).join().includes('2992,2995,2998'));
      await at.until(() => isInView(2995));
      assert.equal(await at.row(2995).getAttribute('aria-selected'), 'true');
    });
  });

  describe('by keyboard', () => {
    it('walks rows by arrows, names the active one, opens it by Enter and closes it by Escape', async () => {
      await at.open(factoryScene());
      await at.list().press('Home');
      await at.list().press('ArrowDown');
      await at.list().press('ArrowDown');
      assert.equal(await at.list().getAttribute('aria-activedescendant'), 'deliveries-3');
      await at.list().press('Enter');
      await at.detail().getByText('PUBACK received').waitFor();
      await at.list().press('ArrowDown');
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      await at.list().press('Escape');
      await at.detail().waitFor({ state: 'hidden' });
      assert.equal(await at.list().evaluate((node) => node === document.activeElement), true);
    });

    it('gives the focus back to the list when the detail is closed from inside', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      await at.detail().getByRole('button', { name: 'Close the detail' }).focus();
      await at.page.keyboard.press('Escape');
      await at.detail().waitFor({ state: 'hidden' });
      assert.equal(await at.list().evaluate((node) => node === document.activeElement), true);
    });

    it('keeps the focus through updates', async () => {
      const trace = factoryScene();
      await at.open(trace);
      await at.list().press('Home');
      trace.grow(300);
      at.host.changed();
      await at.page.getByText('310 deliveries').waitFor();
      await at.until(() => at.list().evaluate((node) => node.getAttribute('aria-rowcount') === '311'));
      assert.equal(await at.list().evaluate((node) => node === document.activeElement), true);
      assert.equal(await at.list().getAttribute('aria-activedescendant'), 'deliveries-1');
    });

    it('reaches the bar, the tabs, the list and the detail by the Tab key, in that order', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      await at.detail().locator('.ladder').waitFor();
      await at.page.getByRole('button', { name: 'Save what the filter leaves' }).focus();
      const stops: string[] = [];
      for (let i = 0; i < 10; i++) {
        await at.page.keyboard.press('Tab');
        stops.push(
          await at.page.evaluate(() => {
            const node = document.activeElement;
            return (node?.getAttribute('aria-label') ?? node?.textContent ?? '').trim();
          }),
        );
      }
      assert.deepEqual(stops, [
        'Deliveries',
        'Filter deliveries',
        'Saved filters',
        'Group by journey: each publish, and below it what its subscribers get',
        'Deliveries',
        'State',
        'Copy the topic',
        'Open message',
        'Close the detail',
        'Smaller',
      ]);
    });

    it('changes tabs by arrows', async () => {
      await at.open(factoryScene());
      await at.tab('Deliveries').press('ArrowRight');
      await at.page.getByRole('grid', { name: 'Subscriptions' }).waitFor();
      assert.equal(await at.tab('Subscriptions').evaluate((node) => node === document.activeElement), true);
    });
  });

  describe('where it is low', () => {
    it('shares a line between bar and tabs, so that rows have the room', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 1200, height: 200 });
      await at.until(async () => ((await at.list().boundingBox())?.y ?? 99) <= 62);
      const [bar, tab] = [await at.page.locator('.bar-line').boundingBox(), await at.tab('Rates').boundingBox()];
      assert.ok(bar !== null && tab !== null && bar.x >= tab.x + tab.width, 'nothing covers a tab');
      assert.ok(bar.y < tab.y + tab.height, 'they stand side by side');
    });

    it('has room for five rows where it is narrow too', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 400, height: 200 });
      await at.until(async () => ((await at.list().boundingBox())?.height ?? 0) <= 6 * 22);
      const [list, head] = [
        await at.list().boundingBox(),
        await at.page.locator('.list-deliveries .list-header').boundingBox(),
      ];
      const rows = ((list?.height ?? 0) - (head?.height ?? 0)) / 22;
      assert.ok(rows > 4.85, `${rows} rows`);
    });

    it('gives the bar a line of its own again for what it has to say', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 1200, height: 200 });
      at.host.tell('engineStopped', 'The engine of QoScope stopped: out of memory.');
      const banner = at.page.getByRole('alert').filter({ hasText: 'out of memory' });
      await banner.waitFor();
      const [bar, said] = [await at.page.locator('.bar-line').boundingBox(), await banner.boundingBox()];
      assert.ok(bar !== null && said !== null && said.y >= bar.y + bar.height - 1);
    });
  });

  describe('in the bar', () => {
    it('pauses and goes on recording, and saves what the filter leaves', async () => {
      const trace = factoryScene();
      await at.open(trace, { prepare: (fake) => (fake.state = { filter: 'qos.state == open' }) });
      await at.page.getByRole('button', { name: 'Pause recording; traffic goes on' }).click();
      await at.until(() => at.host.last('run')?.command === 'qoscope.trace.pause');
      at.host.tell('traceChanged', { ...trace.counts(), paused: true });
      await at.page.locator('.bar').getByText('paused', { exact: true }).waitFor();
      await at.page.getByRole('button', { name: 'Go on recording' }).click();
      await at.until(() => at.host.last('run')?.command === 'qoscope.trace.resume');
      await at.page.getByRole('button', { name: 'Save what the filter leaves' }).click();
      await at.until(() => at.host.count('exportTrace') === 1);
      assert.deepEqual(at.host.last('exportTrace'), { filter: 'qos.state == open' });
    });

    it('names a capture and what is missing of it, and offers no recording', async () => {
      const notes = [{ code: 'capture.noMqtt', args: {} }] as const;
      await at.open(factoryScene(), {
        prepare: (fake) => (fake.state = { capture: { file: 'night.pcapng', reading: null, notes } }),
      });
      await at.page.locator('.bar').getByText('night.pcapng').waitFor();
      await at.page.locator('.bar').getByText('No MQTT was found in the capture').waitFor();
      assert.equal(await at.page.getByRole('button', { name: 'Clear the log' }).count(), 0);
      assert.equal(await at.page.getByRole('button', { name: /^Pause/ }).count(), 0);
      assert.equal(await at.page.locator('.bar-broker').isVisible(), false);
      await at.page.locator('.bar').getByRole('button', { name: 'Dismiss' }).click();
      await at.page.locator('.bar-notes').waitFor({ state: 'hidden' });
    });
  });

  describe('where it is narrow', () => {
    it('names the client of a delivery whole, and leaves the broker out', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 400, height: 760 });
      const route = at.row(3).locator('.cell-route');
      const short = (): Promise<string> => route.evaluate((node) => getComputedStyle(node, '::after').content);
      await at.until(async () => (await short()).startsWith('"→ dash"'));
      assert.equal(await route.textContent(), 'broker → dash');
      assert.equal(await route.evaluate((node) => node.scrollWidth > node.clientWidth), false);
    });

    it('puts the detail below the list', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 500, height: 760 });
      await at.row(3).click();
      await at.detail().locator('.ladder').waitFor();
      const [above, below] = [await at.list().boundingBox(), await at.detail().boundingBox()];
      assert.ok(above !== null && below !== null && below.y >= above.y + above.height - 1);
      assert.equal(await at.page.evaluate(() => document.documentElement.scrollWidth), 500);
    });

    it('gives the detail the whole page where there is no room for both, with a way back', async () => {
      await at.open(factoryScene());
      await at.page.setViewportSize({ width: 500, height: 300 });
      await at.row(3).click();
      await at.detail().getByText('PUBACK received').waitFor();
      await at.list().waitFor({ state: 'hidden' });
      await at.detail().getByRole('button', { name: 'Close the detail' }).click();
      await at.list().waitFor();
    });
  });
});
