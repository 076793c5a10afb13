import assert from 'node:assert/strict';

import { Backoff } from '../../../src/engine/client/backoff';

describe('Backoff', () => {
  it('doubles from 1 s to 30 s and stays there', () => {
    const backoff = new Backoff();
    const waits = Array.from({ length: 7 }, () => backoff.next());
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('starts over after a success', () => {
    const backoff = new Backoff();
    backoff.next();
    backoff.next();
    backoff.reset();
    assert.equal(backoff.next(), 1_000);
  });
});
