/** The page alone in a browser, with a made-up host: reloads, refusals, silence, an engine that died. */

import assert from 'node:assert/strict';

import type { PageMemory } from '../../src/shared/panelApi';
import { QoScopeError } from '../../src/shared/sentences';
import { DELIVERY_ROWS, usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

describe('the QoS page where things go wrong', function () {
  this.timeout(30_000);
  const at = usePage();

  describe('where things go wrong', () => {
    it('loses nothing by a reload: tab and delivery are there again', async () => {
      await at.open(factoryScene());
      await at.row(4).click();
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      await at.page.reload();
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      assert.equal(await at.row(4).getAttribute('aria-selected'), 'true');
      await at.tab('Matrix').click();
      await at.until(() => at.host.last('remember')?.tab === 'matrix');
      await at.page.reload();
      await at.page.getByText('3 seen').waitFor();
      assert.deepEqual(at.host.last('remember'), {
        tab: 'matrix',
        delivery: 4,
        filter: '',
        order: 'time',
        descending: false,
      });
    });

    it('says in its place what a request failed of, and asks again when told to', async () => {
      const trace = factoryScene();
      await at.open(trace, {
        prepare: (fake) => fake.failing.set('trace.matrix', new QoScopeError('trace.unknownTrace', { trace: 1 })),
      });
      await at.tab('Matrix').click();
      await at.page.getByRole('alert').getByText('There is no trace 1.').waitFor();
      at.host.failing.clear();
      await at.page.getByRole('button', { name: 'Try again' }).click();
      await at.page.getByText('3 seen').waitFor();
      await at.page.getByText('There is no trace 1.').waitFor({ state: 'hidden' }); // once all of the view has come
    });

    it('says in the detail that a delivery has left the log', async () => {
      const trace = factoryScene();
      await at.open(trace);
      await at.row(4).click();
      await at.detail().getByText('PUBREC received, no PUBREL yet').waitFor();
      trace.shrink(6);
      at.host.changed();
      await at.detail().getByText('Delivery 4 has left the log: its limit drops the oldest first.').waitFor();
    });

    it('says when a command fails', async () => {
      await at.open(factoryScene(), {
        prepare: (fake) => fake.failing.set('run', new Error('The command was refused.')),
      });
      await at.page.getByRole('button', { name: 'Clear the log' }).click();
      await at.page.getByRole('alert').getByText('The command was refused.').waitFor();
      await at.page.getByRole('button', { name: 'Dismiss' }).click();
      await at.page.getByText('The command was refused.').waitFor({ state: 'hidden' });
    });

    it('says when what was chosen from the menu of a row fails, also where no detail is open', async () => {
      await at.open(factoryScene(), {
        prepare: (fake) => {
          fake.failing.set('copy', new Error('The clipboard is locked.'));
          fake.failing.set('openMessage', new Error('The message has left the log.'));
        },
      });
      const faults = { 'Copy topic': 'The clipboard is locked.', 'Open message': 'The message has left the log.' };
      for (const [item, fault] of Object.entries(faults)) {
        await at.row(4).click({ button: 'right' });
        await at.page.getByRole('menuitem', { name: item }).click();
        await at.page.getByRole('alert').getByText(fault).waitFor();
      }
      assert.equal(await at.detail().count(), 0);
    });

    it('says that it waits when the host does not answer, and begins when asked again', async () => {
      const trace = factoryScene();
      await at.open(trace, {
        prepare: (fake) => fake.failing.set('ready', new Error('Not yet.')),
        first: 'text=Not yet.',
      });
      at.host.failing.clear();
      await at.page.getByRole('button', { name: 'Try again' }).click();
      await at.row(3).waitFor();
    });

    it('makes one page, however often it was asked for while the host was slow', async () => {
      let answer = (): void => undefined;
      const opening = new Promise<void>((resolve) => (answer = resolve));
      await at.open(factoryScene(), { prepare: (fake) => void (fake.opening = opening), first: 'text=Try again' });
      await at.page.getByRole('button', { name: 'Try again' }).click();
      await at.until(() => at.host.count('ready') === 2);
      answer();
      await at.row(4).waitFor();
      await at.row(4).click();
      await at.detail().locator('.ladder').waitFor();
      assert.equal(at.host.count('trace.delivery') > 0, true);
      assert.equal(
        at.host.asked.filter(({ name, params }) => name === 'remember' && (params as PageMemory).delivery === 4).length,
        1,
      );
      assert.equal(await at.page.locator('.bar').count(), 1);
    });

    it('keeps the order of the rows over a reload', async () => {
      await at.open(factoryScene());
      const head = at.list().getByRole('columnheader', { name: 'Topic' });
      for (const order of ['ascending', 'descending']) {
        await head.click();
        await at.until(async () => (await head.getAttribute('aria-sort')) === order);
      }
      await at.page.reload();
      await at.row(4).waitFor();
      assert.equal(await head.getAttribute('aria-sort'), 'descending');
      const { order, descending } = at.host.last('trace.rows') ?? {};
      assert.deepEqual([order, descending], ['topic', true]);
    });

    it('tells that the engine stopped, asks nothing of it, and shows the new one’s rows after a restart', async () => {
      const trace = factoryScene();
      await at.open(trace);
      at.host.tell('engineStopped', 'The engine of QoScope stopped: out of memory.');
      await at.page.getByRole('alert').getByText('out of memory').waitFor();
      await at.page.locator('.bar').getByText('stopped', { exact: true }).waitFor();
      const asked = at.host.asked.length;
      trace.grow(1);
      at.host.changed();
      await at.page.getByText('11 deliveries').waitFor();
      assert.equal(at.host.asked.length, asked);
      await at.page.getByRole('button', { name: 'Restart engine' }).click();
      await at.until(() => at.host.last('run')?.command === 'qoscope.engine.restart');
      trace.shrink(11);
      trace.version = 1;
      trace.grow(2);
      at.host.tell('engineStopped', null);
      await at.until(async () => (await at.page.locator(DELIVERY_ROWS).count()) === 2);
      assert.equal(await at.page.locator('.banner').isVisible(), false);
    });

    it('asks nothing while it is hidden, and catches up when it is seen', async () => {
      const trace = factoryScene();
      await at.context.clock.install(); // before the page loads, so that it takes all its time from it
      await at.context.addInitScript(() => {
        let hidden = false;
        Object.defineProperty(document, 'hidden', { get: () => hidden });
        Object.assign(window, {
          hide: (value: boolean) => {
            hidden = value;
            document.dispatchEvent(new Event('visibilitychange'));
          },
        });
      });
      await at.open(trace);
      await at.page.getByRole('tab', { name: 'Subscriptions 6' }).waitFor();
      const hide = (value: boolean) =>
        at.page.evaluate((is) => (window as unknown as { hide: (value: boolean) => void }).hide(is), value);
      await hide(true);
      const asked = at.host.asked.length;
      trace.grow(5);
      at.host.changed();
      await at.page.getByText('15 deliveries').waitFor();
      await at.letPass(5000);
      assert.equal(at.host.asked.length, asked);
      await hide(false);
      await at.row(15).waitFor();
    });
  });
});
