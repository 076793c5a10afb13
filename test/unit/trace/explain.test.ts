import assert from 'node:assert/strict';
import type { Routing } from '../../../src/engine/trace/recorder';
import type { Qos } from '../../../src/shared/model';
import { say, type SentenceArguments, type SentenceCode } from '../../../src/shared/sentences';
import { routing, TestTrace, type TestWire, type Version } from './exchange';

const KEPT = { clean: false, expiry: 3600 };

/** What is said of a delivery when `asked` (itself without it) is looked at: codes, with the arguments of some. */
function said(t: TestTrace, n: number, asked = n): (readonly [SentenceCode, SentenceArguments])[] {
  const found = t.trace.delivery(asked).explained.filter(({ delivery }) => delivery === n);
  assert.ok(found.length < 2, 'one explanation for each delivery');
  for (const sentence of found.flatMap(({ sentences }) => sentences)) {
    assert.doesNotMatch(say(sentence), /[{}]/, `${sentence.code} has all that it names`);
  }
  return found.flatMap(({ sentences }) => sentences.map(({ code, args }) => [code, args] as const));
}

function codes(t: TestTrace, n: number, asked = n): SentenceCode[] {
  return said(t, n, asked).map(([code]) => code);
}

/** A trace in which "p" has published to a/b at QoS 0, and "s" is connected. */
function published(version: Version = 4): {
  readonly t: TestTrace;
  readonly p: TestWire;
  readonly s: TestWire;
  readonly journey: number;
} {
  const t = new TestTrace();
  const p = t.connected('p', version);
  const s = t.connected('s', version, KEPT);
  p.publish('client', 0);
  return { t, p, s, journey: p.recorder.lastJourney() };
}

describe('the QoS of a delivery is explained', () => {
  function delivered(qos: Qos, words: Partial<Routing>, asked: Qos | null = null): readonly [TestTrace, number] {
    const { t, s, journey } = published();
    if (asked !== null) {
      s.subscribe(9, 'a/#', asked);
      s.suback(9, words.grantedQos ?? 2);
    }
    return [t, s.publish('broker', qos, { routing: routing(journey, words) })];
  }

  it('as published where nothing was lowered', () => {
    const [t, n] = delivered(2, {});
    assert.deepEqual(said(t, n)[0], ['explain.asPublished', { qos: 2, granted: 2, filter: 'a/#' }]);
  });

  it('by what the subscription was granted, and whether more was asked for', () => {
    const lowered = { publishedQos: 2, grantedQos: 1 } as const;
    for (const [asked, code] of [
      [null, 'explain.granted'],
      [1, 'explain.grantedAsAsked'],
      [2, 'explain.grantedLess'],
    ] as const) {
      const [t, n] = delivered(1, lowered, asked);
      assert.deepEqual(codes(t, n).slice(0, -1), [code]);
    }
  });

  it('by the Maximum QoS of the broker', () => {
    const t = new TestTrace();
    const s = t.wire(5);
    s.connect('s');
    s.connack(false, 0, { maximumQoS: 1 });
    s.subscribe(9, 'a/#', 2);
    s.suback(9, 1);
    const n = s.publish('broker', 1, { routing: routing(t.trace.beginJourney(), { grantedQos: 1 }) });
    assert.deepEqual(codes(t, n).slice(0, -1), ['explain.grantedLess', 'explain.maximumQos']);
  });

  it('as a breach where it is not what the rule gives', () => {
    const [t, n] = delivered(2, { grantedQos: 1 });
    const words = { qos: 2, published: 2, granted: 1, filter: 'a/#', predicted: 1 };
    assert.deepEqual(said(t, n)[0], ['explain.notByRule', words]);
  });

  it('for every branch of the journey, whichever of it is looked at', () => {
    const { t, s, journey } = published();
    const one = s.publish('broker', 1, { routing: routing(journey, { grantedQos: 1 }) });
    const other = t.connected('r').publish('broker', 2, { routing: routing(journey) });
    const origin = t.trace.delivery(one).journey!.origin!.n;
    assert.deepEqual(codes(t, one, origin)[0], 'explain.granted');
    assert.deepEqual(codes(t, other, one)[0], 'explain.asPublished');
  });
});

describe('how a message came is explained', () => {
  it('for what is retained, and for a will', () => {
    const { t, s, journey } = published();
    const retained = s.publish('broker', 0, { retain: true, routing: routing(journey, { via: 'retained' }) });
    assert.ok(codes(t, retained).includes('explain.retained'));
    const will = s.publish('broker', 0, { routing: routing(t.trace.beginJourney(), { via: 'will' }) });
    assert.ok(codes(t, will).includes('explain.will'));
  });

  it('for what was queued, with the time since it was published', () => {
    const { t, s, journey } = published();
    s.close();
    const words = routing(journey, { publishedQos: 1, via: 'queue' });
    t.queue('s', words);
    t.time += 11_996;
    const back = t.connected('s', 4, KEPT, true);
    const n = back.publish('broker', 1, { routing: words });
    assert.deepEqual(said(t, n)[1], ['explain.queuedFor', { client: 's', seconds: 12 }]);
  });

  it('for what is still queued: the client is away, or has no free slot', () => {
    const { t, s } = published();
    s.close();
    t.queue('s', routing(t.trace.beginJourney(), { via: 'queue' }));
    const away = t.all()[0]!.n;
    t.time += 2500;
    assert.deepEqual(said(t, away).at(-1), ['explain.queuedSince', { client: 's', seconds: 2.5 }]);
    t.connected('r', 5, { receiveMaximum: 1 }).publish('broker', 1, { routing: routing(t.trace.beginJourney()) });
    t.queue('r', routing(t.trace.beginJourney()));
    t.time += 50;
    assert.deepEqual(said(t, t.all()[0]!.n).at(-1), ['explain.waitsForSlot', { client: 'r', seconds: 0.05, count: 1 }]);
  });

  it('for overlapping subscriptions: one copy at the highest QoS, or one for each', () => {
    const { t, p, s, journey } = published();
    s.subscribe(7, 'a/#', 2);
    s.suback(7, 2);
    s.subscribe(8, 'a/b', 0);
    s.suback(8, 0);
    const one = s.publish('broker', 2, { routing: routing(journey) });
    assert.deepEqual(said(t, one)[1], ['explain.overlapHighest', { client: 's', count: 2, granted: 2 }]);
    s.subscribe(9, '+/b', 2);
    s.suback(9, 2);
    assert.deepEqual(said(t, one)[1]?.[1].count, 2, 'a later subscription changes nothing');
    p.publish('client', 0, { payload: 'other' });
    const second = p.recorder.lastJourney();
    const high = s.publish('broker', 2, { id: 2, routing: routing(second) });
    const low = s.publish('broker', 0, { routing: routing(second, { grantedQos: 0, filter: 'a/b' }) });
    for (const n of [high, low]) {
      assert.deepEqual(said(t, n)[1], ['explain.overlapCopies', { client: 's', copies: 2 }]);
    }
  });

  it('where no subscription matches, as the broker says', () => {
    const t = new TestTrace();
    const p = t.connected('p', 5);
    const n = p.publish('client', 1);
    p.acknowledge('broker', 'puback', 1, 0x10);
    assert.deepEqual(codes(t, n), ['explain.noSubscribers']);
  });
});

describe('copies are explained', () => {
  it('by the same delivery that was sent again after a reconnect', () => {
    const t = new TestTrace();
    const p = t.connected('p', 4, KEPT);
    const n = p.publish('client', 1, { id: 5 });
    p.close();
    t.connected('p', 4, KEPT, true).publish('client', 1, { id: 5, dup: true });
    assert.deepEqual(said(t, n).slice(0, 2), [
      ['explain.sentAgain', { sends: 2, id: 5 }],
      ['explain.repeatUnknown', {}],
    ]);
  });

  it('by a repeat on one connection, which QoS 2 tells apart', () => {
    const t = new TestTrace();
    const p = t.connected('p');
    const n = p.publish('client', 2);
    p.publish('client', 2, { dup: true });
    assert.deepEqual(codes(t, n).slice(0, 2), ['explain.sentAgainUnasked', 'explain.repeatKnown']);
  });

  it('by an acknowledgement that did not arrive', () => {
    const t = new TestTrace();
    const p = t.connected('p', 4, KEPT);
    const first = p.publish('client', 1, { id: 5 });
    p.acknowledge('broker', 'puback', 5);
    p.close();
    const again = t.connected('p', 4, KEPT, true).publish('client', 1, { id: 5, dup: true });
    assert.notEqual(again, first);
    assert.deepEqual(said(t, again)[0], ['explain.sentAfterItsEnd', { other: first, id: 5 }]);
  });

  it('never by DUP alone', () => {
    for (const words of [{ id: 6 }, { id: 5, payload: 'y' }, { id: 5, topic: 'c' }]) {
      const t = new TestTrace();
      const p = t.connected('p', 4, KEPT);
      p.publish('client', 1, { id: 5 });
      p.acknowledge('broker', 'puback', 5);
      p.close();
      t.time += 5000;
      const n = t.connected('p', 4, KEPT, true).publish('client', 1, { ...words, dup: true });
      assert.deepEqual(codes(t, n), ['explain.missing']);
    }
  });

  it('by an application that published twice, at both publishers and each copy', () => {
    const { t, p, s, journey } = published();
    const one = s.publish('broker', 0, { routing: routing(journey, { publishedQos: 0 }) });
    t.time += 96;
    const twice = p.publish('client', 0);
    const other = s.publish('broker', 0, { routing: routing(p.recorder.lastJourney(), { publishedQos: 0 }) });
    const origin = t.trace.delivery(one).journey!.origin!.n;
    const before = ['explain.publishedBefore', { client: 'p', other: origin, seconds: 0.098 }];
    const after = ['explain.publishedAfter', { client: 'p', other: twice, seconds: 0.098 }];
    assert.deepEqual(said(t, twice), [before]);
    assert.deepEqual(said(t, other).at(-1), before);
    assert.deepEqual(said(t, origin), [after]);
    assert.deepEqual(said(t, one).at(-1), after);
  });

  it('by nothing where the content, the publisher or the time differs', () => {
    const { t, p } = published();
    t.connected('q').publish('client', 0);
    p.publish('client', 0, { payload: 'y' });
    p.publish('client', 0, { topic: 'c' });
    t.time += 1000;
    p.publish('client', 0);
    for (const { n } of t.all()) assert.deepEqual(codes(t, n), []);
  });
});

describe('what sender and receiver know is explained', () => {
  /** A QoS 2 exchange to that step, at a client with a kept session. */
  function begun(steps: number): { readonly t: TestTrace; readonly p: TestWire; readonly n: number } {
    const t = new TestTrace();
    const p = t.connected('p', 5, KEPT);
    const n = p.publish('client', 2);
    if (steps > 1) p.acknowledge('broker', 'pubrec');
    if (steps > 2) p.acknowledge('client', 'pubrel');
    return { t, p, n };
  }

  it('by the missing leg with its age', () => {
    const { t, n } = begun(2);
    t.time += 3200;
    assert.deepEqual(said(t, n), [['explain.missing', { seen: 'PUBREC', missing: 'PUBREL', seconds: 3.2 }]]);
  });

  for (const [steps, open, lost] of [
    [1, 'explain.endedAfterPublish', 'explain.lostAfterPublish'],
    [2, 'explain.endedAfterPubrec', 'explain.lostAfterPubrec'],
    [3, 'explain.endedAfterPubrel', 'explain.lostAfterPubrel'],
  ] as const) {
    it(`where the connection ended after ${steps} packets, and where the session did`, () => {
      const { t, p, n } = begun(steps);
      p.close();
      assert.deepEqual(codes(t, n), ['explain.missing', open]);
      t.trace.sessionEnded('p', 'local', t.time);
      assert.deepEqual(codes(t, n), [lost]);
    });
  }

  it('not where all is known', () => {
    const { t, p, n } = begun(3);
    p.acknowledge('broker', 'pubcomp');
    p.close();
    assert.deepEqual(codes(t, n), []);
  });
});
