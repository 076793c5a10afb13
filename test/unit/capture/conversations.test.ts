import assert from 'node:assert/strict';

import { newSegment, type Segment } from '../../../src/engine/capture/network/segment';
import { Conversations, endpointsOf, type Endpoints } from '../../../src/engine/capture/tcp/conversations';
import { view } from '../../../src/engine/capture/format/view';
import { goingsThrough } from '../../support/calls';

/** More than are followed at once. */
const MANY = 65_536;

/** A segment from another address for each number. */
function segmentFrom(number: number): Segment {
  const bytes = new Uint8Array(8);
  view(bytes).setUint32(0, number);
  return { ...newSegment(), bytes, numbers: view(bytes), source: 0, destination: 4, sourcePort: 1, destinationPort: 2 };
}

describe('The connections of a capture', () => {
  it('go in their order where there are too many, without a look at all those that went', () => {
    const conversations = new Conversations<{ readonly ends: Endpoints }>();
    const add = (number: number): { readonly ends: Endpoints } | null => {
      const segment = segmentFrom(number);
      return conversations.add({ ends: endpointsOf(segment) }, segment);
    };
    for (let i = 0; i < MANY; i++) assert.equal(add(i), null);
    const gone: number[] = [];
    const looks = goingsThrough(() => {
      for (let i = 0; i < 100; i++) gone.push(add(MANY + i)?.ends.addresses.getUint32(0) ?? NaN);
    });
    assert.deepEqual(gone, [...gone.keys()]);
    assert.equal(looks, 0);
    assert.equal([...conversations.values()].length, MANY);
  });
});
