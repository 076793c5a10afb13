/** Of what is saved only in part nobody can know what lacks: such a file gives no finding that rests on it. */

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import type { WireRecorder } from '../../../src/engine/trace/recorder';
import { matchingPackets } from '../../../src/engine/trace/filter/matchingPackets';
import { everything, type Selection } from '../../../src/engine/trace/selection';
import { Trace } from '../../../src/engine/trace/trace';
import { importBytes } from '../../support/captures';
import { fileOf, framesOf } from '../../support/traffic/frames';
import { TestTrace } from '../trace/exchange';
import { share } from '../../support/traffic/spoiling';
import { trafficOf, trafficStep } from '../../support/traffic/traffic';

const steps = fc.array(trafficStep, { minLength: 20, maxLength: 150 });

const FILTERS = [
  'mqtt.msgtype != 4 && mqtt.msgtype != 7',
  'mqtt.msgtype < 4',
  'mqtt.msgtype != 5',
  'mqtt.msgtype != 3',
  'mqtt.topic == "t/1" || mqtt.msgtype < 3',
];

/** Kinds that a part can show by itself. */
const SHOWN = new Set(['reconnectLoop', 'duplicateToConsumer']);

/** What the saved file gives when it is opened, said to be complete or not. */
function findings(selection: Selection): string[] {
  const bytes = Buffer.concat([...exportTrace(selection)]);
  const kinds = [true, false].flatMap((isComplete) =>
    importBytes(bytes, undefined, [], null, isComplete)
      .trace.findings(null, null, 200)
      .groups.map(({ kind }) => kind),
  );
  return kinds.filter((kind) => !SHOWN.has(kind));
}

describe('a trace that is saved in part and opened again', () => {
  it('gives no finding from what a filter has left out', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(...FILTERS), (list, filter) => {
        const { trace } = importBytes(fileOf(framesOf(trafficOf(list))));
        assert.deepEqual(findings(matchingPackets(trace, filter)), []);
      }),
      { numRuns: 150 },
    );
  });

  it('gives no finding from what passed while it was paused', () => {
    fc.assert(
      fc.property(steps, share, fc.nat(60), (list, at, length) => {
        let time = 0;
        const trace = new Trace({ trace: 1, maximumBytes: 2 ** 24, clock: { now: () => time, wall: () => time } });
        const wires = new Map<number, WireRecorder>();
        const events = trafficOf(list);
        const from = Math.floor(events.length * at);
        for (const [i, event] of events.entries()) {
          if (i === from || i === from + length) trace.pause(i === from);
          time = event.time;
          const ends = {
            broker: 'local',
            clientAddress: `127.0.0.1:${4000 + event.wire}`,
            brokerAddress: '127.0.0.1:1',
          };
          const wire = wires.get(event.wire) ?? trace.openWire(ends, time);
          wires.set(event.wire, wire);
          if (event.kind === 'end') wire.close(time);
          else wire.packet(event.from, event.bytes, time);
        }
        if (trace.counts().packets === 0) return;
        const bytes = Buffer.concat([...exportTrace(everything(trace))]);
        const { rows } = importBytes(bytes).trace.findings(null, null, 200);
        assert.deepEqual(
          rows.filter(({ severity }) => severity === 'error').map(({ kind }) => kind),
          [],
        );
      }),
      { numRuns: 150 },
    );
  });

  it('gives no finding on a wire that was there before a pause or began in one', () => {
    for (const pauses of ['on it', 'at its beginning']) {
      const t = new TestTrace();
      if (pauses === 'at its beginning') t.trace.pause(true);
      const wire = t.wire(5);
      wire.connect('c');
      wire.connack();
      t.trace.pause(false);
      wire.publish('client', 1, { id: 1, payload: 'one' });
      if (pauses === 'on it') t.trace.pause(true);
      wire.acknowledge('broker', 'puback', 1);
      t.trace.pause(false);
      wire.publish('client', 1, { id: 1, payload: 'two' });
      wire.acknowledge('broker', 'puback', 7);
      assert.deepEqual(findings(everything(t.trace)), [], pauses);
    }
  });

  it('says so of each of its wires, also when it is saved once more', () => {
    const { trace } = importBytes(fileOf(framesOf(trafficOf([{ kind: 'ping', client: 0 }]))));
    const parts = matchingPackets(trace, 'mqtt.msgtype < 3');
    const again = importBytes(Buffer.concat([...exportTrace(parts)])).trace;
    const once = importBytes(Buffer.concat([...exportTrace(everything(again))])).trace;
    assert.deepEqual(
      [trace, again, once].map((one) => one.wires().map(({ isPart = false }) => isPart)),
      [[false], [true], [true]],
    );
  });
});
