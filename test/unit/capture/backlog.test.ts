import assert from 'node:assert/strict';
import fc from 'fast-check';

import { Backlog } from '../../../src/engine/capture/tcp/backlog';
import { MemoryBudget } from '../../../src/engine/capture/tcp/memoryBudget';
import { movings } from '../../support/calls';

const segment = (sequence: number, length = 1, after: number | null = null) => ({
  sequence,
  length,
  after,
  bytes: new Uint8Array(length),
});

/** The rest of a backlog, in its order. */
function drained(backlog: Backlog): (readonly [sequence: number, length: number])[] {
  const all: (readonly [number, number])[] = [];
  for (let { first } = backlog; first !== null; first = backlog.first) {
    all.push([first.sequence, first.length]);
    backlog.shift();
  }
  return all;
}

describe('Segments that wait', () => {
  it('stand in the order of their sequence numbers, each once, whatever order they came in', () => {
    const one = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.integer(), (segments, start) => {
        const budget = new MemoryBudget(1_000_000);
        const backlog = new Backlog(budget);
        const longest = new Map<number, number>();
        const expected: (readonly [number, number, number])[] = [];
        for (const [at, length] of segments) {
          backlog.add(segment((start + at) | 0, length));
          if ((longest.get(at) ?? 0) >= length) continue;
          longest.set(at, length);
          expected.push([at, length, expected.length]);
        }
        expected.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
        assert.deepEqual(
          drained(backlog),
          expected.map(([at, length]) => [(start + at) | 0, length]),
        );
        assert.deepEqual([backlog.isEmpty, backlog.bytes], [true, 0]);
      }),
    );
  });

  it('are not moved for each other, however many come in the wrong order', () => {
    const backlog = new Backlog(new MemoryBudget(100_000_000));
    const moved = movings(() => {
      for (let i = 1000; i > 0; i--) backlog.add(segment(i));
      for (let i = 1; i <= 1000; i++) backlog.shift();
    });
    assert.deepEqual([moved, backlog.isEmpty], [0, true]);
  });
});
