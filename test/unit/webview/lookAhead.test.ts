import assert from 'node:assert/strict';

import { AHEAD, edgeAhead } from '../../../webview/lists/lookAhead';

const VIEW = { first: 100, last: 120 };
const TOTAL = 1000;

describe('Rows ahead of those in view', () => {
  const edge = (isDown: boolean, unread: number): number | null =>
    edgeAhead(VIEW, TOTAL, isDown, (place) => place !== unread);

  it('are looked at in the direction of scrolling alone, for the last one that is held', () => {
    assert.deepEqual([edge(false, 99), edge(true, 99)], [100, null]);
    assert.deepEqual([edge(false, 121), edge(true, 121)], [null, 120]);
    assert.deepEqual([edge(false, 90), edge(true, 130)], [91, 129]);
  });

  it('are as many as that, and none of those in view', () => {
    assert.deepEqual([edge(false, 100 - AHEAD), edge(false, 100 - AHEAD - 1)], [100 - AHEAD + 1, null]);
    assert.deepEqual([edge(true, 120 + AHEAD), edge(true, 120 + AHEAD + 1)], [120 + AHEAD - 1, null]);
    assert.deepEqual([edge(true, 110), edge(false, 110)], [null, null]);
  });

  it('end where the rows do', () => {
    const none = (): boolean => false;
    assert.equal(edgeAhead({ first: 0, last: 20 }, TOTAL, false, none), null);
    assert.equal(edgeAhead({ first: 980, last: 999 }, TOTAL, true, none), null);
  });
});
