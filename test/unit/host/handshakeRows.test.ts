import assert from 'node:assert/strict';

import { changedInPlace, HandshakeRows } from '../../../src/host/views/handshakeRows';
import { deliveryNumber, FakeDeliveries } from '../../support/fakeDeliveries';

describe('HandshakeRows', () => {
  it('shows the newest 200 of 50,000 with one request', async () => {
    const source = new FakeDeliveries(50_000);
    const rows = new HandshakeRows(source);
    await rows.showNewest();
    assert.equal(rows.shown.length, 200);
    assert.equal(rows.shown[0]?.n, 50_000);
    assert.equal(rows.more, true);
    assert.deepEqual(source.asked, [[null, 200]]);
  });

  it('adds the page behind the last row, and says when there is none', async () => {
    const rows = new HandshakeRows(new FakeDeliveries(250));
    await rows.showNewest();
    await rows.showOlder();
    assert.deepEqual(
      rows.shown.map(({ n }) => n),
      Array.from({ length: 250 }, (_, i) => 250 - i),
    );
    assert.equal(rows.more, false);
  });

  it('counts what is new and moves nothing while it is held', async () => {
    const source = new FakeDeliveries(10);
    const rows = new HandshakeRows(source);
    await rows.showNewest();
    const before = rows.shown.map(({ n }) => n);
    source.add(12);
    assert.deepEqual(await rows.refreshHeld(), []);
    assert.equal(rows.newer, 12);
    assert.deepEqual(
      rows.shown.map(({ n }) => n),
      before,
    );
  });

  it('gives the rows that have changed while it is held, and only those', async () => {
    const source = new FakeDeliveries(500, { open: [499, 100] });
    const rows = new HandshakeRows(source);
    await rows.showNewest();
    await rows.showOlder();
    await rows.showOlder();
    source.complete(100);
    const changed = await rows.refreshHeld();
    assert.deepEqual(
      changed.map(({ n, state }) => [n, state]),
      [[100, 'complete']],
    );
    assert.equal(rows.shown.find(({ n }) => n === 100)?.state, 'complete');
  });

  it('asks for no page in which everything has ended', async () => {
    const source = new FakeDeliveries(400);
    const rows = new HandshakeRows(source);
    await rows.showNewest();
    await rows.showOlder();
    source.asked.length = 0;
    await rows.refreshHeld();
    assert.deepEqual(source.asked, [[null, 1]]);
  });

  it('is at the newest again, with nothing new, after it was let go', async () => {
    const source = new FakeDeliveries(300);
    const rows = new HandshakeRows(source);
    await rows.showNewest();
    await rows.showOlder();
    source.add(5);
    await rows.refreshHeld();
    await rows.showNewest();
    assert.equal(rows.newer, 0);
    assert.equal(rows.shown[0]?.n, 305);
    assert.equal(rows.shown.length, 200);
  });
});

describe('changedInPlace', () => {
  const [older, newer] = [deliveryNumber(1, { state: 'open', missing: 'PUBCOMP', packets: 3 }), deliveryNumber(2)];

  it('gives the deliveries that went on where the same are shown', () => {
    const done = deliveryNumber(1);
    assert.deepEqual(changedInPlace([newer, older], [newer, older]), []);
    assert.deepEqual(changedInPlace([newer, older], [newer, done]), [done]);
  });

  it('tells one that has the number of another from before the trace was cleared', () => {
    const another = deliveryNumber(2, { start: 5000 });
    assert.deepEqual(changedInPlace([newer], [another]), [another]);
  });

  it('gives null where others are shown, more or fewer', () => {
    assert.equal(changedInPlace([newer], [newer, older]), null);
    assert.equal(changedInPlace([newer, older], [deliveryNumber(3), newer]), null);
    assert.equal(changedInPlace([newer], []), null);
  });
});
