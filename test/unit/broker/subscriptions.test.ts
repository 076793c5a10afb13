import assert from 'node:assert/strict';

import { Session } from '../../../src/engine/broker/session';
import { Subscriptions } from '../../../src/engine/broker/subscriptions';

/** As many sessions as that, each with a subscription to everything. */
function subscribed(sessions: number): Subscriptions {
  const subscriptions = new Subscriptions();
  for (let i = 0; i < sessions; i++) {
    const options = { identifier: null, noLocal: false, retainAsPublished: false };
    subscriptions.add({ session: new Session(`c${i}`), filter: '#', grantedQos: 0, ...options });
  }
  return subscriptions;
}

describe('Who gets the messages of a topic', () => {
  it('is remembered for many topics, and for fewer where each has very many receivers', () => {
    for (const [sessions, isRemembered] of [
      [10, true],
      [2000, false],
    ] as const) {
      const subscriptions = subscribed(sessions);
      const first = subscriptions.receivers('t0');
      for (let i = 1; i <= 600; i++) assert.equal(subscriptions.receivers(`t${i}`).single.length, sessions);
      assert.equal(subscriptions.receivers('t0') === first, isRemembered);
    }
  });
});
