import assert from 'node:assert/strict';

import type { PageMemory } from '../../../src/shared/panelApi';
import { KeptMemory } from '../../../webview/keptMemory';

const MEMORY: PageMemory = { tab: 'rates', delivery: 7, filter: 'mqtt.qos == 2', order: 'topic', descending: true };

function keeping(state: unknown): KeptMemory {
  let kept = state;
  return new KeptMemory({ getState: () => kept, setState: (next) => (kept = next) });
}

describe('What a page keeps for its next load', () => {
  it('is nothing at first', () => {
    assert.equal(keeping(undefined).last, null);
  });

  it('is what was open last, and nothing beside', () => {
    const kept = keeping(undefined);
    kept.keep({ ...MEMORY, tab: 'matrix' });
    kept.keep({ ...MEMORY, place: 'editor' } as PageMemory);
    assert.deepEqual(kept.last, MEMORY);
  });

  it('is nothing where another version kept something else', () => {
    const others: unknown[] = [
      'rates',
      {},
      { ...MEMORY, tab: 'topics' },
      { ...MEMORY, delivery: undefined },
      { ...MEMORY, filter: null },
      { ...MEMORY, order: 'colour' },
      { ...MEMORY, descending: 1 },
    ];
    for (const other of others) assert.equal(keeping(other).last, null, JSON.stringify(other));
  });
});
