import assert from 'node:assert/strict';

import { placeAfter } from '../../../webview/lists/listKeys';

const list = (active: number, count = 100) => ({
  count: () => count,
  active: () => active,
  page: () => 10,
  entry: () => 42,
});

describe('the keys of a list', () => {
  it('move by a row, by a page and to both ends', () => {
    assert.deepEqual(
      ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'].map((key) => placeAfter(key, list(50))),
      [51, 49, 60, 40, 0, 99],
    );
  });

  it('stop at the ends', () => {
    assert.equal(placeAfter('ArrowUp', list(0)), 0);
    assert.equal(placeAfter('PageDown', list(95)), 99);
  });

  it('enter a list without an active row where its view is', () => {
    assert.equal(placeAfter('ArrowDown', list(-1)), 42);
  });

  it('lead nowhere in an empty list, and other keys never', () => {
    assert.equal(placeAfter('ArrowDown', list(-1, 0)), null);
    assert.equal(placeAfter('a', list(5)), null);
  });
});
