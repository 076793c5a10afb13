/** The page on a capture: nothing comes to it, and nothing in it grows older. */

import assert from 'node:assert/strict';

import { PAGE_TABS } from '../../src/shared/panelApi';
import { FakeTrace } from './support/fakeTrace';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

describe('the page on a capture', function () {
  this.timeout(30_000);
  const at = usePage();
  const capture = { file: 'night.pcapng', notes: [] };

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
