import assert from 'node:assert/strict';

import { RowWindow, type Asked, type Question } from '../../../webview/rowWindow';
import { delivery, FakeTrace } from '../../ui/support/fakeTrace';

const BY_TIME: Question = { filter: '', order: 'time', descending: false };

/** Pulls a page into the window. */
function pull(window: RowWindow, trace: FakeTrace, asked: Asked): void {
  window.take(trace.rows({ trace: 1, ...window.question, ...asked }));
}

/** A trace of that many complete deliveries. */
function traceOf(rows: number): FakeTrace {
  const trace = new FakeTrace();
  trace.grow(rows);
  return trace;
}

/** A window at the end of a trace. */
function windowOn(trace: FakeTrace, question = BY_TIME): RowWindow {
  const window = new RowWindow(question);
  pull(window, trace, window.end(30));
  return window;
}

function number(window: RowWindow, place: number): number | null {
  const row = window.row(place);
  return row === 'unread' ? null : row.n;
}

describe('the window onto the deliveries of a trace', () => {
  it('counts all rows and holds only the page that it has', () => {
    const window = windowOn(traceOf(5000));
    assert.equal(window.total, 5000);
    assert.equal(window.row(100), 'unread');
    assert.equal(number(window, 4999), 5000);
    assert.equal(window.placeOf(5000), 4999);
    assert.equal(window.placeOf(100), -1);
  });

  it('names rows that it has not read by their place, and no two rows alike', () => {
    const window = windowOn(traceOf(5000));
    assert.equal(window.placeOf(window.key(100)), 100);
    assert.equal(window.key(4999), 5000);
    assert.equal(new Set(Array.from({ length: 5000 }, (_, place) => window.key(place))).size, 5000);
  });

  it('asks for as many rows on both sides as one page gives, and is content with them', () => {
    const trace = traceOf(5000);
    const window = windowOn(trace);
    assert.equal(window.holds(1000, 1020, trace.version), false);
    const asked = window.places(1000, 1020);
    assert.deepEqual(asked, { at: { position: 988 }, limit: 45 });
    pull(window, trace, asked);
    assert.equal(window.holds(1000, 1020, trace.version), true);
    assert.equal(number(window, 1000), 1001);
  });

  it('asks for rows beyond those that it holds together with some of these, and keeps all where the trace has grown since', () => {
    const trace = traceOf(5000);
    const window = windowOn(trace);
    pull(window, trace, window.places(1000, 1020));
    assert.deepEqual(window.beyond(988, false, 48), { at: { position: 940 }, limit: 56 });
    assert.deepEqual(window.beyond(1032, true, 48), { at: { position: 1025 }, limit: 56 });
    trace.grow(3);
    pull(window, trace, window.beyond(988, false, 48));
    assert.deepEqual(
      [940, 988, 1000, 1032].map((place) => number(window, place)),
      [941, 989, 1001, 1033],
    );
    assert.deepEqual(window.beyond(10, false, 48).at, { position: 0 });
  });

  it('holds nothing of a version that it has not read, nor rows that it read of an older one', () => {
    const trace = traceOf(300);
    const window = windowOn(trace);
    assert.equal(window.holds(280, 299, trace.version), true);
    trace.grow(1);
    assert.equal(window.holds(280, 299, trace.version), false);
    pull(window, trace, window.around(295, 5));
    assert.equal(window.holds(290, 298, trace.version), true);
    assert.equal(window.holds(280, 299, trace.version), false);
    assert.equal(number(window, 280), 281, 'the older row is there to be seen');
  });

  it('finds a row at its new place after the oldest have left', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace);
    trace.shrink(300);
    pull(window, trace, window.around(950, 10));
    assert.equal(window.total, 700);
    assert.equal(window.placeOf(1000), 699);
    assert.equal(number(window, 649), 950);
    assert.equal(window.arrived, 1000);
  });

  it('counts as arrived what left while it was not looked at', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace);
    trace.grow(4000);
    trace.shrink(3000);
    pull(window, trace, window.around(900, 10));
    assert.equal(window.total, 2000);
    assert.equal(window.arrived, 3000, 'at least those up to the last that was known, and those behind it');
  });

  it('forgets places in an order in which rows move past each other', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace, { filter: '', order: 'ms', descending: true });
    pull(window, trace, window.places(0, 20));
    trace.set(delivery(500, { ms: 99 }));
    pull(window, trace, { at: { position: 0 }, limit: 20 });
    assert.equal(number(window, 0), 500);
    assert.equal(window.row(30), 'unread');
  });

  it('is left behind by a page that was asked by places, and read once many rows had left', () => {
    const trace = traceOf(1000);
    const window = windowOn(trace);
    const read = (asked: Asked) => trace.rows({ trace: 1, ...window.question, ...asked });
    assert.equal(window.leavesBehind(read(window.places(600, 620))), false, 'none is held yet');
    pull(window, trace, window.places(600, 620));
    trace.grow(5);
    assert.equal(window.leavesBehind(read(window.beyond(600, false, 48))), false, 'rows that are held are among them');
    trace.shrink(300);
    assert.equal(window.leavesBehind(read(window.beyond(600, false, 48))), true);
    assert.equal(window.leavesBehind(read(window.around(601, 48))), false);
  });

  it('never has one delivery at two places', () => {
    const trace = traceOf(100);
    const window = windowOn(trace, { filter: '', order: 'qos', descending: false });
    const before = trace.rows({ trace: 1, ...window.question, at: { position: 0 }, limit: 100 });
    window.take(before);
    window.take({ ...before, rows: before.rows.slice(10, 20), position: 50 }); // as an engine might answer in between
    const seen = Array.from({ length: 100 }, (_, place) => window.key(place)).filter((key) => key > 0);
    assert.equal(new Set(seen).size, seen.length);
    assert.equal(window.placeOf(before.rows[10]?.n ?? 0), 50);
  });

  it('is empty after the log was cleared, and goes on with higher numbers', () => {
    const trace = traceOf(10);
    const window = windowOn(trace);
    trace.shrink(10);
    pull(window, trace, window.end(30));
    assert.equal(window.total, 0);
    trace.grow(2);
    pull(window, trace, window.end(30));
    assert.deepEqual([window.total, window.key(0)], [2, 11]);
  });

  it('holds a bounded number of rows however far one scrolls', () => {
    const trace = traceOf(100_000);
    const window = windowOn(trace);
    for (let first = 0; first < 100_000; first += 100) pull(window, trace, window.places(first, first + 30));
    let held = 0;
    for (let place = 0; place < window.total; place++) if (window.row(place) !== 'unread') held++;
    assert.ok(held <= 10_000 && held > 5000, `${held} rows`);
  });
});
