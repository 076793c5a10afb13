import assert from 'node:assert/strict';
import { routing, TestTrace } from './exchange';

describe('clearing a trace', () => {
  it('empties the rows, and numbers go on', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.publish('client', 0);
    t.trace.clear();
    const { packets, deliveries, dropped } = t.trace.counts();
    assert.deepEqual([packets, deliveries, dropped, t.all().length], [0, 0, 0, 0]);
    assert.throws(() => t.trace.delivery(1), { code: 'trace.deliveryGone' });
    assert.equal(wire.publish('client', 0), 2);
    assert.equal(t.trace.packet(4).packet.delivery, 2);
    assert.equal(t.delivery(2).topic, 'a/b');
  });

  it('keeps sessions, subscriptions and what is in flight', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.subscribe(9, 'a/#', 2);
    wire.suback(9, 2);
    const n = wire.publish('client', 2, { topic: 'long/topic' });
    t.trace.clear();
    assert.deepEqual([t.session('c').subscriptions.length, t.trace.counts().inFlight], [1, 1]);
    assert.deepEqual(
      t.trace.inFlight(10).rows.map((delivery) => [delivery.n, delivery.topic, delivery.missing]),
      [[n, 'long/topic', 'PUBREC']],
    );
  });

  it('lets what was in flight come to its end, and says how many of its packets have left', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 2);
    t.trace.clear();
    wire.acknowledge('broker', 'pubrec');
    wire.acknowledge('client', 'pubrel');
    const { delivery, packets } = t.trace.delivery(n);
    assert.deepEqual([delivery.packets, packets.map((packet) => packet.type)], [3, ['PUBREC', 'PUBREL']]);
    const ended: unknown[] = [];
    t.trace.onDeliveryEnded((ending) => ended.push(t.delivery(ending).state));
    wire.acknowledge('broker', 'pubcomp');
    assert.deepEqual([ended, t.trace.counts().inFlight], [['complete'], 0]);
  });

  it('recognises a PUBLISH sent again whose first sending has left', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1);
    t.trace.clear();
    assert.equal(wire.publish('client', 1, { dup: true }), n);
  });

  it('begins the matrix again', () => {
    const t = new TestTrace();
    t.connected('c').publish('broker', 2, { routing: routing(1) });
    t.trace.clear();
    assert.ok(t.trace.matrix().rows.every((cell) => cell.observed.every((count) => count === 0)));
  });

  it('still opens a queued message', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 4, { clean: false });
    const journey = t.trace.beginJourney();
    t.queue('c', routing(journey));
    t.trace.clear();
    assert.equal(wire.publish('broker', 1, { routing: routing(journey) }), 1);
    assert.equal(t.delivery(1).state, 'open');
  });
});

describe('a paused trace', () => {
  it('records no rows, and goes on with the next number', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.publish('client', 0);
    t.trace.pause(true);
    assert.equal(wire.acknowledge('broker', 'puback', 9), 0);
    wire.publish('client', 0);
    assert.deepEqual([t.trace.counts().packets, t.trace.counts().deliveries, t.trace.counts().paused], [3, 1, true]);
    t.trace.pause(false);
    const n = wire.publish('client', 0);
    assert.deepEqual([t.trace.counts().packets, t.trace.counts().deliveries], [4, 2]);
    assert.equal(t.trace.packet(4).packet.delivery, n);
    assert.deepEqual(
      t.all().map((delivery) => delivery.n),
      [n, 1],
    );
  });

  it('follows sessions and subscriptions', () => {
    const t = new TestTrace();
    t.trace.pause(true);
    const wire = t.connected('c');
    wire.subscribe(1, 'a', 1);
    wire.suback(1, 1);
    t.trace.pause(false);
    assert.equal(t.session('c').subscriptions[0]?.grantedQos, 1);
  });

  it('ends an open delivery in its row', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1);
    t.trace.pause(true);
    wire.acknowledge('broker', 'puback');
    const { delivery, packets } = t.trace.delivery(n);
    assert.deepEqual([delivery.state, delivery.packets, packets.length], ['complete', 2, 1]);
  });

  it('knows what is in flight that began meanwhile, and which identifiers are free', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    t.trace.pause(true);
    const n = wire.publish('client', 2, { id: 5 });
    wire.publish('client', 1, { id: 6 });
    wire.acknowledge('broker', 'puback', 6);
    t.trace.pause(false);
    assert.deepEqual([t.trace.counts().inFlight, t.all().length], [1, 0]);
    assert.deepEqual([t.delivery(n).missing, t.trace.inFlight(10).rows.length], ['PUBREC', 1]);
    const row = wire.acknowledge('broker', 'pubrec', 5);
    assert.equal(t.trace.packet(row).packet.delivery, n);
    const again = wire.publish('client', 1, { id: 6 });
    assert.equal(t.delivery(again).sends, 1);
  });

  it('answers who waits for a message that began meanwhile', async () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    t.trace.pause(true);
    const waiting = t.trace.whenSettled(wire.publish('client', 1), 60_000);
    wire.acknowledge('broker', 'puback');
    assert.equal((await waiting).delivery.state, 'complete');
  });

  it('still tells which journey a PUBLISH began', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    t.trace.pause(true);
    wire.publish('client', 0);
    const first = wire.recorder.lastJourney();
    wire.publish('client', 1);
    assert.ok(first > 0 && wire.recorder.lastJourney() > first);
  });
});
