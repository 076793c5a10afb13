import assert from 'node:assert/strict';

import { Follow } from '../../../webview/lists/follow';

/** A list that has shown its first hundred rows. */
function shown(): Follow {
  const follow = new Follow();
  follow.arrived(100);
  follow.showed(100);
  return follow;
}

describe('following a live list', () => {
  it('begins at the newest row', () => {
    assert.equal(shown().moves, true);
  });

  it('stops when the person scrolls up, and counts what they have not seen', () => {
    const follow = shown();
    follow.scrolled(false);
    follow.arrived(112);
    assert.equal(follow.moves, false);
    assert.equal(follow.unseen, 12);
  });

  it('begins again when the person scrolls to the bottom', () => {
    const follow = shown();
    follow.scrolled(false);
    follow.scrolled(true);
    assert.equal(follow.moves, true);
  });

  it('holds while the mouse is over a row, and goes on when it leaves', () => {
    const follow = shown();
    follow.pointed(true);
    assert.equal(follow.moves, false);
    follow.pointed(false);
    assert.equal(follow.moves, true);
  });

  it('holds while a row has the focus', () => {
    const follow = shown();
    follow.focused(true);
    assert.equal(follow.moves, false);
  });

  it('goes on when asked to although the mouse rests on the list', () => {
    const follow = shown();
    follow.scrolled(false);
    follow.pointed(true);
    follow.start();
    assert.equal(follow.moves, true);
  });

  it('does not count rows as new that were in view without moving', () => {
    const follow = shown();
    follow.pointed(true);
    follow.arrived(103);
    follow.showed(103);
    assert.equal(follow.unseen, 0);
  });

  it('counts from the beginning when another list takes its place', () => {
    const follow = shown();
    follow.arrived(0);
    follow.arrived(4);
    assert.equal(follow.unseen, 4);
  });

  it('counts no row as new that was there when the list began', () => {
    const follow = new Follow();
    follow.begins(1000);
    follow.scrolled(false);
    assert.equal(follow.unseen, 0);
    assert.equal(follow.away, true);
    follow.arrived(1004);
    assert.equal(follow.unseen, 4);
  });

  it('neither moves nor counts in an order in which new rows do not come at the end', () => {
    const follow = shown();
    follow.grows(false);
    follow.arrived(112);
    assert.deepEqual([follow.moves, follow.unseen, follow.away], [false, 0, false]);
    follow.grows(true);
    assert.deepEqual([follow.moves, follow.unseen], [true, 12]);
  });
});
