import assert from 'node:assert/strict';
import { routing, TestTrace } from './exchange';

describe('reading a trace', () => {
  it('gives deliveries newest first, in pages', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 5; i++) wire.publish('client', 0, { topic: `t/${String(i)}` });
    const first = t.trace.deliveries(null, 2);
    assert.deepEqual([first.rows.map((delivery) => delivery.n), first.more], [[5, 4], true]);
    const last = t.trace.deliveries(2, 2);
    assert.deepEqual([last.rows.map((delivery) => delivery.n), last.more], [[1], false]);
    assert.deepEqual(t.trace.deliveries(1, 2).rows, []);
  });

  it('gives at most 200 rows in a page', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 0; i < 201; i++) wire.publish('client', 1, { id: i + 1 });
    assert.deepEqual([t.trace.deliveries(null, 1000).rows.length, t.trace.deliveries(null, 1000).more], [200, true]);
    assert.deepEqual([t.trace.inFlight(1000).rows.length, t.trace.inFlight(1000).more], [200, true]);
    assert.equal(t.trace.inFlight(1).rows[0]?.n, 1);
  });

  it('gives times since the trace began, and its clock for ages', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1);
    t.time += 500;
    assert.deepEqual([t.delivery(n).start, t.trace.inFlight(10).now], [3, 503]);
    assert.equal(t.trace.counts().startedAt, 50_000);
    assert.equal(t.trace.message(n).at, 50_003);
  });

  it('gives a packet with its bytes as they came', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.publish('client', 2, { id: 7, topic: 'a/b', payload: 'hi', retain: true, dup: true });
    const { packet, bytes } = t.trace.packet(3);
    assert.deepEqual(packet, {
      n: 3,
      time: 3,
      wire: 1,
      from: 'client',
      type: 'PUBLISH',
      qos: 2,
      dup: true,
      retain: true,
      packetId: 7,
      topic: 'a/b',
      length: 12,
      reason: null,
      fate: 'passed',
      delivery: 1,
      error: null,
    });
    assert.equal(Buffer.from(bytes).toString('hex'), '3d0a0003612f620007006869');
  });

  it('does not write to the bytes of a packet after it was recorded', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const bytes = Buffer.from('300300016178', 'hex').subarray(0, 5);
    const row = wire.bytes('client', bytes);
    bytes.fill(0);
    assert.equal(Buffer.from(t.trace.packet(row).bytes).toString('hex'), '3003000161');
  });

  it('gives the bytes of a message exactly, empty ones and large ones too', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    for (const payload of [new Uint8Array(), Uint8Array.of(0, 255, 128), new Uint8Array(256 * 1024).fill(9)]) {
      const n = wire.publish('client', 0, { payload });
      assert.deepEqual(Buffer.compare(t.trace.message(n).payload, payload), 0);
      assert.equal(t.delivery(n).payloadLength, payload.length);
    }
  });

  it('gives the message of a queued delivery from its publisher', () => {
    const t = new TestTrace();
    t.connected('s', 4, { clean: false }).close();
    const publisher = t.connected('p');
    publisher.publish('client', 1, { payload: 'kept' });
    t.queue('s', routing(publisher.recorder.lastJourney()));
    assert.equal(Buffer.from(t.trace.message(t.all()[0]?.n ?? 0).payload).toString(), 'kept');
  });

  it('says which packet or delivery is not there', () => {
    const t = new TestTrace();
    const n = t.trace.beginJourney();
    t.connected('s', 4, { clean: false });
    t.queue('s', routing(n));
    assert.throws(() => t.trace.packet(9), { code: 'trace.packetGone', args: { n: 9 } });
    assert.throws(() => t.trace.delivery(9), { code: 'trace.deliveryGone', args: { n: 9 } });
    assert.throws(() => t.trace.message(9), { code: 'trace.deliveryGone', args: { n: 9 } });
    assert.throws(() => t.trace.message(1), { code: 'trace.messageGone', args: { n: 1 } });
  });

  it('changes its version with each change, and tells once', () => {
    const t = new TestTrace();
    const versions: number[] = [];
    const wire = t.connected('c');
    const stop = t.trace.onChanged(() => versions.push(t.trace.counts().version));
    wire.publish('client', 1, { id: 1 });
    wire.publish('client', 1, { id: 2 });
    wire.close();
    stop();
    t.connected('d');
    assert.equal(versions.length, 3);
    assert.equal(new Set(versions).size, 3);
  });

  it('tells of each delivery that ends, when all of it can be read', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const ended: unknown[] = [];
    t.trace.onDeliveryEnded((n) => {
      const { delivery, packets } = t.trace.delivery(n);
      ended.push([n, delivery.state, packets.length]);
    });
    wire.publish('client', 0);
    wire.publish('client', 1, { id: 1 });
    wire.publish('client', 1, { id: 2 });
    wire.acknowledge('broker', 'puback', 1);
    wire.close();
    assert.deepEqual(ended, [
      [1, 'complete', 1],
      [2, 'complete', 2],
      [3, 'lost', 1],
    ]);
  });

  it('lists what has not ended, queued or open', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 4, { clean: false });
    t.queue('c', routing(t.trace.beginJourney()));
    wire.publish('client', 1, { id: 1 });
    wire.publish('client', 1, { id: 2 });
    wire.acknowledge('broker', 'puback', 1);
    assert.deepEqual(t.trace.openDeliveries(), [1, 3]);
  });
});

describe('waiting for a message to settle', () => {
  it('ends when the delivery and every branch have ended', async () => {
    const t = new TestTrace();
    const [publisher, subscriber] = [t.connected('p'), t.connected('s')];
    const n = publisher.publish('client', 1);
    const waiting = t.trace.whenSettled(n, 60_000);
    subscriber.publish('broker', 1, { routing: routing(publisher.recorder.lastJourney()) });
    publisher.acknowledge('broker', 'puback');
    assert.equal(t.trace.settled(n).done, false);
    subscriber.acknowledge('client', 'puback');
    assert.equal(t.trace.settled(n).done, true);
    const { delivery, journey } = await waiting;
    assert.deepEqual([delivery.state, journey?.branches.map((branch) => branch.state)], ['complete', ['complete']]);
  });

  it('does not wait for what is queued', async () => {
    const t = new TestTrace();
    t.connected('s', 4, { clean: false }).close();
    const publisher = t.connected('p');
    const n = publisher.publish('client', 0);
    t.queue('s', routing(publisher.recorder.lastJourney()));
    const { journey } = await t.trace.whenSettled(n, 60_000);
    assert.equal(journey?.branches[0]?.state, 'queued');
  });

  it('ends with its time, as it stands then', async () => {
    const t = new TestTrace();
    const n = t.connected('p').publish('client', 1);
    const { delivery } = await t.trace.whenSettled(n, 0);
    assert.equal(delivery.missing, 'PUBACK');
  });

  it('ends where the session of a branch is lost', async () => {
    const t = new TestTrace();
    const [publisher, subscriber] = [t.connected('p'), t.connected('s')];
    const n = publisher.publish('client', 0);
    subscriber.publish('broker', 2, { routing: routing(publisher.recorder.lastJourney()) });
    const waiting = t.trace.whenSettled(n, 60_000);
    subscriber.close();
    const { journey } = await waiting;
    assert.equal(journey?.branches[0]?.state, 'lost');
  });

  it('rejects where there is no such delivery', async () => {
    await assert.rejects(new TestTrace().trace.whenSettled(5, 60_000), { code: 'trace.deliveryGone', args: { n: 5 } });
  });

  it('ends when the trace is closed', async () => {
    const t = new TestTrace();
    const waiting = t.trace.whenSettled(t.connected('p').publish('client', 1), 60_000);
    t.trace.close();
    assert.equal((await waiting).delivery.state, 'open');
  });
});
