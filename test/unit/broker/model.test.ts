/** Random clients, packets, cuts and clock moves against the rules. */

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { step, stepOrCrash, World } from '../../support/brokerWorld';

describe('the core under random clients, cuts and clock moves', function () {
  this.timeout(60_000);

  it('delivers QoS 2 exactly once and QoS 1 at least once, in order, within Receive Maximum, with sound identifiers', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 150 }), (steps) => {
        const world = new World();
        for (const one of steps) world.take(one);
        world.settle();
      }),
      { numRuns: 500 },
    );
  });

  it('does so across crashes of the broker too, with what its store holds, and leaves nothing there that is done', () => {
    fc.assert(
      fc.property(fc.array(stepOrCrash, { minLength: 20, maxLength: 150 }), (steps) => {
        const world = new World();
        for (const one of steps) world.take(one);
        world.settle();
        const { messages, deliveries, received } = world.store.sizes();
        assert.deepEqual({ messages, deliveries, received }, { messages: 0, deliveries: 0, received: 0 });
      }),
      { numRuns: 500 },
    );
  });
});
