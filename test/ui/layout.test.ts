/** The page's layout, held against the one that was kept: boxes and not pixels, since fonts are others on each machine. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT } from '../../scripts/paths';
import { boxesOf, differences, VIEWS, type Boxes } from './layout/boxes';
import { usePage } from './support/pageFixture';
import { factoryScene } from './support/scene';

const KEPT = JSON.parse(readFileSync(path.join(PROJECT, 'test/ui/layout/kept.json'), 'utf8')) as Record<string, Boxes>;

describe('the layout of the page', function () {
  this.timeout(30_000);
  const at = usePage();

  for (const { name, theme, size, tab, delivery, first } of VIEWS) {
    it(`is as it was kept, and nowhere wider than the page: ${name}, ${theme}`, async () => {
      await at.open(factoryScene(), { theme, prepare: (fake) => (fake.state = { tab, delivery }), first });
      await at.page.setViewportSize(size);
      const expected = KEPT[name];
      assert.ok(expected !== undefined, `no layout is kept of "${name}": run npm run record:layout`);
      const faults = async (): Promise<readonly string[]> => {
        const width = await at.page.evaluate(() => document.documentElement.scrollWidth);
        const wider = width === size.width ? [] : [`the page is ${width} px wide in place of ${size.width}`];
        return [...differences(expected, await boxesOf(at.page)), ...wider];
      };
      await at.untilNone(faults);
    });
  }

  it('keeps no layout of a picture that is no longer looked at', () => {
    assert.deepEqual(Object.keys(KEPT).sort(), VIEWS.map(({ name }) => name).sort());
  });
});
