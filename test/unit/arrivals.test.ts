import assert from 'node:assert/strict';

import { Arrivals } from '../../src/engine/arrivals';

describe('Arrivals', () => {
  it('knows the oldest, whichever have left', () => {
    const arrivals = new Arrivals<string>();
    assert.equal(arrivals.oldest, undefined);
    for (const one of ['a', 'b', 'c', 'd']) arrivals.add(one);
    arrivals.delete('b');
    assert.equal(arrivals.oldest, 'a');
    arrivals.delete('a');
    assert.equal(arrivals.oldest, 'c');
    assert.deepEqual([...arrivals.values()], ['c', 'd']);
  });

  it('leaves one that comes again in its place, and puts one that had left behind all', () => {
    const arrivals = new Arrivals<string>();
    for (const one of ['a', 'b', 'a']) arrivals.add(one);
    assert.equal(arrivals.size, 2);
    assert.equal(arrivals.oldest, 'a');
    arrivals.delete('a');
    arrivals.add('a');
    assert.equal(arrivals.oldest, 'b');
    assert.deepEqual([...arrivals.values()], ['b', 'a']);
  });

  it('begins anew where all have left', () => {
    const arrivals = new Arrivals<number>();
    for (const one of [1, 2]) arrivals.add(one);
    for (const one of [2, 1, 1]) arrivals.delete(one);
    assert.deepEqual([arrivals.oldest, arrivals.size], [undefined, 0]);
    arrivals.add(3);
    assert.equal(arrivals.oldest, 3);
  });
});
