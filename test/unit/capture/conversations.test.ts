import assert from 'node:assert/strict';

import { newSegment, type Segment } from '../../../src/engine/capture/network/segment';
import { Conversations, endpointsOf, type Endpoints } from '../../../src/engine/capture/tcp/conversations';
import { view } from '../../../src/engine/capture/format/view';

/** More than are followed at once. */
const MANY = 65_536;

/** A segment from another address for each number. */
function segmentFrom(number: number): Segment {
  const bytes = new Uint8Array(8);
  view(bytes).setUint32(0, number);
  return { ...newSegment(), bytes, numbers: view(bytes), source: 0, destination: 4, sourcePort: 1, destinationPort: 2 };
}

/** How often a Map or a Set is gone through meanwhile, which takes as long as the places that deleted entries have left. */
function goingsThrough(work: () => void): number {
  let count = 0;
  const kept = [
    [Map.prototype, 'keys'],
    [Map.prototype, 'values'],
    [Map.prototype, Symbol.iterator],
    [Set.prototype, Symbol.iterator],
  ] as const;
  const restore = kept.map(([prototype, name]) => {
    const original = Object.getOwnPropertyDescriptor(prototype, name)!;
    const method = original.value as (this: unknown) => unknown;
    const value = function (this: unknown): unknown {
      count++;
      return method.call(this);
    };
    Object.defineProperty(prototype, name, { ...original, value });
    return () => Object.defineProperty(prototype, name, original);
  });
  try {
    work();
  } finally {
    for (const one of restore) one();
  }
  return count;
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
