import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percentiles } from '../../../src/engine/trace/rates/percentiles';
import { TestTrace, type TestWire } from './exchange';

/** A QoS 1 exchange that takes as many milliseconds. */
function exchange(t: TestTrace, wire: TestWire, milliseconds: number): void {
  wire.publish('client', 1);
  t.time += milliseconds - 1;
  wire.acknowledge('broker', 'puback');
}

describe('the rates of a trace', () => {
  it('count packets and bytes by type in the step of their time', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    t.time = 1099;
    wire.publish('client', 0);
    t.time = 1149;
    wire.publish('client', 0, { payload: 'four' });
    wire.publish('client', 0);
    const { packets, bytes, from, step } = t.trace.rates({ from: 0, to: 200, steps: 4 });
    assert.deepEqual([from, step], [0, 50]);
    assert.deepEqual(packets, { CONNECT: [1, 0, 0, 0], CONNACK: [1, 0, 0, 0], PUBLISH: [0, 0, 1, 2] });
    assert.deepEqual(bytes.PUBLISH, [0, 0, 8, 11 + 8]);
    assert.deepEqual(bytes.CONNACK, [4, 0, 0, 0]);
  });

  it('leave out what lies outside the window, and have its end in the last step', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (const time of [1009, 1010, 1020, 1030, 1031]) {
      t.time = time - 1;
      wire.publish('client', 0);
    }
    assert.deepEqual(t.trace.rates({ from: 10, to: 30, steps: 2 }).packets, { PUBLISH: [1, 2] });
  });

  it('reach from the beginning of the log to the present where no window is given', () => {
    const t = new TestTrace();
    t.time = 1500;
    const wire = t.connected('c');
    wire.publish('client', 0);
    t.time = 2501;
    const { from, step, packets, now } = t.trace.rates({ from: null, to: null, steps: 100 });
    assert.deepEqual([from, step, now], [501, 10, 1501]);
    assert.equal(packets.CONNECT?.[0], 1);
    const empty = new TestTrace().trace.rates({ from: null, to: null, steps: 0 });
    assert.deepEqual([empty.from, empty.packets, empty.inFlight], [0, {}, [0]]);
    assert.equal(empty.latency[1].p50.length, 1);
  });

  it('say how many deliveries were in flight at the end of each step, lost and open ones too', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const other = t.connected('d');
    t.time = 1009;
    wire.publish('client', 1); // at 10 ms, acknowledged at 35
    wire.publish('client', 2, { id: 2 }); // at 11 ms, lost at 55
    wire.publish('client', 0); // never in flight
    t.time = 1034;
    wire.acknowledge('broker', 'puback');
    t.time = 1055;
    wire.close();
    t.time = 1064;
    other.publish('client', 1); // open
    const { inFlight } = t.trace.rates({ from: 0, to: 80, steps: 8 });
    assert.deepEqual(inFlight, [0, 2, 2, 1, 1, 0, 1, 1]);
    assert.deepEqual(t.trace.rates({ from: 20, to: 60, steps: 2 }).inFlight, [1, 0], 'begun before the window');
    assert.deepEqual(t.trace.rates({ from: 66, to: 70, steps: 2 }).inFlight, [1, 1], 'ended before the window');
  });

  it('count what is open without a row', () => {
    const t = new TestTrace();
    t.connected('c').publish('client', 1);
    t.trace.clear();
    assert.deepEqual(t.trace.rates({ from: 0, to: 10, steps: 1 }).inFlight, [1]);
  });

  it('give percentiles of the handshakes that ended in each step, by QoS', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    for (let i = 1; i <= 100; i++) exchange(t, wire, i);
    wire.publish('broker', 2);
    wire.acknowledge('client', 'pubrec');
    wire.acknowledge('broker', 'pubrel');
    wire.acknowledge('client', 'pubcomp');
    const { latency } = t.trace.rates({ from: 0, to: 10_000, steps: 2 });
    assert.deepEqual(latency[2], { p50: [null, 3], p95: [null, 3], p99: [null, 3] });
    const { latency: whole } = t.trace.rates({ from: 0, to: 10_000, steps: 1 });
    assert.deepEqual(whole[1], { p50: [50], p95: [95], p99: [99] });
  });

  it('hold at most 500 steps', () => {
    assert.equal(new TestTrace().trace.rates({ from: 0, to: 1, steps: 1e9 }).inFlight.length, 500);
    assert.equal(new TestTrace().trace.rates({ from: 5, to: 1, steps: NaN }).inFlight.length, 1);
  });
});

describe('percentiles', () => {
  it('are what sorting gives, by nearest rank', () => {
    const values = fc.array(fc.float({ min: 0, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, (list) => {
        const sorted = Float32Array.from(list).sort();
        const fractions = [0.5, 0.95, 0.99];
        const expected = fractions.map((fraction) => sorted[Math.ceil(fraction * sorted.length) - 1]);
        const around = Float32Array.from([99, ...list, 99]);
        assert.deepEqual(percentiles(around, 1, list.length + 1, fractions), expected);
      }),
    );
  });

  it('are null of nothing', () => {
    assert.deepEqual(percentiles(new Float32Array(), 0, 0, [0.5]), [null]);
  });

  it('are found with a few looks at each value where the values rise and fall again', () => {
    const length = 4000;
    const burst = Float32Array.from({ length }, (_, i) => Math.min(i, length - i));
    let looks = 0;
    const counted = new Proxy(burst, {
      get: (values, name) => {
        looks++;
        return values[Number(name)];
      },
    });
    assert.deepEqual(percentiles(counted, 0, length, [0.5]), [1000]);
    assert.ok(looks < 40 * length, `${looks} looks`);
  });
});
