import assert from 'node:assert/strict';
import { QOS_LEVELS, effectiveQos, type Qos } from '../../../src/shared/model';
import { Journeys } from '../../../src/engine/trace/journeys';
import { Growth } from '../../../src/engine/trace/growth';
import { routing, TestTrace } from './exchange';

describe('a journey', () => {
  it("ties a publisher's delivery to each subscriber's, in their order", () => {
    const t = new TestTrace();
    const publisher = t.connected('p');
    const [one, two] = [t.connected('s1'), t.connected('s2')];
    const origin = publisher.publish('client', 2);
    const journey = publisher.recorder.lastJourney();
    const first = one.publish('broker', 1, { routing: routing(journey, { grantedQos: 1, filter: 'a/+' }) });
    const second = two.publish('broker', 2, { routing: routing(journey) });
    for (const n of [origin, first, second]) {
      const { journey: found } = t.trace.delivery(n);
      assert.equal(found?.n, journey);
      assert.equal(found.origin?.n, origin);
      assert.deepEqual(
        found.branches.map((branch) => branch.n),
        [first, second],
      );
    }
    const { publishedQos, grantedQos, filter, via } = t.delivery(first);
    assert.deepEqual([publishedQos, grantedQos, filter, via], [2, 1, 'a/+', 'live']);
    assert.deepEqual([t.delivery(origin).publishedQos, t.delivery(origin).grantedQos], [2, null]);
  });

  it('is carried on by a PUBLISH that is sent again', () => {
    const t = new TestTrace();
    const publisher = t.connected('p');
    publisher.publish('client', 1);
    const journey = publisher.recorder.lastJourney();
    publisher.publish('client', 1, { dup: true });
    assert.equal(publisher.recorder.lastJourney(), journey);
    publisher.publish('client', 1, { id: 2 });
    assert.notEqual(publisher.recorder.lastJourney(), journey);
  });

  it('of a will has no origin', () => {
    const t = new TestTrace();
    const subscriber = t.connected('s');
    const journey = t.trace.beginJourney();
    const n = subscriber.publish('broker', 1, { routing: routing(journey, { via: 'will' }) });
    assert.deepEqual([t.trace.delivery(n).journey?.origin, t.delivery(n).via], [null, 'will']);
  });

  it('is not known where nobody said which message a PUBLISH is', () => {
    const t = new TestTrace();
    const n = t.connected('s').publish('broker', 1);
    const { journey, publishedQos, filter } = t.delivery(n);
    assert.deepEqual([journey, publishedQos, filter, t.trace.delivery(n).journey], [null, null, null, null]);
  });

  it('forgets the oldest by whole chunks, and knows the others still', () => {
    const journeys = new Journeys(new Growth());
    for (let n = 1; n <= 10_000; n++) journeys.setOrigin(journeys.begin(), n);
    const before = journeys.bytes;
    journeys.sweep(9000);
    assert.ok(journeys.bytes < before);
    assert.equal(journeys.has(1), false);
    assert.equal(journeys.origin(1), 0);
    assert.equal(journeys.addBranch(1, 10_001), 0);
    assert.equal(journeys.origin(9000), 9000);
    journeys.sweep(Infinity);
    assert.equal(journeys.origin(10_000), 10_000);
  });
});

describe('a queued message', () => {
  const kept = { clean: false };

  it('is a delivery that waits, and opens when its PUBLISH is sent', () => {
    const t = new TestTrace();
    t.connected('s', 4, kept).close();
    const journey = t.trace.beginJourney();
    t.queue('s', routing(journey, { publishedQos: 1, grantedQos: 1, via: 'queue' }));
    const [waiting] = t.all();
    assert.deepEqual([waiting?.state, waiting?.packetId, waiting?.packets, waiting?.sends], ['queued', null, 0, 0]);
    assert.equal(t.session('s').queued, 1);
    const wire = t.connected('s', 4, kept, true);
    const n = wire.publish('broker', 1, { id: 3, routing: routing(journey, { via: 'queue' }) });
    assert.equal(n, waiting?.n);
    const sent = t.delivery(n);
    assert.deepEqual([sent.state, sent.packetId, sent.sends, sent.start], ['open', 3, 1, t.time - 1000]);
    assert.equal(t.session('s').queued, 0);
    wire.acknowledge('client', 'puback', 3);
    assert.deepEqual([t.delivery(n).state, t.delivery(n).ms], ['complete', 1]);
  });

  it('is found by its filter where overlapping subscriptions each wait for one', () => {
    const t = new TestTrace();
    const wire = t.connected('s', 4, kept);
    const journey = t.trace.beginJourney();
    t.queue('s', routing(journey, { filter: 'a/#' }));
    t.queue('s', routing(journey, { filter: '+/b' }));
    const [later] = t.all();
    assert.equal(wire.publish('broker', 1, { id: 1, routing: routing(journey, { filter: '+/b' }) }), later?.n);
    assert.equal(t.session('s').queued, 1);
  });

  it('of another journey does not open', () => {
    const t = new TestTrace();
    const wire = t.connected('s', 4, kept);
    t.queue('s', routing(t.trace.beginJourney()));
    wire.publish('broker', 1, { routing: routing(t.trace.beginJourney()) });
    assert.deepEqual(t.states(), ['queued', 'PUBACK']);
  });

  for (const state of ['expired', 'lost'] as const) {
    it(`ends as ${state} where the broker says so`, () => {
      const t = new TestTrace();
      t.connected('s', 4, kept).close();
      const journey = t.trace.beginJourney();
      t.queue('s', routing(journey));
      t.trace.unqueued('s', 'local', journey, state);
      assert.deepEqual(t.states(), [state]);
      assert.equal(t.session('s').queued, 0);
    });
  }

  it('is lost with its session', () => {
    const t = new TestTrace();
    t.connected('s', 4, kept).close();
    t.queue('s', routing(t.trace.beginJourney()));
    t.connected('s', 4, { clean: true });
    assert.deepEqual(t.states(), ['lost']);
  });
});

describe('the matrix', () => {
  it('has nine cells with the rule, and counts what was seen in each', () => {
    const t = new TestTrace();
    const wire = t.connected('s');
    let id = 0;
    for (const publishedQos of QOS_LEVELS) {
      for (const grantedQos of QOS_LEVELS) {
        const qos = effectiveQos(publishedQos, grantedQos);
        wire.publish('broker', qos, { id: ++id, routing: routing(1, { publishedQos, grantedQos }) });
      }
    }
    const { rows } = t.trace.matrix();
    assert.deepEqual(
      rows.map((cell) => [cell.published, cell.granted, cell.predicted]),
      [0, 1, 2].flatMap((p) => [0, 1, 2].map((g) => [p, g, Math.min(p, g)])),
    );
    for (const cell of rows) {
      assert.equal(cell.observed[cell.predicted], 1);
      assert.deepEqual([cell.observed.reduce<number>((a, b) => a + b, 0), cell.disagreement], [1, null]);
    }
  });

  it('marks the latest delivery that disagrees with the rule', () => {
    const t = new TestTrace();
    const wire = t.connected('s');
    const words = { publishedQos: 2, grantedQos: 1 } as const satisfies { publishedQos: Qos; grantedQos: Qos };
    wire.publish('broker', 2, { id: 1, routing: routing(1, words) });
    const latest = wire.publish('broker', 2, { id: 2, routing: routing(2, words) });
    const cell = t.trace.matrix().rows.find(({ published, granted }) => published === 2 && granted === 1);
    assert.deepEqual([cell?.observed, cell?.disagreement], [[0, 0, 2], latest]);
  });

  it('counts a delivery once, however often it is sent', () => {
    const t = new TestTrace();
    const wire = t.connected('s');
    wire.publish('broker', 1, { routing: routing(1, { grantedQos: 1 }) });
    wire.publish('broker', 1, { dup: true, routing: routing(1, { grantedQos: 1 }) });
    const total = t.trace.matrix().rows.flatMap((cell) => cell.observed);
    assert.equal(
      total.reduce((a, b) => a + b, 0),
      1,
    );
  });
});
