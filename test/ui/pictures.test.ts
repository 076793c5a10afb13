/** The pictures of docs/ui.md, held against the page as it is in the real VS Code. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { unlikeShare } from './pictures/likeness';
import { PICTURES, Tour } from './pictures/tour';

/** Times, ages, a port and the places of lines in charts are others each time: so many of the squares may differ. */
const TOLERATED = 0.02;

/** Milliseconds until a page that does not look as it should is given up. */
const PATIENCE = 10_000;

describe('the pictures of the page', function () {
  this.timeout(60_000);

  let tour: Tour;

  before(async function () {
    this.timeout(120_000);
    tour = await Tour.begin();
  });

  after(() => tour.close());

  for (const { file, show } of PICTURES) {
    it(`show what a person sees: ${path.basename(file)}`, async () => {
      await show(tour);
      const kept = await readFile(file);
      const look = async (): Promise<number> => unlikeShare(tour.window.page, kept, await tour.take());
      const end = performance.now() + PATIENCE;
      let unlike = await look();
      while (unlike > TOLERATED && performance.now() < end) unlike = await look(); // charts and colours may come yet
      assert.ok(unlike <= TOLERATED, `${(unlike * 100).toFixed(1)} % differ: npm run record:pictures, and look`);
    });
  }
});
