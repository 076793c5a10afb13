import assert from 'node:assert/strict';

import { exportTrace } from '../../src/engine/capture/export/exportTrace';
import { everything } from '../../src/engine/trace/selection';
import { asDissected, importBytes, recordedBytes, recordedCaptures, rowsOf, withFile } from '../support/captures';
import { complaints, dissect, type DissectedPacket } from '../support/tshark';

/** A topic that an alias stands for is the empty text to tshark. */
const unaliased = (ours: readonly DissectedPacket[], theirs: readonly DissectedPacket[]): DissectedPacket[] =>
  ours.map((packet, i) => (theirs[i]?.topic === '' ? { ...packet, topic: '' } : packet));

/** The broker's ports in a capture. */
const portsOf = (brokers: readonly string[]): number[] => [
  ...new Set(brokers.map((address) => Number(address.slice(address.lastIndexOf(':') + 1)))),
];

describe('A recorded capture', () => {
  const names = recordedCaptures();

  it('is there for each link, broker and way of recording', () => assert.equal(names.length, 6));

  for (const name of names) {
    describe(name, () => {
      it('has the packets that tshark finds in it, to the last one', async () => {
        const bytes = recordedBytes(name);
        const { trace, problem, notes } = importBytes(bytes);
        assert.deepEqual([problem, notes], [null, []]);
        const ours = [...trace.packets()].map((packet) => asDissected(trace, packet));
        const ports = portsOf(trace.wires().map(({ brokerAddress }) => brokerAddress));
        const theirs = await withFile('capture', [bytes], (file) => dissect(file, ports));
        assert.ok(theirs.length > 10);
        assert.deepEqual(unaliased(ours, theirs), theirs);
      });

      it('shows the same whole and in pieces', () => {
        const bytes = recordedBytes(name);
        assert.deepEqual(rowsOf(importBytes(bytes, 777).trace), rowsOf(importBytes(bytes).trace));
      });

      it('comes back from its export with the same rows and deliveries', () => {
        const { trace } = importBytes(recordedBytes(name));
        const { trace: again, problem } = importBytes(Buffer.concat([...exportTrace(everything(trace))]));
        assert.equal(problem, null);
        assert.deepEqual(rowsOf(again), rowsOf(trace));
        assert.equal(again.counts().deliveries, trace.counts().deliveries);
        assert.ok(Math.abs(again.counts().startedAt - trace.counts().startedAt) < 0.002);
        const facts = (n: number, of: typeof trace): unknown => {
          const { delivery } = of.delivery(n);
          const micros = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1000));
          // The export gives every broker the port that Wireshark takes for MQTT's.
          return { ...delivery, broker: '', start: micros(delivery.start), ms: micros(delivery.ms) };
        };
        for (let n = 1; n <= trace.counts().deliveries; n++) assert.deepEqual(facts(n, again), facts(n, trace));
      });

      it('is exported so that tshark dissects the same packets without being told where', async () => {
        const { trace } = importBytes(recordedBytes(name));
        const ours = [...trace.packets()].map((packet) => asDissected(trace, packet));
        await withFile('export.pcapng', exportTrace(everything(trace)), async (file) => {
          const theirs = await dissect(file, []);
          assert.deepEqual(unaliased(ours, theirs), theirs);
          assert.equal(await complaints(file), '');
        });
      });
    });
  }
});
