/** The page alone in a browser, with a made-up host: subscriptions, and very much that is in flight. */

import assert from 'node:assert/strict';

import { delivery, FakeTrace, session } from './support/fakeTrace';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

describe('the subscriptions', function () {
  this.timeout(30_000);
  const at = usePage();

  it('say what came at which level and when last, and what was lowered', async () => {
    const trace = factoryScene();
    trace.sessions = trace.sessions.map((one) => ({
      ...one,
      subscriptions: one.subscriptions.map((subscription) =>
        subscription.grantedQos === 1
          ? { ...subscription, delivered: { observed: [2, 1204, 0], lowered: 1190, latest: 3, lastAt: 61_000 } }
          : subscription,
      ),
    }));
    const prepare = (fake: typeof at.host) => (fake.state = { tab: 'subscriptions' as const });
    await at.open(trace, { prepare, first: '.list-subscriptions .list-rows > .row' });
    const row = at.page.getByRole('row', { name: /1,204 at QoS 1, 2 at QoS 0/ });
    await row.getByText('asked for QoS 2; 1,190 messages lowered to QoS 1, the level granted').waitFor();
    await row.click();
    await at.until(() => at.host.last('remember')?.filter === 'qos.client == "dash" && qos.filter == "factory/#"');
  });

  it('are counted in their tab without being asked for', async () => {
    await at.open(factoryScene());
    await at.page.getByRole('tab', { name: 'Subscriptions 6' }).waitFor();
    assert.equal(at.host.count('trace.sessions'), 0);
  });
});

describe('what is in flight', function () {
  this.timeout(30_000);
  const at = usePage();

  /** All of them open, and found by the page's filter. */
  function manyInFlight(rows: number): FakeTrace {
    const trace = new FakeTrace();
    const open = {
      client: 'dash',
      session: 3,
      to: 'client',
      qos: 1,
      state: 'open',
      missing: 'PUBACK',
      ms: null,
    } as const;
    for (let n = 1; n <= rows; n++) trace.set(delivery(n, { ...open, start: n }));
    trace.sessions = [session(3, { inFlightToClient: rows })];
    return trace;
  }

  it('lists the oldest 200, says of how many, and more when asked', async () => {
    const prepare = (fake: typeof at.host) => (fake.state = { tab: 'inFlight' as const });
    await at.open(manyInFlight(450), { prepare, first: '.list-inflight .list-rows > .row' });
    await at.page.getByText('The oldest 200 of 450 are listed.').waitFor();
    const more = at.page.getByRole('button', { name: 'Load more' });
    await more.click();
    await at.page.getByText('The oldest 400 of 450 are listed.').waitFor();
    assert.equal(at.host.last('trace.rows')?.filter, 'qos.state == open');
    await more.click();
    await more.waitFor({ state: 'hidden' });
    const grid = at.page.getByRole('grid', { name: 'In flight' });
    assert.equal(await grid.getAttribute('aria-rowcount'), String(1 + 1 + 450));
    await grid.press('End');
    await at.page.locator('#inflight-450').waitFor();
  });
});
