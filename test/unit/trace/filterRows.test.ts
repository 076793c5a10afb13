import assert from 'node:assert/strict';
import fc from 'fast-check';

import { routing, TestTrace } from './exchange';

/** Deliveries that fit, by their numbers. */
const deliveries = (t: TestTrace, filter: string): number[] =>
  t.trace
    .rowsPage({ trace: 1, filter, order: 'time', descending: false, at: { position: 0 }, limit: 200 })
    .rows.map(({ n }) => n);

/** A publisher, a subscriber, and a packet of nearly every kind; deliveries 1 to 6. */
function exchange(): TestTrace {
  const t = new TestTrace();
  const pub = t.connected('pub', 4);
  const sub = t.connected('sub', 5);
  sub.subscribe(1, 'a/#', 1);
  sub.suback(1, 1);
  pub.publish('client', 2, { id: 7, topic: 'a/fire alarm', payload: '{"v":12.5}', retain: true });
  const route = routing(pub.recorder.lastJourney(), { publishedQos: 2, grantedQos: 1 });
  pub.acknowledge('broker', 'pubrec', 7);
  pub.acknowledge('client', 'pubrel', 7);
  pub.acknowledge('broker', 'pubcomp', 7);
  sub.publish('broker', 1, { id: 1, topic: 'a/fire alarm', payload: '{"v":12.5}', routing: route });
  t.time += 500;
  sub.acknowledge('client', 'puback', 1, 0x10);
  pub.publish('client', 1, { id: 8, topic: 'b', payload: 'plain' });
  pub.publish('client', 1, { id: 8, topic: 'b', payload: 'plain', dup: true });
  sub.publish('client', 1, { id: 9, topic: 'b/c', payload: '' });
  sub.acknowledge('broker', 'puback', 9, 0x87);
  pub.publish('client', 0, { topic: 'B/c', payload: 'x' });
  const waiting = routing(pub.recorder.lastJourney(), { publishedQos: 0, grantedQos: 0, filter: 'B/+', via: 'queue' });
  t.queue('sub', waiting, { topic: 'B/c', qos: 0 });
  t.time += 1000;
  return t;
}

describe('a filter over deliveries', () => {
  const t = exchange();
  const expected: readonly (readonly [string, readonly number[]])[] = [
    ['', [1, 2, 3, 4, 5, 6]],
    ['mqtt.qos == 1', [2, 3, 4]],
    ['mqtt.qos != 1', [1, 5, 6]],
    ['mqtt.qos >= 1 && mqtt.qos <= 1', [2, 3, 4]],
    ['mqtt.qos in {0, 2}', [1, 5, 6]],
    ['mqtt.topic == "b"', [3]],
    ['mqtt.topic != "b"', [1, 2, 4, 5, 6]],
    ['mqtt.topic contains "alarm"', [1, 2]],
    ['mqtt.topic matches "^b(/|$)"', [3, 4, 5, 6]],
    ['mqtt.topic under "b/#"', [3, 4]],
    ['mqtt.topic in {"b", "b/c"}', [3, 4]],
    ['mqtt.clientid == "pub"', [1, 3, 5]],
    ['qos.client == "sub"', [2, 4, 6]],
    ['qos.publisher == "pub"', [1, 2, 3, 5, 6]],
    ['qos.publisher', [1, 2, 3, 4, 5, 6]],
    ['qos.broker == local', [1, 2, 3, 4, 5, 6]],
    ['mqtt.retain', [1]],
    ['mqtt.retain == false', [2, 3, 4, 5, 6]],
    ['mqtt.dupflag', [3]],
    ['mqtt.dupflag == false', [1, 2, 3, 4, 5]],
    ['mqtt.dupflag != true', [1, 2, 4, 5]],
    ['mqtt.msgid == 8', [3]],
    ['mqtt.msgid', [1, 2, 3, 4]],
    ['mqtt.msgtype == 5', [1]],
    ['mqtt.msgtype == PUBACK', [2, 4]],
    ['mqtt.msgtype != PUBLISH', []],
    ['!(mqtt.msgtype == PUBLISH)', [6]],
    ['mqtt.ver == 5', [2, 4]],
    ['mqtt.puback.reason_code >= 0x80', [4]],
    ['mqtt.pubrec.reason_code', []],
    ['mqtt.msg contains "12.5"', [1, 2]],
    ['mqtt.msg contains 7b:22', [1, 2]],
    ['mqtt.msg == "plain"', [3]],
    ['mqtt.msg != "plain"', [1, 2, 4, 5, 6]],
    ['mqtt.msg matches "V.:\\d"', [1, 2]],
    ['qos.state == open', [3]],
    ['qos.state != complete', [3, 4, 6]],
    ['qos.state in {refused, queued}', [4, 6]],
    ['qos.missing', [3]],
    ['qos.missing == PUBACK', [3]],
    ['qos.to == client', [2, 6]],
    ['qos.published == 2', [1, 2]],
    ['qos.granted', [2, 6]],
    ['qos.effective', [2, 6]],
    ['qos.effective < qos.published', [2]],
    ['qos.effective == qos.predicted', [2, 6]],
    ['qos.predicted != qos.published', [2]],
    ['qos.filter == "B/+"', [6]],
    ['qos.via == queue', [6]],
    ['qos.via', [2, 6]],
    ['qos.ms > 400', [2]],
    ['qos.ms', [1, 2, 4]],
    ['qos.waiting > 1000', [3]],
    ['qos.waiting', [3, 6]],
    ['qos.sends > 1', [3]],
    ['qos.packets == 4', [1]],
    ['qos.length == 0', [4]],
    ['qos.reason', [2, 4]],
    ['qos.session == 1', [1, 3, 5]],
    ['qos.journey == 1', [1, 2]],
    ['qos.delivery in {2..3}', [2, 3]],
    ['qos.start > 11', [3, 4, 5, 6]],
    ['qos.finding', [2]],
    ['qos.finding == "downgraded"', [2]],
    ['frame.number == 9', [1]],
    ['frame.time_relative > 0.4', [2, 3, 4, 5]],
    ['tcp.stream == 2', [2, 4]],
    ['mqtt.len == 2', [1]],
    ['_ws.malformed', []],
  ];
  for (const [filter, numbers] of expected) {
    it(`leaves ${numbers.length} of 6 for ${JSON.stringify(filter)}`, () => {
      assert.deepEqual(deliveries(t, filter), numbers);
      assert.deepEqual(t.trace.matchingDeliveries(filter), numbers);
    });
  }

  it('says where the expression is wrong', () => {
    assert.throws(() => deliveries(t, 'mqtt.qos == 7'), {
      code: 'filter.wantsWhole',
      args: { column: 13, field: 'mqtt.qos', maximum: 2 },
    });
  });
});

describe('a filter over packets', () => {
  const t = exchange();
  const expected: readonly (readonly [string, readonly number[]])[] = [
    ['mqtt.msgtype == CONNECT', [1, 3]],
    ['mqtt.msgtype == PUBLISH', [7, 11, 13, 14, 15, 17]],
    ['mqtt.qos == 1', [11, 13, 14, 15]],
    ['mqtt.qos != 1', [7, 17]],
    ['!mqtt.qos', [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 16]],
    ['mqtt.dupflag', [14]],
    ['mqtt.retain', [7]],
    ['mqtt.topic contains "alarm"', [7, 11]],
    ['mqtt.clientid == "sub" && mqtt.msgid', [5, 6, 11, 12, 15, 16]],
    ['mqtt.conack.val == 0', [2]],
    ['mqtt.connack.reason_code == 0', [4]],
    ['mqtt.puback.reason_code == 0x87', [16]],
    ['mqtt.msg contains "12.5"', [7, 11]],
    ['qos.journey == 1', [7, 8, 9, 10, 11, 12]],
    ['qos.state == refused', [15, 16]],
    ['qos.delivery == 1 && mqtt.msgtype > 3', [8, 9, 10]],
    ['mqtt.len == 2', [2, 8, 9, 10]],
    ['frame.number <= 2', [1, 2]],
    ['frame.time_relative > 0.4', [12, 13, 14, 15, 16, 17]],
    ['tcp.stream == 1 && mqtt.ver == 4', [1, 2, 7, 8, 9, 10, 13, 14, 17]],
  ];
  for (const [filter, numbers] of expected) {
    it(`leaves ${numbers.join(' ')} for ${JSON.stringify(filter)}`, () => {
      assert.deepEqual(t.trace.matchingPackets(filter), numbers);
    });
  }

  it('finds what could not be read', () => {
    const broken = new TestTrace();
    broken.connected('c').bytes('client', Uint8Array.of(0x36, 0));
    assert.deepEqual(broken.trace.matchingPackets('_ws.malformed'), [3]);
  });
});

describe('the legs of a delivery', () => {
  it('are the first of each acknowledgement, after the first PUBLISH', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.publish('client', 2);
    wire.publish('client', 2, { dup: true });
    wire.acknowledge('broker', 'pubrec');
    wire.acknowledge('broker', 'pubrec');
    assert.deepEqual(t.delivery(1).legs, [2]);
    wire.acknowledge('client', 'pubrel');
    wire.acknowledge('broker', 'pubcomp');
    assert.deepEqual(t.delivery(1).legs, [2, 4, 5]);
    wire.publish('client', 1);
    assert.deepEqual(t.delivery(2).legs, []);
    wire.acknowledge('broker', 'puback');
    assert.deepEqual(t.delivery(2).legs, [1]);
  });
});

describe('the findings of a delivery', () => {
  it('are counted as far as they are kept', () => {
    const t = exchange();
    assert.deepEqual(
      t.all().map(({ findings }) => findings),
      [0, 0, 0, 0, 1, 0],
    );
  });
});

describe('a filter over messages', () => {
  const letters = fc.constantFrom('a', 'b', '/');
  const payload = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(''));
  const wanted = fc.array(letters, { maxLength: 3 }).map((parts) => parts.join(''));
  const batch = fc.array(fc.record({ payload, count: fc.constantFrom(1, 1, 40) }), { minLength: 1, maxLength: 12 });

  /** Numbers of the deliveries whose message fits, looked at one by one. */
  const fitting = ({ trace }: TestTrace, fits: (message: string) => boolean): number[] =>
    Array.from({ length: trace.counts().deliveries }, (_, i) => i + 1).filter((n) =>
      fits(Buffer.from(trace.message(n).payload).toString()),
    );

  it('finds what a look at each message finds, also of those that come while it stands', () => {
    fc.assert(
      fc.property(batch, batch, wanted, (first, second, text) => {
        const t = new TestTrace(512 * 1024); // the log's chunks are small
        const wire = t.connected('c');
        for (const part of [first, second]) {
          for (const { payload: words, count } of part) {
            for (let i = 0; i < count; i++) wire.publish('client', 0, { topic: 'a/b', payload: words });
          }
          const contains = `mqtt.msg contains "${text}"`;
          const isText = `mqtt.msg == "${text}"`;
          const found = fitting(t, (message) => message.includes(text));
          assert.deepEqual(t.trace.matchingDeliveries(contains), found);
          assert.equal(t.trace.matchingPackets(contains).length, found.length);
          const rows = { trace: 1, filter: contains, order: 'time', descending: false, limit: 1 } as const;
          assert.equal(t.trace.rowsPage({ ...rows, at: { position: 0 } }).total, found.length);
          assert.deepEqual(
            t.trace.matchingDeliveries(isText),
            fitting(t, (message) => message === text),
          );
        }
      }),
    );
  });
});
