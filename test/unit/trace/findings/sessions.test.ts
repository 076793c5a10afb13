import assert from 'node:assert/strict';
import { TestTrace } from '../exchange';
import { assertNone, found, KEPT, kinds, resumed, withClient } from './findingsOf';

for (const version of [4, 5] as const) {
  describe(`Session Present, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('may be 1 where the trace does not know what was before, and where the session was kept', () => {
      const t = new TestTrace();
      const wire = t.connected('c', version, KEPT, true);
      resumed(t, wire, version);
      assertNone(t);
    });
  });

  describe(`a kept session without subscription, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
    it('is a pitfall when its client leaves, told once', () => {
      const { t, wire } = withClient(version, KEPT);
      assert.deepEqual(kinds(t, 'pitfall'), []);
      resumed(t, wire, version).close();
      assert.deepEqual(kinds(t, 'pitfall'), ['keptWithoutSubscription']);
      assertNone(t);
    });

    it('is none where the session has one, or is not kept', () => {
      const one = withClient(version, KEPT);
      one.wire.subscribe(1, 'a', 1);
      one.wire.suback(1, 1);
      one.wire.close();
      const two = withClient(version);
      two.wire.close();
      assert.deepEqual([found(one.t), found(two.t)], [[], []]);
    });
  });
}

describe('a session that MQTT 5 lets expire', () => {
  it('is not missed', () => {
    const { t, wire } = withClient(5, { clean: false, expiry: 10 });
    wire.subscribe(1, 'a', 1);
    wire.suback(1, 1);
    wire.close();
    t.time += 11_000;
    t.connected('c', 5, KEPT, false);
    assert.deepEqual(found(t), []);
  });
});

describe('a client that was told that its session is gone', () => {
  it('may do so before MQTT 5', () => {
    const { t, wire } = withClient(4, KEPT);
    wire.publish('client', 1, { id: 4 });
    wire.close();
    t.connected('c', 4, KEPT, false).publish('client', 1, { id: 4, dup: true });
    assertNone(t);
  });
});

describe('a client that reconnects in a loop', () => {
  it('is told of at the fifth connection within ten seconds, once a minute', () => {
    const t = new TestTrace();
    for (let i = 0; i < 12; i++) {
      t.time += 500;
      t.connected('c').close();
    }
    assert.deepEqual(kinds(t, 'pitfall'), ['reconnectLoop']);
  });

  it('is none where it takes its time, or where they are several', () => {
    const t = new TestTrace();
    for (let i = 0; i < 12; i++) {
      t.time += 2600;
      t.connected('c').close();
    }
    for (let i = 0; i < 12; i++) t.connected(`c${i}`).close();
    assert.deepEqual(found(t), []);
  });
});
