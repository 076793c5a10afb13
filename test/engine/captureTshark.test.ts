import assert from 'node:assert/strict';

import { exportTrace } from '../../src/engine/capture/export/exportTrace';
import { everything } from '../../src/engine/trace/selection';
import {
  asDissected,
  importBytes,
  recordedBytes,
  recordedCaptures,
  recordedKeys,
  rowsOf,
  withFile,
} from '../support/captures';
import type { Side } from '../../src/shared/model';
import { complaints, dissect, type DissectedPacket } from '../support/tshark';

/** A topic that an alias stands for is the empty text to tshark. */
const unaliased = (ours: readonly DissectedPacket[], theirs: readonly DissectedPacket[]): DissectedPacket[] =>
  ours.map((packet, i) => (theirs[i]?.topic === '' ? { ...packet, topic: '' } : packet));

/** The broker's ports in a capture. */
const portsOf = (brokers: readonly string[]): number[] => [
  ...new Set(brokers.map((address) => Number(address.slice(address.lastIndexOf(':') + 1)))),
];

const WEB_SOCKET = 'local-websocket.pcapng';

describe('A recorded capture', () => {
  const names = recordedCaptures();

  it('is there for each link, broker and way of recording', () => assert.equal(names.length, 12));

  for (const name of names) {
    const keyLog = recordedKeys(name);
    const imported = (bytes: Uint8Array, pieceSize?: number) => importBytes(bytes, pieceSize, [], keyLog);

    describe(name, () => {
      // tshark does not put packets together that a client splits over WebSocket frames, as MQTT.js does.
      if (name !== WEB_SOCKET)
        it('has the packets that tshark finds in it, to the last one', async () => {
          const bytes = recordedBytes(name);
          const { trace, problem, notes } = imported(bytes);
          const leftOut = notes.filter(({ code }) => code !== 'capture.resumed');
          assert.deepEqual([problem, leftOut], [null, []]);
          const ours = [...trace.packets()].map((packet) => asDissected(trace, packet));
          const ports = portsOf(trace.wires().map(({ brokerAddress }) => brokerAddress));
          const theirs = await withFile('capture', [bytes], (file) => dissect(file, ports, keyLog));
          assert.ok(theirs.length > 10);
          assert.deepEqual(unaliased(ours, theirs), theirs);
        });

      it('shows the same whole and in pieces', () => {
        const bytes = recordedBytes(name);
        assert.deepEqual(rowsOf(imported(bytes, 777).trace), rowsOf(imported(bytes).trace));
      });

      it('comes back from its export with the same rows and deliveries', () => {
        const { trace } = imported(recordedBytes(name));
        const { trace: again, problem } = importBytes(Buffer.concat([...exportTrace(everything(trace))]));
        assert.equal(problem, null);
        assert.deepEqual(rowsOf(again), rowsOf(trace));
        assert.equal(again.counts().deliveries, trace.counts().deliveries);
        assert.ok(Math.abs(again.counts().startedAt - trace.counts().startedAt) < 0.002);
        const facts = (n: number, of: typeof trace): unknown => {
          const { delivery } = of.delivery(n);
          return { ...delivery, start: null, ms: null, legs: delivery.legs.length };
        };
        const times = (n: number, of: typeof trace): number[] => {
          const { start, ms, legs } = of.delivery(n).delivery;
          return [start, ms ?? -1, ...legs];
        };
        for (let n = 1; n <= trace.counts().deliveries; n++) {
          assert.deepEqual(facts(n, again), facts(n, trace));
          const before = times(n, trace);
          // Durations are kept to the microsecond: one between two of these may go either way.
          for (const [i, time] of times(n, again).entries()) assert.ok(Math.abs(time - before[i]!) < 0.0011);
        }
      });

      it('is exported so that tshark dissects the same packets without being told where', async () => {
        const { trace } = imported(recordedBytes(name));
        const ours = [...trace.packets()].map((packet) => asDissected(trace, packet));
        await withFile('export.pcapng', exportTrace(everything(trace)), async (file) => {
          const theirs = await dissect(file, []);
          assert.deepEqual(unaliased(ours, theirs), theirs);
          assert.equal(await complaints(file), '');
        });
      });
    });
  }

  it('of a WebSocket has all that the client and the broker said', () => {
    const { trace } = importBytes(recordedBytes(WEB_SOCKET));
    const said = (side: Side): string[] =>
      [...trace.packets()]
        .filter(({ from }) => from === side)
        .map(({ type, qos }) => `${type}${type === 'PUBLISH' ? ` ${qos}` : ''}`);
    assert.deepEqual(said('client').sort(), [
      ...['CONNECT', 'DISCONNECT', 'PUBACK', 'PUBACK', 'PUBCOMP', 'PUBLISH 0', 'PUBLISH 1', 'PUBLISH 1', 'PUBLISH 2'],
      ...['PUBREC', 'PUBREL', 'SUBSCRIBE'],
    ]);
    assert.deepEqual(said('broker').sort(), [
      ...['CONNACK', 'PUBACK', 'PUBACK', 'PUBCOMP', 'PUBLISH 0', 'PUBLISH 1', 'PUBLISH 1', 'PUBLISH 2', 'PUBREC'],
      ...['PUBREL', 'SUBACK'],
    ]);
    assert.ok([...trace.packets()].every(({ error }) => error === null));
  });
});
