import assert from 'node:assert/strict';

import fc from 'fast-check';

import { ROW_HEIGHT, ScrollMap, TALLEST } from '../../../webview/lists/scrollMap';

describe('the map between a scroll bar and rows', () => {
  it('shows the rows that touch the view and no others', () => {
    const map = new ScrollMap(1000, 10 * ROW_HEIGHT);
    assert.deepEqual(map.visible(0), { first: 0, last: 9 });
    assert.deepEqual(map.visible(11), { first: 0, last: 10 });
    assert.deepEqual(map.visible(ROW_HEIGHT * 990), { first: 990, last: 999 });
  });

  it('shows nothing of an empty list', () => {
    const { first, last } = new ScrollMap(0, 220).visible(0, 5);
    assert.ok(last < first);
  });

  it('adds rows beyond both edges, but none that are not there', () => {
    assert.deepEqual(new ScrollMap(12, 10 * ROW_HEIGHT).visible(0, 6), { first: 0, last: 11 });
  });

  it('leaves the scroll position alone for a row that is in view, and moves as little as it can for one that is not', () => {
    const map = new ScrollMap(1000, 10 * ROW_HEIGHT);
    const at = 100 * ROW_HEIGHT;
    assert.equal(map.reveal(105, at), at);
    assert.equal(map.reveal(110, at), 101 * ROW_HEIGHT);
    assert.equal(map.reveal(50, at), 50 * ROW_HEIGHT);
  });

  it('reaches the first and the last of more rows than a browser can stack', () => {
    const count = 2_000_000;
    const map = new ScrollMap(count, 400);
    assert.equal(map.height, TALLEST);
    assert.equal(map.visible(0).first, 0);
    assert.equal(map.visible(map.bottom).last, count - 1);
    assert.ok(map.atBottom(map.bottom));
  });

  it('puts every row that it calls visible into the view, however long the list is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000_000 }),
        fc.nat(4000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, viewport, share) => {
          const map = new ScrollMap(count, viewport + 1);
          const scrollTop = map.bottom * share;
          const { first, last } = map.visible(scrollTop);
          const topOf = (index: number) => map.top(index, scrollTop) - Math.min(scrollTop, map.bottom);
          assert.ok(topOf(first) <= 1, 'the first begins at or above the edge');
          assert.ok(topOf(last) < viewport + 1.5, 'the last begins inside: rows stand at whole pixels');
          assert.ok(
            topOf(last) + ROW_HEIGHT >= Math.min(viewport, count * ROW_HEIGHT) - 2,
            'and reaches the lower edge',
          );
        },
      ),
    );
  });

  it('finds the scroll position that leaves a row where it stood, also beyond what a browser can scroll', () => {
    const places = fc.nat({ max: 2_000_000 - 1 });
    fc.assert(
      fc.property(places, places, (at, moved) => {
        const [map, grown] = [new ScrollMap(2_000_000, 400), new ScrollMap(2_000_100, 400)];
        const screenTop = map.screenTop(at, map.scrollTopOf(at));
        const place = Math.max(20, Math.min(moved, 1_999_900));
        const after = grown.screenTop(place, grown.scrollTopFor(place, screenTop));
        assert.ok(Math.abs(after - screenTop) < 1e-3, `${after} for ${screenTop}`);
      }),
    );
  });
});
