import assert from 'node:assert/strict';
import type { Delivery, Qos } from '../../../src/shared/model';
import { Origins } from '../../../src/engine/trace/inference/origins';
import { goingsThrough } from '../../support/calls';
import { TestTrace, type ConnectWords, type TestWire, type Version } from './exchange';

const KEPT: ConnectWords = { clean: false, expiry: 3600 };

/** A trace that infers, with a publisher "p" and a subscriber "s" to a/#. */
function capture(version: Version = 4, granted: Qos = 2): { t: TestTrace; p: TestWire; s: TestWire } {
  const t = new TestTrace(undefined, true);
  const p = t.connected('p', version, KEPT);
  const s = t.connected('s', version, KEPT);
  subscribe(s, 'a/#', granted);
  return { t, p, s };
}

function subscribe(wire: TestWire, filter: string, granted: Qos, id = 100): void {
  wire.subscribe(id, filter, 2, undefined);
  wire.suback(id, granted);
}

/** The publisher's delivery of a delivery to a client. */
function origin(t: TestTrace, n: number): number | null {
  return t.trace.delivery(n).journey?.origin?.n ?? null;
}

function way({ publishedQos, grantedQos, filter, via }: Delivery): readonly unknown[] {
  return [publishedQos, grantedQos, filter, via];
}

describe('journeys of a capture', () => {
  it('tie what goes to a subscriber to what was published, and are marked as inferred', () => {
    const { t, p, s } = capture(4, 1);
    const published = p.publish('client', 2, { payload: 'one' });
    p.publish('client', 2, { payload: 'two', id: 2 });
    const branch = s.publish('broker', 1, { payload: 'one' });
    assert.equal(origin(t, branch), published);
    assert.deepEqual(way(t.delivery(branch)), [2, 1, 'a/#', 'live']);
    const { journey } = t.trace.delivery(published);
    assert.deepEqual([journey?.inferred, journey?.branches.map(({ n }) => n)], [true, [branch]]);
    const cell = t.trace.matrix().rows.find((one) => one.published === 2 && one.granted === 1);
    assert.deepEqual(cell?.observed, [0, 1, 0]);
  });

  it('are not inferred where the wire says nothing of that', () => {
    const t = new TestTrace();
    t.connected('p').publish('client', 0);
    const branch = t.connected('s').publish('broker', 0);
    assert.equal(t.delivery(branch).journey, null);
  });

  it('have no origin where topic, payload or QoS do not fit', () => {
    for (const [qos, words] of [
      [1, { topic: 'a/c' }],
      [1, { payload: 'y' }],
      [1, { payload: 'xx' }],
      [2, {}],
    ] as const) {
      const { t, p, s } = capture();
      p.publish('client', 1);
      const branch = s.publish('broker', qos, words);
      const [publishedQos] = way(t.delivery(branch));
      assert.deepEqual([origin(t, branch), publishedQos], [null, null], JSON.stringify(words));
    }
  });

  it('compare long payloads to their last byte', () => {
    const { t, p, s } = capture();
    const long = (middle: string): string => 'x'.repeat(500) + middle + 'x'.repeat(500);
    const first = p.publish('client', 0, { payload: long('1') });
    p.publish('client', 0, { payload: long('2') });
    assert.equal(origin(t, s.publish('broker', 0, { payload: long('1') })), first);
    assert.equal(origin(t, s.publish('broker', 0, { payload: long('3') })), null);
  });

  it('go to many subscribers from one message', () => {
    const { t, p, s } = capture();
    const r = t.connected('r');
    const published = p.publish('client', 0);
    const branches = [s, r].map((wire) => wire.publish('broker', 0));
    assert.deepEqual(
      branches.map((n) => origin(t, n)),
      [published, published],
    );
  });

  it('keep to the order where messages are equal', () => {
    const { t, p, s } = capture();
    const published = [1, 2, 3].map((id) => p.publish('client', 1, { id }));
    const first = s.publish('broker', 1, { id: 1 });
    published.push(p.publish('client', 1, { id: 4 }));
    const branches = [first, ...[2, 3, 4].map((id) => s.publish('broker', 1, { id }))];
    assert.deepEqual(
      branches.map((n) => origin(t, n)),
      published,
    );
  });

  it('keep to the order where messages are equal and the subscription lies before the trace', () => {
    const t = new TestTrace(undefined, true);
    const [p, s] = [t.connected('p'), t.connected('s')];
    const published = [1, 2, 3].map((id) => p.publish('client', 1, { id }));
    const branches = [1, 2, 3].map((id) => s.publish('broker', 1, { id }));
    assert.deepEqual(
      branches.map((n) => origin(t, n)),
      published,
    );
    assert.deepEqual(way(t.delivery(branches[0]!)), [1, null, null, 'live']);
  });

  it('begin with the first message after the subscription where messages are equal', () => {
    const { t, p } = capture();
    p.publish('client', 0);
    p.publish('client', 0);
    const late = t.connected('late');
    subscribe(late, 'a/b', 0);
    const published = p.publish('client', 0);
    assert.equal(origin(t, late.publish('broker', 0)), published);
  });

  it('take what comes again for a copy of what came last', () => {
    const { t, p, s } = capture();
    subscribe(s, 'a/b', 1, 101);
    const published = p.publish('client', 2);
    const [high, low] = [s.publish('broker', 2), s.publish('broker', 1, { id: 2 })];
    assert.deepEqual([origin(t, high), origin(t, low)], [published, published]);
    assert.deepEqual([t.delivery(high).filter, t.delivery(low).filter], ['a/#', 'a/b']);
  });

  it('know the subscription by its identifier', () => {
    const { t, p, s } = capture(5, 1);
    s.subscribe(7, 'a/b', 1, 42);
    s.suback(7, 1);
    p.publish('client', 1);
    const properties = { subscriptionIdentifier: 42 };
    s.say('broker', {
      cmd: 'publish',
      topic: 'a/b',
      payload: 'x',
      qos: 1,
      dup: false,
      retain: false,
      messageId: 1,
      properties,
    });
    assert.equal(t.delivery(s.recorder.lastDelivery('broker')).filter, 'a/b');
  });

  it('leave out what the broker refused', () => {
    const { t, p, s } = capture(5);
    const first = p.publish('client', 1);
    p.acknowledge('broker', 'puback', 1, 0x87);
    const second = p.publish('client', 1);
    assert.notEqual(first, second);
    assert.equal(origin(t, s.publish('broker', 1)), second);
  });

  it('leave out messages of another broker', () => {
    const { t } = capture();
    const other = t.wire(4, 'elsewhere');
    other.connect('s2');
    other.connack();
    t.connected('p2').publish('client', 0);
    assert.equal(origin(t, other.publish('broker', 0)), null);
  });

  it('are not begun anew by a message that is sent again', () => {
    const { t, p, s } = capture();
    const published = p.publish('client', 2);
    p.publish('client', 2, { dup: true });
    const branch = s.publish('broker', 2);
    assert.equal(s.publish('broker', 2, { dup: true }), branch);
    assert.deepEqual([origin(t, branch), t.trace.delivery(published).journey?.branches.length], [published, 1]);
  });
});

describe('what the broker kept', () => {
  it('is recognised as retained, with its publisher where the trace has it', () => {
    const { t, p, s } = capture();
    const published = p.publish('client', 1, { retain: true });
    const live = s.publish('broker', 1);
    const late = t.connected('late');
    subscribe(late, 'a/b', 1);
    const branch = late.publish('broker', 1, { retain: true });
    assert.deepEqual([origin(t, live), t.delivery(live).via], [published, 'live']);
    assert.deepEqual([origin(t, branch), t.delivery(branch).via], [published, 'retained']);
    const unknown = late.publish('broker', 0, { retain: true, payload: 'from before' });
    assert.deepEqual([origin(t, unknown), ...way(t.delivery(unknown))], [null, null, 1, 'a/b', 'retained']);
  });

  it('is live where MQTT 5 passes RETAIN on as published', () => {
    const { t, p, s } = capture(5);
    const published = p.publish('client', 1, { retain: true });
    const live = s.publish('broker', 1, { retain: true });
    assert.deepEqual([origin(t, live), t.delivery(live).via], [published, 'live']);
    subscribe(s, 'a/#', 2);
    const again = s.publish('broker', 1, { retain: true, id: 2 });
    assert.deepEqual([origin(t, again), t.delivery(again).via], [published, 'retained']);
  });

  it('is recognised as queued where the client was away when it was published', () => {
    const { t, p, s } = capture();
    s.close();
    const lost = p.publish('client', 0);
    const published = p.publish('client', 1);
    const back = t.connected('s', 4, KEPT, true);
    const branch = back.publish('broker', 1);
    assert.deepEqual([origin(t, branch), t.delivery(branch).via], [published, 'queue']);
    const next = p.publish('client', 0);
    assert.equal(origin(t, back.publish('broker', 0)), next, `and not ${lost}, which waited for nobody`);
  });

  it('is never a QoS 0 message that nobody was there for', () => {
    const { t, p, s } = capture();
    s.close();
    p.publish('client', 0);
    const back = t.connected('s', 4, KEPT, true);
    const published = p.publish('client', 0);
    assert.equal(origin(t, back.publish('broker', 0)), published);
  });

  it('is recognised as a will, for every subscriber', () => {
    for (const version of [4, 5] as const) {
      const { t, s } = capture(version);
      const r = t.connected('r', version);
      const gone = t.wire(version);
      const will = { topic: 'a/gone', payload: Buffer.from('bye'), qos: 1, retain: false } as const;
      const named = { cmd: 'connect', protocolId: 'MQTT', clientId: 'g', clean: true, keepalive: 60, will } as const;
      gone.say('client', { ...named, protocolVersion: version });
      gone.connack();
      gone.close();
      const branches = [s, r].map((wire) => t.delivery(wire.publish('broker', 1, { topic: 'a/gone', payload: 'bye' })));
      assert.deepEqual(
        branches.map(({ via, publishedQos }) => [via, publishedQos]),
        [
          ['will', 1],
          ['will', 1],
        ],
      );
      assert.ok(branches[0]!.journey !== null && branches[0]!.journey === branches[1]!.journey);
    }
  });

  it('is no will of a client that took its leave', () => {
    const { t, s } = capture();
    const gone = t.wire();
    const will = { topic: 'a/gone', payload: Buffer.from('bye'), qos: 1, retain: false } as const;
    const named = { cmd: 'connect', protocolId: 'MQTT', clientId: 'g', clean: true, keepalive: 60, will } as const;
    gone.say('client', { ...named, protocolVersion: 4 });
    gone.connack();
    gone.say('client', { cmd: 'disconnect' });
    gone.close();
    const branch = s.publish('broker', 1, { topic: 'a/gone', payload: 'bye' });
    assert.deepEqual([t.delivery(branch).via, t.delivery(branch).journey], ['live', null]);
  });
});

describe('inference', () => {
  it('remembers the latest messages, in bounded memory', () => {
    const t = new TestTrace(256 * 1024, true);
    const p = t.connected('p');
    const s = t.connected('s');
    p.publish('client', 0, { payload: 'first' });
    for (let i = 0; i < 6000; i++) p.publish('client', 0, { payload: `m${i}` });
    const last = p.publish('client', 0, { payload: 'last' });
    assert.equal(origin(t, s.publish('broker', 0, { payload: 'first' })), null);
    assert.equal(origin(t, s.publish('broker', 0, { payload: 'last' })), last);
    assert.ok(t.trace.counts().bytes <= 256 * 1024, String(t.trace.counts().bytes));
  });

  it('finds the message of each round where there are more subscribers than branches that are looked at', () => {
    const t = new TestTrace(undefined, true);
    const p = t.connected('p');
    const subscribers = Array.from({ length: 100 }, (_, i) => t.connected(`s${i}`));
    for (const one of subscribers) subscribe(one, 'a/b', 0);
    for (let round = 0; round < 4; round++) {
      const published = p.publish('client', 0);
      const origins = new Set(subscribers.map((one) => origin(t, one.publish('broker', 0))));
      assert.deepEqual([...origins], [published], `round ${round}`);
    }
  });

  it('compares no long message with one behind whose PUBLISH stand hundreds of other packets', () => {
    for (const [answers, isFound] of [
      [100, true],
      [300, false],
    ] as const) {
      const { t, p, s } = capture();
      const payload = 'x'.repeat(200);
      const published = p.publish('client', 2, { payload });
      for (let i = 0; i < answers; i++) p.acknowledge('broker', 'pubrec');
      assert.equal(origin(t, s.publish('broker', 0, { payload })), isFound ? published : null);
      assert.equal(t.trace.message(published).payload.length, 200);
    }
  });

  it('goes through no table for a retained message, nor for one that may be a will', () => {
    const { t, p, s } = capture();
    for (let i = 0; i < 20; i++) {
      const gone = t.wire();
      const will = { topic: `a/${i}`, payload: Buffer.from('bye'), qos: 1, retain: false } as const;
      const named = {
        cmd: 'connect',
        protocolId: 'MQTT',
        clientId: `g${i}`,
        clean: true,
        keepalive: 60,
        will,
      } as const;
      gone.say('client', { ...named, protocolVersion: 4 });
      gone.connack();
    }
    p.publish('client', 0, { topic: 'a/b' });
    s.publish('broker', 0, { topic: 'a/b' });
    const plain = goingsThrough(() => p.publish('client', 0, { topic: 'a/b' }));
    assert.equal(
      goingsThrough(() => p.publish('client', 0, { topic: 'a/b', retain: true })),
      plain,
    );
    const known = goingsThrough(() => s.publish('broker', 0, { topic: 'a/b' }));
    assert.equal(
      goingsThrough(() => s.publish('broker', 0, { topic: 'a/b', payload: 'unknown' })),
      known,
    );
  });
});

describe('the ring of messages', () => {
  /** As many places as a small ring has: contents of one chain are so far from each other. */
  const CAPACITY = 4096;

  it('is not searched through where very many messages stand in one chain', () => {
    for (const [others, isFound] of [
      [500, true],
      [2000, false],
    ] as const) {
      const ring = new Origins(CAPACITY);
      const sequence = ring.add(7, 1, 1);
      for (let i = 0; i < others; i++) ring.add(7 + CAPACITY, 2, 2);
      assert.equal(ring.newest(7), isFound ? sequence : 0);
    }
  });

  it('remembers the newest that a session has had', () => {
    const ring = new Origins(CAPACITY);
    const [first, second] = [ring.add(7, 1, 1), ring.add(7, 2, 2)];
    assert.equal(ring.newestHad(1, 7), 0);
    ring.note(1, 7, second);
    ring.note(1, 7, first);
    assert.deepEqual([ring.newestHad(1, 7), ring.newestHad(2, 7), ring.newestHad(1, 8)], [second, 0, 0]);
  });
});
