import assert from 'node:assert/strict';

import type { PageMemory } from '../../../src/shared/panelApi';
import { KeptMemory, type StateApi } from '../../../webview/keptMemory';

const MEMORY: PageMemory = { tab: 'rates', delivery: 7, filter: 'mqtt.qos == 2', order: 'topic', descending: true };

function stateOf(first?: unknown): StateApi {
  let kept = first;
  return { getState: () => kept, setState: (next) => (kept = next) };
}

describe('What a page keeps for the next load of its HTML', () => {
  it('is nothing at first', () => {
    for (const nothing of [undefined, null, {}, 'rates'])
      assert.equal(new KeptMemory(stateOf(nothing), 'a').last, null);
  });

  it('is what was open last', () => {
    const state = stateOf();
    new KeptMemory(state, 'a').keep({ ...MEMORY, tab: 'matrix' });
    new KeptMemory(state, 'a').keep(MEMORY);
    assert.deepEqual(new KeptMemory(state, 'a').last, MEMORY);
  });

  it('is nothing for another HTML, which knows what was open last', () => {
    const state = stateOf();
    new KeptMemory(state, 'a').keep(MEMORY);
    assert.equal(new KeptMemory(state, 'b').last, null);
  });
});
