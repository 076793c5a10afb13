import assert from 'node:assert/strict';

import { AHEAD, lacksAhead } from '../../../webview/lists/lookAhead';

const VIEW = { first: 100, last: 120 };
const TOTAL = 1000;

describe('Rows ahead of those in view', () => {
  const lacks = (isDown: boolean, unread: number): boolean =>
    lacksAhead(VIEW, TOTAL, isDown, (place) => place !== unread);

  it('are looked at in the direction of scrolling alone', () => {
    assert.deepEqual([lacks(false, 99), lacks(true, 99)], [true, false]);
    assert.deepEqual([lacks(false, 121), lacks(true, 121)], [false, true]);
  });

  it('are as many as that, and none of those in view', () => {
    assert.deepEqual([lacks(false, 100 - AHEAD), lacks(false, 100 - AHEAD - 1)], [true, false]);
    assert.deepEqual([lacks(true, 120 + AHEAD), lacks(true, 120 + AHEAD + 1)], [true, false]);
    assert.deepEqual([lacks(true, 110), lacks(false, 110)], [false, false]);
  });

  it('end where the rows do', () => {
    const none = (): boolean => false;
    assert.equal(lacksAhead({ first: 0, last: 20 }, TOTAL, false, none), false);
    assert.equal(lacksAhead({ first: 980, last: 999 }, TOTAL, true, none), false);
  });
});
