import assert from 'node:assert/strict';

import { CaptureClock } from '../../../src/engine/capture/captureClock';
import type { Trace } from '../../../src/engine/trace/trace';
import { importBytes } from '../../support/captures';
import { mqttBytes } from '../../support/mqttBytes';
import { captureFile, PLAIN, segment, type TimedFrame } from '../../support/pcapBytes';

const HOUR = 3_600_000;

function times(...dated: readonly number[]): { readonly taken: readonly number[]; readonly timesSetBack: number } {
  const clock = new CaptureClock();
  const taken = dated.map((date) => {
    const time = clock.next(date);
    clock.reach(time);
    return time;
  });
  assert.equal(clock.now, taken.at(-1));
  return { taken, timesSetBack: clock.timesSetBack };
}

/** So many frames from `first` on, a millisecond apart. */
const run = (first: number, length: number): number[] => Array.from({ length }, (_, i) => first + i);

describe('The clock of a capture', () => {
  it('takes the times of the file where they go on', () => {
    assert.deepEqual(times(0, 1.5, 1.5, 900), { taken: [0, 1.5, 1.5, 900], timesSetBack: 0 });
  });

  it('takes a frame that was written late for one of the time before it, however many there are', () => {
    const late = run(100_000, 50).flatMap((time) => [time, time - 59_000]);
    const { taken, timesSetBack } = times(...late);
    assert.deepEqual(
      taken,
      run(100_000, 50).flatMap((time) => [time, time]),
    );
    assert.equal(timesSetBack, 0);
  });

  it('goes on from where it was once it was set back, with the spans between frames as they are', () => {
    const { taken, timesSetBack } = times(HOUR, ...run(0, 12));
    assert.deepEqual(taken.slice(0, 9), run(0, 9).fill(HOUR));
    assert.deepEqual(taken.slice(9), [HOUR + 1, HOUR + 2, HOUR + 3, HOUR + 4]);
    assert.equal(timesSetBack, 1);
  });

  it('goes on behind frames that are dated far ahead', () => {
    const { taken, timesSetBack } = times(0, 1, 1000 * HOUR, ...run(2, 10));
    assert.deepEqual(taken.slice(-3), [1000 * HOUR, 1000 * HOUR + 1, 1000 * HOUR + 2]);
    assert.equal(timesSetBack, 1);
  });

  it('does not run away where two interfaces go by clocks of their own', () => {
    for (const apart of [5_000, HOUR]) {
      const bursts = run(0, 20).flatMap((burst) => {
        const first = 10 * HOUR + burst * 20;
        return [...run(first, 10), ...run(first + 10 - apart, 10)];
      });
      const end = times(...bursts).taken.at(-1) ?? 0;
      assert.ok(Math.abs(end - (10 * HOUR + 399)) <= 20, `${apart} apart: ${end - 10 * HOUR} of 399`);
    }
  });
});

describe('A capture whose clock was set back in its middle', () => {
  /** Handshakes at QoS 1, five milliseconds each, from the tenth frame on an hour earlier. */
  function setBack(): TimedFrame[] {
    const [connect, connack] = [
      { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: 'c', clean: true, keepalive: 0 } as const,
      { cmd: 'connack', sessionPresent: false, returnCode: 0 } as const,
    ].map((packet) => mqttBytes(packet));
    const sent = { client: 100, broker: 900 };
    const frames: TimedFrame[] = [];
    const send = (from: 'client' | 'broker', payload: Uint8Array): void => {
      const milliseconds = frames.length * 5 - (frames.length >= 10 ? HOUR : 0);
      const time = 1_795_000_000_000_000_000n + BigInt(milliseconds) * 1_000_000n;
      frames.push({ time, bytes: segment(from, { sequence: sent[from], payload }) });
      sent[from] += payload.length;
    };
    send('client', connect!);
    send('broker', connack!);
    for (let messageId = 1; messageId <= 20; messageId++) {
      send(
        'client',
        mqttBytes({ cmd: 'publish', topic: 't', payload: 'x', qos: 1, dup: false, retain: false, messageId }),
      );
      send('broker', mqttBytes({ cmd: 'puback', messageId }));
    }
    return frames;
  }

  const durations = (trace: Trace): unknown[] => trace.matchingDeliveries('').map((n) => trace.delivery(n).delivery.ms);

  it('says so, and shows how long handshakes took as the file does', () => {
    const { trace, notes, problem } = importBytes(captureFile(setBack(), PLAIN));
    assert.equal(problem, null);
    assert.deepEqual(notes, [{ code: 'capture.clockSetBack', args: { count: 1 } }]);
    const shown = durations(trace);
    assert.deepEqual(shown.slice(0, 4), [5, 5, 5, 5]);
    assert.deepEqual(shown.slice(-12), Array<number>(12).fill(5));
    assert.deepEqual(trace.findings(null, null, 10).rows, []);
  });
});
