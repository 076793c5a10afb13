import assert from 'node:assert/strict';

import type { Rates } from '../../../src/shared/engineApi';
import { parseFilter } from '../../../src/shared/filter/parser';
import { placeByKey } from '../../../webview/rates/rateKeys';
import { byType, inFlightLine, lastEnded, latencyLines, peakOf } from '../../../webview/rates/rateSeries';
import { askedSpan, carriedOn, filterWithin } from '../../../webview/rates/rateSpan';

const none = { p50: [null, null, null, null], p95: [null, null, null, null], p99: [null, null, null, null] };

/** Four steps of half a second, of which the third goes on. */
const rates: Rates = {
  from: 1000,
  step: 500,
  packets: { PUBLISH: [1, 2, 3, 0], PINGREQ: [0, 1, 0, 0], CONNECT: [1, 0, 0, 0] },
  bytes: { PUBLISH: [10, 20, 30, 0] },
  inFlight: [1, 2, 3, 0],
  latency: { 1: { ...none, p50: [null, 4, null, null] }, 2: none },
  version: 1,
  now: 2200,
};

describe('the lines of rates', () => {
  it('are per second, and say nothing of a step that has not ended', () => {
    const [publish] = byType(rates, rates.packets);
    assert.deepEqual(publish?.values, [2, 4, null, null]);
    assert.equal(lastEnded(rates), 1);
  });

  it('put together the types that belong to no delivery', () => {
    assert.deepEqual(byType(rates, rates.packets).at(-1)?.values, [2, 2, null, null]);
  });

  it('can be told apart without colours', () => {
    for (const lines of [byType(rates, rates.packets), latencyLines(rates)]) {
      const looks = lines.map(({ look, name }) => JSON.stringify([look.dash, name.slice(0, 5)]));
      assert.equal(new Set(looks).size, lines.length);
    }
  });

  it('leave a gap where no handshake ended', () => {
    assert.deepEqual(latencyLines(rates)[0]?.values, [null, 4, null, null]);
    assert.equal(peakOf([null, 4, 2]), 4);
    assert.equal(peakOf([null]), null);
  });
});

describe('the span of rates', () => {
  it('ends at a whole step, so that steps stay the same while time goes on', () => {
    const [one, two] = [askedSpan('minute', 90_001), askedSpan('minute', 90_499)];
    assert.deepEqual(one, two);
    assert.deepEqual(one, { from: 30_500, to: 90_500 });
  });

  it('begins with the trace where that is younger', () => {
    assert.deepEqual(askedSpan('minute', 5000), { from: 0, to: 60_000 });
  });

  it('is all of the log where that is wanted', () => {
    assert.deepEqual(askedSpan('all', 5000), { from: null, to: null });
  });

  it('goes on without an answer where nothing comes: steps without packets, and the same in flight', () => {
    const later = carriedOn(rates, 3600);
    assert.equal(later.from, 2000);
    assert.deepEqual(later.packets.PUBLISH, [3, 0, 0, 0]);
    assert.deepEqual(inFlightLine(later)[0]?.values, [3, 3, 3, null]);
  });

  it('goes on over more than all of it', () => {
    const later = carriedOn(rates, 60_000);
    assert.deepEqual(later.packets.PUBLISH, [0, 0, 0, 0]);
    assert.equal(later.from + 4 * later.step, 60_000);
    assert.deepEqual(later.inFlight, [3, 3, 3, 3]);
  });
});

describe('a window of time in a filter', () => {
  const window = { from: 100.04, to: 250 };
  const within = 'qos.start >= 100 && qos.start <= 250';

  it('is all of an empty one', () => {
    assert.equal(filterWithin('', window), within);
  });

  it('is added to another, which keeps its meaning', () => {
    assert.equal(filterWithin('mqtt.qos == 2', window), `mqtt.qos == 2 && ${within}`);
    const either = 'mqtt.qos == 1 || mqtt.qos == 2';
    assert.equal(filterWithin(either, window), `(${either}) && ${within}`);
  });

  it('replaces the one before it, and gives the filter back when it is taken away', () => {
    for (const filter of ['', 'mqtt.qos == 2', 'mqtt.qos == 1 || mqtt.qos == 2']) {
      const first = filterWithin(filter, { from: 1, to: 2 });
      const second = filterWithin(first, window);
      assert.equal(second, filterWithin(filter, window));
      assert.equal(filterWithin(second, null), filter);
      parseFilter(second); // throws where it is none
    }
  });
});

describe('the keyboard on a chart', () => {
  it('enters at the last step that has ended and goes by steps', () => {
    assert.deepEqual(placeByKey('ArrowLeft', false, { at: null, anchor: null }, 9), { at: 9, anchor: null });
    assert.deepEqual(placeByKey('ArrowLeft', false, { at: 9, anchor: null }, 9), { at: 8, anchor: null });
    assert.deepEqual(placeByKey('ArrowRight', false, { at: 9, anchor: null }, 9), { at: 9, anchor: null });
    assert.deepEqual(placeByKey('Home', false, { at: 5, anchor: null }, 9), { at: 0, anchor: null });
  });

  it('opens a window with Shift from where it stood', () => {
    const first = placeByKey('ArrowLeft', true, { at: 5, anchor: null }, 9);
    assert.deepEqual(first, { at: 4, anchor: 5 });
    assert.deepEqual(placeByKey('ArrowLeft', true, { at: 4, anchor: 5 }, 9), { at: 3, anchor: 5 });
  });

  it('means nothing where no step has ended, nor does another key', () => {
    assert.equal(placeByKey('ArrowLeft', false, { at: null, anchor: null }, -1), null);
    assert.equal(placeByKey('a', false, { at: 1, anchor: null }, 9), null);
  });
});
