import assert from 'node:assert/strict';

import type { DeliveryBeginning } from '../../../src/engine/trace/deliveryColumns';
import { DeliveryStore } from '../../../src/engine/trace/deliveryStore';

const beginning: DeliveryBeginning = {
  session: 1,
  to: 'client',
  topic: 1,
  qos: 1,
  retain: false,
  payloadLength: 0,
  journey: 0,
  start: 0,
};

describe('live deliveries without a row', () => {
  /** A store that follows at most three of them; begins that many. */
  function followed(count: number): DeliveryStore {
    const store = new DeliveryStore(4, 3);
    for (let n = 0; n < count; n++) store.begin(beginning, false);
    return store;
  }

  it('are forgotten from the oldest on where there are too many', () => {
    assert.deepEqual([...followed(6).asideNumbers()], [4, 5, 6]);
  });

  it('are forgotten in that order also when one in between has ended', () => {
    const store = followed(6);
    store.release(5);
    store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [4, 6, 7]);
    store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [6, 7, 8]);
  });

  it('are still forgotten one by one after all of them have ended once', () => {
    const store = followed(6);
    for (const number of [...store.asideNumbers()]) store.release(number);
    for (let n = 0; n < 5; n++) store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [9, 10, 11]);
  });
});
