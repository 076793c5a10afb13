/** The page alone in a browser, with a made-up host: what it draws. */

import assert from 'node:assert/strict';

import { firstRowsWanted } from '../../src/shared/panelApi';
import { delivery, FakeTrace } from './support/fakeTrace';
import { DELIVERY_ROWS, usePage } from './support/pageFixture';
import { UNUSED_PAGE } from './support/pagePipe';
import { factoryScene } from './support/scene';
import { THEMES, type ThemeName } from './support/themes';

describe('the QoS page', function () {
  this.timeout(30_000);
  const at = usePage();

  describe('at first', () => {
    it('shows what was recorded, whether packets were lost, and the local broker', async () => {
      await at.open(factoryScene());
      await at.page.getByText('10 deliveries · 0 packets lost from the log').waitFor();
      await at.page.getByText('Local broker 127.0.0.1:1883 · 5 clients').waitFor();
      await at.until(async () => (await at.page.locator(DELIVERY_ROWS).count()) === 10);
    });

    it('shows state, QoS, topic, route and duration of each delivery', async () => {
      await at.open(factoryScene());
      const cells = await at.row(3).getByRole('gridcell').allTextContents();
      assert.deepEqual(
        cells.map((cell) => cell.trim()).filter((cell) => cell !== ''),
        ['complete', '2→1', 'factory/m001/command', 'broker → dash', '0.91 ms', '12:00:01.000'],
      );
    });

    it('tells the whole story of the row under the mouse', async () => {
      await at.open(factoryScene());
      await at.row(3).hover();
      assert.deepEqual((await at.row(3).getAttribute('title'))?.split('\n'), [
        'factory/m001/command',
        'QoS 2→1 · broker → dash',
        'Published at QoS 2, delivered at QoS 1; dash’s subscription factory/# was granted QoS 1',
        'complete: PUBACK received',
        'dash has it at least once and broker has forgotten it.',
        'PUBACK 0.91 ms',
      ]);
    });

    it('draws the times of a handshake as parts of a bar, and what is waited for as a part that grows', async () => {
      await at.open(factoryScene());
      const parts = async (n: number): Promise<number[]> => {
        const sizes = await at
          .row(n)
          .locator('.legs-bar')
          .evaluate((node) => getComputedStyle(node).backgroundSize);
        return sizes.split(', ').map((size) => parseFloat(size));
      };
      const drawn = async (n: number): Promise<boolean[]> => (await parts(n)).map((width) => width > 0);
      assert.deepEqual(await drawn(2), [true, true, true, false]);
      assert.deepEqual(await drawn(4), [true, false, false, true], 'PUBREC came, PUBREL is waited for');
      assert.deepEqual(await drawn(1), [false, false, false, false]);
      const [long, short] = [(await parts(4))[3] ?? 0, (await parts(9))[3] ?? 0];
      assert.ok(long > short, 'a minute is longer than a second');
    });

    it('marks a delivery with findings by their number', async () => {
      const trace = factoryScene();
      trace.set({ ...trace.row(3), findings: 2 });
      await at.open(trace);
      await at.row(3).getByRole('gridcell', { name: '2 findings' }).waitFor();
      assert.equal(await at.row(3).locator('.codicon-warning').isVisible(), true);
      assert.equal(await at.row(4).locator('.codicon-warning').isVisible(), false);
    });

    it('draws the rows that the host gives with its state, and asks for none', async () => {
      const trace = factoryScene();
      const wanted = firstRowsWanted(1, UNUSED_PAGE);
      assert.ok(wanted !== null);
      await at.open(trace, { prepare: (host) => (host.firstRows = { wanted, page: trace.rows(wanted) }) });
      await at.row(3).getByText('factory').first().waitFor();
      assert.equal(at.host.count('trace.rows'), 0);
    });

    it('draws its rows before it takes in the toolkit, whose buttons then keep their places', async () => {
      let letThrough: () => void = () => undefined;
      const held = new Promise<void>((resolve) => (letThrough = resolve));
      await at.context.route('**/toolkit.js', async (route) => {
        await held;
        await route.continue();
      });
      await at.open(factoryScene());
      await at.row(3).getByText('factory').first().waitFor();
      const places = (): Promise<readonly number[][]> =>
        at.page.locator('vscode-button:visible, .tab, .list').evaluateAll((nodes) =>
          nodes.map((node) => {
            const { left, top, width, height } = node.getBoundingClientRect();
            return [left, top, width, height].map((value) => Math.round(value / 2));
          }),
        );
      const before = await places();
      assert.equal(await at.page.getByRole('button', { name: 'Clear the log' }).count(), 0, 'the toolkit is not there');
      letThrough();
      await at.page.getByRole('button', { name: 'Clear the log' }).waitFor();
      assert.deepEqual(await places(), before);
    });

    it('walks its tabs by arrows, Home and End', async () => {
      await at.open(factoryScene());
      await at.tab('deliveries').press('ArrowRight');
      await at.until(async () => (await at.tab('subscriptions').getAttribute('aria-selected')) === 'true');
      await at.tab('subscriptions').press('End');
      assert.equal(await at.tab('rates').evaluate((tab) => tab === document.activeElement), true);
      await at.tab('rates').press('ArrowRight');
      assert.equal(await at.tab('deliveries').evaluate((tab) => tab === document.activeElement), true);
      assert.equal(at.host.last('remember')?.tab, 'deliveries');
      assert.deepEqual(await at.page.locator('.tab[tabindex="0"]').count(), 1, 'they are one stop of the Tab key');
    });

    it('counts in its tabs what is subscribed and what is in flight', async () => {
      await at.open(factoryScene());
      await at.page.getByRole('tab', { name: 'In flight 3' }).waitFor();
      await at.page.getByRole('tab', { name: 'Subscriptions 6' }).waitFor();
    });

    it('says in an empty view what it will show, and starts the broker as the next step', async () => {
      await at.open(new FakeTrace(), {
        prepare: (fake) => (fake.broker = { running: false, address: null, doors: [], clients: 0 }),
        first: '.empty:visible',
      });
      await at.page.getByText('Each message on its way between a client and its broker stands here').waitFor();
      await at.page.getByRole('button', { name: 'Start local broker' }).click();
      await at.until(() => at.host.count('run') === 1);
      assert.deepEqual(at.host.last('run'), { command: 'qoscope.broker.start' });
    });

    it('offers to publish where the broker runs', async () => {
      await at.open(new FakeTrace(), { first: '.empty:visible' });
      await at.page.getByRole('button', { name: 'Publish…' }).click();
      await at.until(() => at.host.last('run')?.command === 'qoscope.publish');
    });

    it('speaks the language of the person', async () => {
      await at.open(factoryScene(), {
        prepare: (fake) => {
          fake.state = { language: 'de', translations: { Deliveries: 'Zustellungen', waiting: 'wartet' } };
        },
      });
      await at.page.getByRole('tab', { name: 'Zustellungen' }).waitFor();
      assert.match(await at.row(4).innerText(), /wartet/);
    });

    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      it(`draws in the theme ${theme} with its colours`, async () => {
        await at.open(factoryScene(), { theme });
        const colours = await at.page.evaluate(() => [
          getComputedStyle(document.body).color,
          getComputedStyle(document.querySelector('.tone-good') ?? document.body).color,
        ]);
        const rgb = (hex: string) => `rgb(${(hex.match(/\w\w/g) ?? []).map((pair) => parseInt(pair, 16)).join(', ')})`;
        const { variables } = THEMES[theme];
        assert.deepEqual(colours, [rgb(variables.foreground), rgb(variables['charts-green'])]);
      });
    }
  });

  describe('with a chosen delivery', () => {
    it('says its state in the words of the protocol and in plain ones, and why its QoS is lower', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      await at.detail().getByText('PUBACK received').waitFor();
      await at.detail().getByText('dash has it at least once and broker has forgotten it.').waitFor();
      await at.detail().getByText('dash’s subscription factory/# was granted QoS 1').waitFor();
    });

    it('draws the ladder of the whole journey, with what is still missing', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      await at.detail().locator('.ladder').waitFor();
      assert.deepEqual(await at.detail().locator('.lifeline-name').allTextContents(), [
        'ctrl',
        'broker',
        'dash',
        'log',
        'away',
      ]);
      assert.equal(await at.detail().locator('.arrow-passed').count(), 4 + 2 + 2);
      const missing = await at
        .detail()
        .locator('.arrow-waiting, .arrow-queued')
        .locator('.arrow-label')
        .allTextContents();
      const still = missing.map((label) => label.replace(/\d+ s$/, 'some s')); // they grow while this is read
      assert.deepEqual(still, ['waiting for PUBREL · 1 min some s', 'queued, not sent yet · 1 min some s']);
    });

    it('lists its packets with the time since the first', async () => {
      await at.open(factoryScene());
      await at.row(2).click();
      const table = at.detail().getByRole('grid', { name: 'Packets' });
      await table.getByText('PUBCOMP').waitFor();
      const rows = await table.getByRole('row').allInnerTexts();
      assert.deepEqual(
        rows.map((text) => text.split(/\s*\n\s*/).filter((cell) => cell !== '')),
        [
          ['+ms', 'Direction', 'Packet', 'Id', 'Flags', 'Reason', 'Bytes'],
          ['0', 'ctrl → broker', 'PUBLISH', '12', 'QoS 2', '–', '144'],
          ['+0.47', 'broker → ctrl', 'PUBREC', '12', '–', '–', '4'],
          ['+0.94', 'ctrl → broker', 'PUBREL', '12', '–', '–', '4'],
          ['+1.41', 'broker → ctrl', 'PUBCOMP', '12', '–', '–', '4'],
        ],
      );
    });

    it('follows the handshake while it goes on', async () => {
      const trace = factoryScene();
      await at.open(trace);
      await at.row(9).click();
      await at.detail().getByText('PUBREL sent, no PUBCOMP yet').waitFor();
      trace.set({ ...trace.row(9), state: 'complete', missing: null, ms: 2.1, packets: 4 });
      at.host.changed();
      await at.detail().getByText('PUBCOMP received').waitFor();
      await at.row(9).getByText('complete').waitFor();
    });

    it('keeps the focus on a delivery of the same message that is chosen by the keyboard', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      const leg = at.detail().getByRole('button', { name: /broker → log/ });
      await leg.focus();
      await leg.press('Enter');
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      assert.equal(await leg.evaluate((node) => node === document.activeElement), true);
    });

    it('opens its message in an editor', async () => {
      await at.open(factoryScene());
      await at.row(3).click();
      await at.detail().getByRole('button', { name: 'Open message' }).click();
      await at.until(() => at.host.count('openMessage') === 1);
      assert.deepEqual(at.host.last('openMessage'), { delivery: 3 });
    });

    it('draws a few of many subscribers and more when asked', async () => {
      const trace = new FakeTrace();
      trace.set(delivery(1, { journey: 1 }));
      for (let n = 2; n <= 501; n++) trace.set(delivery(n, { journey: 1, client: `sub${n}`, to: 'client', qos: 1 }));
      await at.open(trace);
      await at.list().press('Home');
      await at.row(1).click();
      const more = at.detail().getByRole('button', { name: 'Draw 8 more of 500 subscribers' });
      await more.waitFor();
      assert.equal(await at.detail().locator('.lifeline-name').count(), 2 + 8);
      await more.click();
      await at.until(async () => (await at.detail().locator('.lifeline-name').count()) === 2 + 16);
    });

    it('shows what another view asks it to reveal', async () => {
      const trace = factoryScene();
      await at.open(trace, { prepare: (fake) => (fake.state = { tab: 'matrix' }), first: '.matrix:visible' });
      at.host.tell('reveal', trace.detail(4));
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      assert.equal(await at.tab('Deliveries').getAttribute('aria-selected'), 'true');
      assert.equal(await at.row(4).getAttribute('aria-selected'), 'true');
    });
  });

  describe('on its tabs', () => {
    it('shows each client’s subscriptions, and the requested QoS only where another was granted', async () => {
      await at.open(factoryScene());
      await at.tab('Subscriptions').click();
      const grid = at.page.getByRole('grid', { name: 'Subscriptions' });
      await grid.getByText('secret/#').waitFor();
      const rows = (await grid.getByRole('row').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      assert.deepEqual(rows.slice(1, 7), [
        'away away, session kept · MQTT 5 · 1 subscription · 1 queued',
        'factory/# QoS 2 – –',
        'dash connected · MQTT 5 · kept session · 3 subscriptions',
        'factory/# QoS 1 – – asked for QoS 2',
        'sensors/# QoS 2 – –',
        'secret/# – – – asked for QoS 1, refused: not authorized (0x87)',
      ]);
    });

    it('shows what is in flight with its state and a gauge against Receive Maximum', async () => {
      await at.open(factoryScene());
      await at.tab('In flight').click();
      const grid = at.page.getByRole('grid', { name: 'In flight' });
      await grid.getByText('PUBREC received, no PUBREL yet').waitFor();
      await grid.getByText('1 of 20 (Receive Maximum)').waitFor();
      await grid.getByText('1 in flight (MQTT 3.1.1 has no Receive Maximum)').waitFor();
      const gauge = grid.getByRole('meter', { name: 'In flight of press-17 to broker' });
      assert.equal(await gauge.getAttribute('aria-valuenow'), '1');
      assert.equal(await gauge.getAttribute('aria-valuemax'), '1');
    });

    it('lets ages grow by the trace’s clock without asking for rows', async () => {
      const trace = factoryScene();
      await at.context.addInitScript(() => {
        const [now, ticks] = [performance.now.bind(performance), [] as (() => void)[]];
        let ahead = 0;
        performance.now = () => now() + ahead;
        window.setInterval = ((run: () => void) => ticks.push(run)) as unknown as typeof window.setInterval;
        Object.assign(window, {
          letPass: (milliseconds: number) => {
            ahead += milliseconds;
            for (const tick of ticks) tick();
          },
        });
      });
      await at.open(trace);
      await at.tab('In flight').click();
      const cell = at.page.locator('#inflight-8 .cell-ms');
      await cell.getByText(/^\d\.\d s$/).waitFor();
      const asked = at.host.asked.length;
      await at.page.evaluate(() => (window as unknown as { letPass: (ms: number) => void }).letPass(20_000));
      assert.match(await cell.innerText(), /^2\d s$/);
      assert.equal(at.host.asked.length, asked);
    });

    it('opens the delivery of a row that is in flight', async () => {
      await at.open(factoryScene());
      await at.tab('In flight').click();
      await at.page.locator('#inflight-9').click();
      await at.detail().getByText('PUBREL sent, no PUBCOMP yet').waitFor();
    });

    it('shows the rule and the number seen in each cell of the matrix', async () => {
      await at.open(factoryScene());
      await at.tab('Matrix').click();
      await at.page.getByText('3 seen').waitFor();
      const rules = await at.page.locator('.matrix-rule').allInnerTexts();
      assert.deepEqual(rules, ['0', '0', '0', '0', '1', '1', '0', '1', '2']);
      const seen = await at.page.locator('.matrix-seen').allInnerTexts();
      assert.deepEqual(seen.slice(5), ['1 seen', 'none seen', '1 seen', '3 seen']);
      await at.page.getByRole('cell', { name: /^arrives at QoS 2; .*differs$/ }).waitFor(); // what a screen reader says
    });

    it('marks a cell that an observation contradicts, and leads to that delivery', async () => {
      await at.open(factoryScene());
      await at.tab('Matrix').click();
      await at.page.locator('.matrix-cell.differs .matrix-mark').getByText('differs').waitFor();
      assert.equal(await at.page.locator('.matrix-cell.differs').count(), 1);
      await at.page.getByText('the rule says QoS 2, but 1 arrived at QoS 1.').waitFor();
      await at.page.getByText('Show delivery 10').click();
      await at.detail().getByText('alarms/smoke').waitFor();
    });

    it('says what each level promises', async () => {
      await at.open(factoryScene());
      await at.tab('Matrix').click();
      const promise = at.page.locator('.levels').getByRole('row', { name: 'Promise' });
      assert.deepEqual(await promise.getByRole('cell').allInnerTexts(), [
        'at most once',
        'at least once',
        'exactly once',
      ]);
    });

    it('asks only for what the shown tab shows', async () => {
      const trace = factoryScene();
      await at.open(trace);
      await at.tab('Matrix').click();
      await at.page.getByText('3 seen').waitFor();
      at.host.asked.length = 0;
      trace.set(delivery(11, { client: 'log', to: 'client', qos: 2, publishedQos: 2, grantedQos: 2 }));
      at.host.changed();
      await at.page.getByText('4 seen').waitFor();
      assert.equal(at.host.count('trace.matrix'), 1);
      assert.equal(at.host.count('trace.deliveries') + at.host.count('trace.inFlight'), 0);
    });

    it('asks nothing for a version that it has shown', async () => {
      await at.context.clock.install(); // before the page loads, so that it takes all its time from it
      await at.open(factoryScene());
      await at.tab('Matrix').click();
      await at.page.getByText('3 seen').waitFor();
      await at.page.getByRole('tab', { name: 'Subscriptions 6' }).waitFor();
      await at.until(() => at.host.count('trace.flows') === 1); // the last that the view asks
      const asked = at.host.asked.length;
      for (let i = 0; i < 5; i++) at.host.changed();
      await at.letPass(5000);
      assert.equal(at.host.asked.length, asked);
    });
  });
});
