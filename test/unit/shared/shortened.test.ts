import assert from 'node:assert/strict';

import { shortened } from '../../../src/shared/shortened';

describe('a name in little room', () => {
  it('stays as it is where it fits', () => {
    assert.equal(shortened('factory/command!', 16), 'factory/command!');
  });

  it('loses its middle and fills the room where it does not fit', () => {
    assert.equal(shortened('factory/m001/command', 16), 'facto…01/command');
  });

  it('is never cut within a character outside the basic plane', () => {
    assert.equal(shortened('😀😀😀😀😀😀😀', 5), '😀…😀😀😀');
  });
});
