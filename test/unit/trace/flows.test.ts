import assert from 'node:assert/strict';
import { FlowTable } from '../../../src/engine/trace/flows/flowTable';
import type { Routing } from '../../../src/engine/trace/recorder';
import type { Qos } from '../../../src/shared/model';
import { say } from '../../../src/shared/sentences';
import { routing, TestTrace, type TestWire } from './exchange';

/** A publisher and what goes from it. */
class Publisher {
  readonly wire: TestWire;

  constructor(t: TestTrace, client: string) {
    this.wire = t.connected(client);
  }

  /** Publishes at QoS 0 on the wire, whatever `routing` says of the message, and delivers at `qos`. */
  to(subscriber: TestWire, qos: Qos, words: Partial<Routing> = {}, topic = 'a/b'): number {
    this.wire.publish('client', 0, { topic });
    const journey = this.wire.recorder.lastJourney();
    return subscriber.publish('broker', qos, { topic, id: qos === 0 ? 0 : 1, routing: routing(journey, words) });
  }
}

describe('the flows of a trace', () => {
  it('count deliveries by topic, publisher and subscriber, the latest first', () => {
    const t = new TestTrace();
    const [one, two] = [new Publisher(t, 'p1'), new Publisher(t, 'p2')];
    const [s, r] = [t.connected('s'), t.connected('r')];
    const zero = { publishedQos: 0, grantedQos: 0 } as const;
    one.to(s, 0, zero);
    one.to(r, 0, zero);
    two.to(s, 0, zero);
    one.to(s, 0, zero, 'c');
    const latest = one.to(s, 0, { ...zero, filter: 'a/b' });
    const { rows, more } = t.trace.flows(200);
    assert.deepEqual(
      rows.map(({ topic, from, to, count }) => [topic, from, to, count]),
      [
        ['a/b', 'p1', 's', 2],
        ['c', 'p1', 's', 1],
        ['a/b', 'p2', 's', 1],
        ['a/b', 'p1', 'r', 1],
      ],
    );
    assert.equal(more, false);
    assert.deepEqual(rows[0], {
      topic: 'a/b',
      from: 'p1',
      to: 's',
      broker: 'local',
      filter: 'a/b',
      published: 0,
      granted: 0,
      predicted: 0,
      observed: 0,
      count: 2,
      latest,
      why: null,
    });
  });

  it('have those that disagree with the rule first, and say why', () => {
    const t = new TestTrace();
    const p = new Publisher(t, 'p');
    const [s, r] = [t.connected('s'), t.connected('r')];
    const wrong = p.to(s, 2, { publishedQos: 2, grantedQos: 1 });
    p.to(s, 1, { publishedQos: 2, grantedQos: 1 });
    p.to(r, 1, { publishedQos: 2, grantedQos: 1 });
    const { rows } = t.trace.flows(200);
    assert.deepEqual(
      rows.map(({ to, observed, predicted, latest, count }) => [to, observed, predicted, latest, count]),
      [
        ['s', 2, 1, wrong, 2],
        ['r', 1, 1, wrong + 4, 1],
      ],
    );
    assert.match(say(rows[0]!.why!), /^Delivered at QoS 2, against the rule: .* should be QoS 1\.$/);
    assert.match(say(rows[1]!.why!), /published at QoS 2, and a\/# was granted QoS 1/);
  });

  it('say what the subscription asked for', () => {
    const t = new TestTrace();
    const p = new Publisher(t, 'p');
    const s = t.connected('s');
    s.subscribe(1, 'a/#', 2);
    s.suback(1, 1);
    s.subscribe(2, 'c', 1);
    s.suback(2, 1);
    p.to(s, 1, { grantedQos: 1 });
    p.to(s, 1, { grantedQos: 1, filter: 'c' }, 'c');
    const why = t.trace.flows(200).rows.map((flow) => say(flow.why!));
    assert.match(why[0]!, /s subscribed to c at QoS 1/);
    assert.match(why[1]!, /granted QoS 1 though QoS 2 was asked for/);
  });

  it('know no publisher of wills and retained messages', () => {
    const t = new TestTrace();
    const p = new Publisher(t, 'p');
    const s = t.connected('s');
    p.to(s, 0, { publishedQos: 0, via: 'retained' });
    s.publish('broker', 0, { topic: 'w', routing: routing(t.trace.beginJourney(), { publishedQos: 0, via: 'will' }) });
    assert.deepEqual(
      t.trace.flows(200).rows.map(({ topic, from }) => [topic, from]),
      [
        ['w', null],
        ['a/b', null],
      ],
    );
  });

  it('count a queued message once it is sent', () => {
    const t = new TestTrace();
    t.connected('s', 4, { clean: false }).close();
    const words = { publishedQos: 1, grantedQos: 1, via: 'queue' } as const;
    const [sent, expired] = [t.trace.beginJourney(), t.trace.beginJourney()];
    t.queue('s', routing(sent, words));
    t.queue('s', routing(expired, words));
    assert.deepEqual(t.trace.flows(200).rows, []);
    t.trace.unqueued('s', 'local', expired, 'expired');
    t.connected('s', 4, { clean: false }, true).publish('broker', 1, { routing: routing(sent, words) });
    assert.deepEqual(
      t.trace.flows(200).rows.map(({ count }) => count),
      [1],
    );
    assert.equal(t.trace.flows(200).rows[0]?.count, 1, 'and only once');
  });

  it('leave out what has no known QoS, and what has left the log', () => {
    const t = new TestTrace();
    const p = new Publisher(t, 'p');
    const s = t.connected('s');
    s.publish('broker', 0);
    p.to(s, 0, { publishedQos: 0 });
    assert.equal(t.trace.flows(200).rows.length, 1);
    t.trace.clear();
    assert.deepEqual(t.trace.flows(200).rows, []);
    p.to(s, 0, { publishedQos: 0 });
    assert.equal(t.trace.flows(200).rows[0]?.count, 1);
  });

  it('are given as many as asked for, and say that there are more', () => {
    const t = new TestTrace();
    const p = new Publisher(t, 'p');
    const s = t.connected('s');
    for (const topic of ['a', 'b', 'c']) p.to(s, 0, { publishedQos: 0 }, topic);
    const { rows, more } = t.trace.flows(2);
    assert.deepEqual([rows.map(({ topic }) => topic), more], [['c', 'b'], true]);
    assert.equal(t.trace.flows(3).more, false);
  });

  it('are counted again when a good part of the log has left', () => {
    const t = new TestTrace(64 * 1024);
    const p = new Publisher(t, 'p');
    const s = t.connected('s');
    for (let i = 0; i < 2000; i++) {
      p.to(s, 0, { publishedQos: 0 });
      if (i % 7 === 0) t.trace.flows(1);
    }
    const inLog = t.trace.counts().deliveries / 2;
    const [flow] = t.trace.flows(1).rows;
    assert.ok(inLog < 1000, 'the log is full');
    assert.ok(flow!.count >= Math.floor(inLog) && flow!.count <= (inLog * 9) / 8 + 2, `${flow!.count} of ${inLog}`);
  });
});

describe('FlowTable', () => {
  it('forgets the flows that were quiet the longest where there are too many', () => {
    const table = new FlowTable();
    const add = (topic: number, delivery: number) =>
      table.add({ topic, from: 1, to: 2, delivery, disagrees: false }, 1);
    for (let i = 1; i <= 60_000; i++) add(i, i);
    assert.equal(table.forgot, true);
    add(1, 60_001);
    add(60_000, 60_002);
    assert.deepEqual(
      table.first(2, 1).map(({ topic, count }) => [topic, count]),
      [
        [60_000, 2],
        [1, 1],
      ],
    );
  });

  it('begins a flow anew where all that it counted has left', () => {
    const table = new FlowTable();
    table.add({ topic: 1, from: 1, to: 2, delivery: 5, disagrees: true }, 1);
    table.add({ topic: 1, from: 1, to: 2, delivery: 9, disagrees: false }, 8);
    assert.deepEqual(table.first(9, 8), [{ topic: 1, from: 1, to: 2, count: 1, latest: 9, disagreement: 0 }]);
  });
});
