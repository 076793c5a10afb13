import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SessionSubscriptions } from '../../../src/engine/trace/sessionSubscriptions';
import type { Subscription } from '../../../src/shared/model';
import { topicMatches } from '../../../src/shared/topics';
import { TestTrace } from './exchange';

const level = fc.constantFrom('', 'a', 'b', 'c', '$a', '+', '#', 'a+', 'b#');
const filter = fc
  .tuple(fc.constantFrom('', '', '$share/g/', '$share/h/', '$share//'), fc.array(level, { minLength: 1, maxLength: 4 }))
  .map(([share, levels]) => share + levels.join('/'));
const topic = fc
  .array(fc.constantFrom('', 'a', 'b', 'c', '$a', '#', '+', 'a+'), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join('/'));

function subscriptionTo(filter: string, grantedQos: 0 | 1 | 2 | null = 1): Subscription {
  return { filter, requestedQos: 1, grantedQos, reason: grantedQos, subscriptionIdentifier: null };
}

/** What matches a topic among subscriptions to these filters, and how many filters were looked at for it. */
function watched(filters: readonly string[], topic: string) {
  const subscriptions = new SessionSubscriptions();
  let looked = 0;
  for (const filter of filters) {
    subscriptions.set({
      ...subscriptionTo(filter),
      get filter() {
        looked++;
        return filter;
      },
    });
  }
  looked = 0;
  const found = subscriptions.matching(topic);
  return { found, looked };
}

describe('SessionSubscriptions', () => {
  it('give for each topic those that a look at all of them gives, in their order, sound filters or not', () => {
    const change = fc.record({ filter, leaves: fc.nat(3).map((n) => n === 0), qos: fc.constantFrom(0, 1, 2, null) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80, size: 'max' }), fc.array(topic), (changes, topics) => {
        const subscriptions = new SessionSubscriptions();
        const all = new Map<string, Subscription>();
        for (const { filter, leaves, qos } of changes) {
          if (leaves) {
            subscriptions.delete(filter);
            all.delete(filter);
          } else {
            subscriptions.set(subscriptionTo(filter, qos));
            all.set(filter, subscriptionTo(filter, qos));
          }
        }
        assert.deepEqual([...subscriptions.values()], [...all.values()]);
        for (const topic of topics) {
          const expected = [...all.values()].filter((each) => topicMatches(each.filter, topic));
          assert.deepEqual(subscriptions.matching(topic), expected);
        }
      }),
    );
  });

  it('find one of so many levels that it is in no tree, until it leaves', () => {
    const subscriptions = new SessionSubscriptions();
    for (let i = 0; i < 20; i++) subscriptions.set(subscriptionTo(`a/${i}`));
    const before = subscriptions.bytes;
    const deep = `+${'/'.repeat(65_534)}`;
    subscriptions.set(subscriptionTo(deep));
    assert.ok(subscriptions.bytes - before < 1000);
    assert.deepEqual(subscriptions.matching(`a${'/'.repeat(65_534)}`), [subscriptionTo(deep)]);
    subscriptions.delete(deep);
    assert.deepEqual(subscriptions.matching(`a${'/'.repeat(65_534)}`), []);
    assert.equal(subscriptions.bytes, before);
  });

  it('look only at what can match a topic, however many there are', () => {
    const looks = [100, 10_000].map((count) => {
      const filters = Array.from({ length: count }, (_, i) => `factory/m${i}/state`);
      const { found, looked } = watched(filters, 'factory/m7/state');
      assert.equal(found?.length, 1);
      return looked;
    });
    assert.deepEqual(looks, [1, 1]);
  });
});

describe('A session with many subscriptions', () => {
  it('still finds what is above the QoS that was granted', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 100; i++) {
      const subscriptions = [{ topic: `a/${i}/#`, qos: 1 as const }];
      wire.say('client', { cmd: 'subscribe', messageId: i + 1, subscriptions });
      wire.say('broker', { cmd: 'suback', messageId: i + 1, granted: [i % 2] });
    }
    const say = (topic: string, messageId: number): number =>
      wire.say('broker', { cmd: 'publish', topic, messageId, payload: '1', qos: 1, dup: false, retain: false });
    say('a/7/x', 1);
    const above = say('a/8/x', 2);
    const { rows } = t.trace.findings('aboveGranted', null, 10);
    assert.deepEqual(
      rows.map(({ packet }) => packet),
      [above],
    );
  });

  it('are not held against a topic that very many of them match, or may match', () => {
    const levels = 10;
    const doubling = Array.from({ length: 1 << levels }, (_, i) =>
      Array.from({ length: levels }, (__, level) => (((i >> level) & 1) === 0 ? 'a' : '+')).join('/'),
    );
    const topic = Array<string>(levels).fill('a').join('/');
    const deep = Array.from({ length: 100 }, (_, i) => `+${'/'.repeat(40)}${i}`);
    const same = Array.from({ length: 100 }, (_, i) => `$share/g${i}/${topic}`);
    for (const filters of [doubling, deep, same]) {
      assert.deepEqual(watched(filters, topic), { found: null, looked: 0 });
    }
  });
});
