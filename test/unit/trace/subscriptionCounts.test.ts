import assert from 'node:assert/strict';

import type { Qos } from '../../../src/shared/model';
import { routing, TestTrace, type TestWire } from './exchange';

/** A trace in which `s` subscribes to `a/#` at QoS 1, and what then reaches it. */
class Subscribed {
  readonly trace = new TestTrace();
  private readonly publisher = this.trace.connected('p');
  readonly subscriber: TestWire = this.trace.connected('s');
  private id = 10;

  constructor() {
    this.subscriber.subscribe(1, 'a/#', 1);
    this.subscriber.suback(1, 1);
  }

  /** Delivers a message that was published at one level at another. */
  deliver(publishedQos: Qos, qos: Qos, filter = 'a/#'): number {
    this.publisher.publish('client', 0, { topic: 'a/b' });
    const words = { publishedQos, grantedQos: 1, filter } as const;
    const journey = this.publisher.recorder.lastJourney();
    const id = qos === 0 ? 0 : ++this.id;
    return this.subscriber.publish('broker', qos, { topic: 'a/b', id, routing: routing(journey, words) });
  }

  delivered() {
    const { rows } = this.trace.trace.sessions();
    return rows.find(({ client }) => client === 's')?.subscriptions[0]?.delivered;
  }
}

describe('what came through a subscription', () => {
  it('is left out where nothing has', () => {
    assert.equal(new Subscribed().delivered(), undefined);
  });

  it('is counted by the QoS that was seen, with what was lowered and the latest', () => {
    const at = new Subscribed();
    at.deliver(2, 1);
    at.deliver(1, 1);
    assert.deepEqual(at.delivered()?.observed, [0, 2, 0]);
    const latest = at.deliver(0, 0);
    const { observed, lowered, latest: named } = at.delivered() ?? {};
    assert.deepEqual({ observed, lowered, named }, { observed: [1, 2, 0], lowered: 1, named: latest });
  });

  it('counts nothing that came through another filter', () => {
    const at = new Subscribed();
    at.deliver(1, 1, 'a/b');
    assert.equal(at.delivered(), undefined);
  });

  it('is gone once the log was cleared', () => {
    const at = new Subscribed();
    at.deliver(0, 0);
    assert.notEqual(at.delivered(), undefined);
    at.trace.trace.clear();
    assert.equal(at.delivered(), undefined);
  });
});

describe('the number of subscriptions', () => {
  it('is that of the sessions that have not ended', () => {
    const at = new Subscribed();
    assert.equal(at.trace.trace.counts().subscriptions, 1);
    at.subscriber.close();
    assert.equal(at.trace.trace.counts().subscriptions, 0); // a clean session ends with its connection
  });
});
