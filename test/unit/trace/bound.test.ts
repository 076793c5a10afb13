import assert from 'node:assert/strict';
import { routing, TestTrace } from './exchange';

const MEBIBYTE = 1024 * 1024;

describe('the bound of a trace', () => {
  it('holds, while the oldest packets leave and are counted', () => {
    const t = new TestTrace(MEBIBYTE);
    const wire = t.connected('c');
    for (let i = 0; i < 20_000; i++) {
      wire.publish('client', 0, { payload: 'x'.repeat(i % 100) });
      if (i % 10 === 0) assert.ok(t.trace.counts().bytes <= MEBIBYTE);
    }
    const { packets, dropped, deliveries } = t.trace.counts();
    assert.equal(packets + dropped, 20_002);
    assert.ok(packets > 1000 && deliveries > 1000);
    assert.throws(() => t.trace.packet(dropped), { code: 'trace.packetGone' });
    assert.equal(t.trace.packet(dropped + 1).packet.n, dropped + 1);
    assert.equal(t.trace.packet(20_002).packet.delivery, 20_000);
  }).timeout(30_000);

  it('is used for what came: a row costs 32 bytes beside its packet, however large that is', () => {
    const t = new TestTrace(16 * MEBIBYTE);
    const wire = t.connected('c');
    for (let i = 0; i < 600; i++) wire.publish('client', 0, { payload: new Uint8Array(20_000) });
    assert.equal(t.trace.counts().dropped, 0);
    assert.ok(t.trace.counts().bytes < 600 * 20_000 + 2 * MEBIBYTE);
  });

  it('holds for topics that never come again, and for clients that do not', () => {
    const t = new TestTrace(MEBIBYTE);
    for (let i = 0; i < 3000; i++) {
      const wire = t.connected(`client-${String(i)}`);
      wire.publish('client', 0, { topic: `topic/${String(i)}/${'t'.repeat(400)}` });
      wire.close();
      assert.ok(t.trace.counts().bytes <= MEBIBYTE, String(i));
    }
    assert.equal(t.all()[0]?.client, 'client-2999');
    const { rows } = t.trace.deliveries(null, 200);
    assert.ok(rows.every((delivery) => delivery.topic.startsWith(`topic/${delivery.client.slice(7)}/`)));
  }).timeout(30_000);

  it('holds for messages that are queued without a packet of their own', () => {
    const t = new TestTrace(MEBIBYTE);
    t.connected('s', 4, { clean: false }).close();
    for (let i = 0; i < 30_000; i++) {
      const journey = t.trace.beginJourney();
      t.queue('s', routing(journey));
      t.trace.unqueued('s', 'local', journey, 'expired');
    }
    assert.ok(t.trace.counts().bytes <= MEBIBYTE);
    assert.ok(t.trace.counts().deliveries > 1000);
  }).timeout(30_000);

  it('holds for wires that send nothing but garbage', () => {
    const t = new TestTrace(MEBIBYTE);
    for (let i = 0; i < 10_000; i++) {
      const { recorder } = t.wire();
      recorder.unreadable('client', Buffer.from('GET / HTTP/1.1'), t.time, { code: 'packet.qos3', args: {} });
      recorder.close(t.time);
    }
    assert.ok(t.trace.counts().bytes <= MEBIBYTE);
    assert.ok(t.trace.counts().dropped > 1000);
  }).timeout(30_000);

  it('keeps only the beginning of a packet that would fill it, and its true length', () => {
    const t = new TestTrace(MEBIBYTE);
    const wire = t.connected('c');
    const n = wire.publish('client', 1, { payload: new Uint8Array(2 * MEBIBYTE) });
    assert.ok(t.trace.counts().bytes <= MEBIBYTE);
    const { packet, bytes } = t.trace.packet(3);
    assert.equal(packet.length, 2 * MEBIBYTE + 12);
    assert.ok(bytes.length < packet.length);
    assert.equal(t.delivery(n).payloadLength, 2 * MEBIBYTE);
    assert.throws(() => t.trace.message(n), { code: 'trace.messageGone' });
  }).timeout(30_000);

  it('follows an open delivery to its end after its row and packets have left', () => {
    const t = new TestTrace(MEBIBYTE);
    const wire = t.connected('c');
    const n = wire.publish('client', 2, { id: 7, topic: 'kept/topic' });
    for (let i = 0; i < 30_000; i++) wire.publish('client', 0);
    assert.ok(t.trace.counts().dropped > 3);
    assert.deepEqual(t.trace.deliveries(n + 1, 1).rows, []);
    wire.acknowledge('broker', 'pubrec', 7);
    const { delivery, packets } = t.trace.delivery(n);
    assert.deepEqual(
      [delivery.topic, delivery.client, delivery.missing, delivery.packets, packets.length],
      ['kept/topic', 'c', 'PUBREL', 2, 1],
    );
    wire.acknowledge('client', 'pubrel', 7);
    wire.acknowledge('broker', 'pubcomp', 7);
    assert.deepEqual([t.trace.counts().inFlight, t.trace.inFlight(10).rows], [0, []]);
    assert.throws(() => t.trace.delivery(n), { code: 'trace.deliveryGone' });
  }).timeout(30_000);

  it('keeps the topic that an alias stands for', () => {
    const t = new TestTrace(MEBIBYTE);
    const wire = t.connected('c', 5);
    wire.publish('client', 0, { topic: 'aliased/topic', alias: 1 });
    for (let i = 0; i < 30_000; i++) wire.publish('client', 0, { topic: `t/${String(i % 500)}` });
    const n = wire.publish('client', 0, { topic: '', alias: 1 });
    assert.equal(t.delivery(n).topic, 'aliased/topic');
  }).timeout(30_000);
});
