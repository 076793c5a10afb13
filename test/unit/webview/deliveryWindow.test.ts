import assert from 'node:assert/strict';

import { DeliveryWindow } from '../../../webview/deliveryWindow';
import { delivery, FakeTrace } from '../../ui/support/fakeTrace';

/** A window with the newest page of a trace. */
function windowOn(trace: FakeTrace, limit = 200): DeliveryWindow {
  const window = new DeliveryWindow();
  window.takeHead(trace.deliveries(null, limit), trace.counts());
  return window;
}

/** A trace of that many complete deliveries. */
function traceOf(rows: number): FakeTrace {
  const trace = new FakeTrace();
  trace.grow(rows);
  return trace;
}

/** Pulls what a range wants. */
function pull(window: DeliveryWindow, trace: FakeTrace, first: number, last: number): void {
  const wanted = window.wanted(first, last);
  if (wanted !== null) window.takePage(wanted, trace.deliveries(wanted.before, wanted.limit));
}

describe('the window onto the deliveries of a trace', () => {
  it('counts all rows of the log and holds only the page that it has', () => {
    const window = windowOn(traceOf(5000));
    assert.equal(window.count, 5000);
    assert.equal(window.numberAt(0), 1);
    assert.equal(window.row(100), 'unread');
    assert.equal((window.row(4999) as { n: number }).n, 5000);
  });

  it('wants a page around rows that it has not read, and none once it has them', () => {
    const trace = traceOf(5000);
    const window = windowOn(trace);
    const wanted = window.wanted(1000, 1020);
    assert.deepEqual([wanted?.limit, (wanted?.before ?? 0) > 1021], [200, true]);
    pull(window, trace, 1000, 1020);
    assert.equal(window.wanted(1000, 1020), null);
    assert.equal((window.row(1000) as { n: number }).n, 1001);
  });

  it('asks again only for rows that can still change', () => {
    const trace = traceOf(100);
    trace.set(delivery(40, { state: 'open', missing: 'PUBCOMP', ms: null }));
    const window = windowOn(trace);
    assert.deepEqual(window.wanted(30, 60), { before: 41, limit: 1 });
    trace.set(delivery(40));
    pull(window, trace, 30, 60);
    assert.equal(window.wanted(30, 60), null);
  });

  it('names a row by the same number after the oldest have left', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace);
    trace.shrink(300);
    window.takeHead(trace.deliveries(null, 10), trace.counts());
    assert.equal(window.count, 700);
    assert.equal(window.indexOf(1000), 699);
    assert.equal(window.numberAt(0), 301);
  });

  it('says that a row is gone where a page does not have it', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace);
    trace.shrink(300);
    const page = trace.deliveries(301, 200);
    window.takePage({ before: 301, limit: 200 }, page);
    assert.equal(window.indexOf(301), 0);
  });

  it('does not lose the oldest rows where the counts are older than the page', () => {
    const trace = traceOf(1000);
    const counts = trace.counts();
    trace.grow(50);
    const window = new DeliveryWindow();
    window.takeHead(trace.deliveries(null, 200), counts);
    trace.grow(1);
    window.takeHead(trace.deliveries(null, 30), trace.counts());
    assert.equal(window.count, 1051);
  });

  it('finds the oldest rows behind numbers that a paused trace gave without recording', () => {
    const [gapFrom, gapTo] = [500, 1500];
    const recorded = (n: number) => n < gapFrom || n > gapTo;
    const all = Array.from({ length: 2000 }, (_, i) => i + 1).filter(recorded);
    const counts = { ...traceOf(0).counts(), version: 9, deliveries: all.length };
    const page = (before: number, limit: number) => {
      const older = all.filter((n) => n < before).reverse();
      const rows = older.slice(0, limit).map((n) => delivery(n));
      return { rows, version: 9, more: older.length > limit, now: 0 };
    };
    const window = new DeliveryWindow();
    window.takeHead(page(Infinity, 200), counts);
    for (let i = 0; i < 20; i++) {
      const wanted = window.wanted(0, 30);
      if (wanted !== null) window.takePage(wanted, page(wanted.before, wanted.limit));
      window.takeHead(page(Infinity, 1), counts);
    }
    assert.equal(window.numberAt(0), 1);
    assert.equal((window.row(0) as { n: number }).n, 1);
  });

  it('is empty after the log was cleared, and goes on with higher numbers', () => {
    const trace = traceOf(10);
    const window = windowOn(trace);
    trace.shrink(10);
    window.takeHead(trace.deliveries(null, 200), trace.counts());
    assert.equal(window.count, 0);
    trace.grow(2);
    window.takeHead(trace.deliveries(null, 200), trace.counts());
    assert.deepEqual([window.count, window.numberAt(0)], [2, 11]);
  });

  it('holds a bounded number of rows however far one scrolls', () => {
    const trace = traceOf(100_000);
    const window = windowOn(trace);
    for (let first = 0; first < 100_000; first += 100) pull(window, trace, first, first + 30);
    let held = 0;
    for (let index = 0; index < window.count; index++) if (window.row(index) !== 'unread') held++;
    assert.ok(held <= 10_000 && held > 5000, `${held} rows`);
  });
});
