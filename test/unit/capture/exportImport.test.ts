import assert from 'node:assert/strict';
import fc from 'fast-check';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import { readWireComment, wireComment } from '../../../src/engine/capture/wireComment';
import type { WireRecorder } from '../../../src/engine/trace/recorder';
import { everything } from '../../../src/engine/trace/selection';
import { Trace } from '../../../src/engine/trace/trace';
import type { ProtocolVersion, Side } from '../../../src/shared/model';
import { importBytes, rowsOf } from '../../support/captures';
import { TestTrace } from '../trace/exchange';
import { hex, mqttBytes } from '../../support/mqttBytes';

/** What can happen on one of some wires, one microsecond after the other. */
type Act = 'open' | 'publish' | 'acknowledge' | 'deliver' | 'subscribe' | 'ping' | 'malformed' | 'close';

interface Step {
  readonly act: Act;
  readonly wire: number;
  readonly length: number;
}

const ENDS = ['127.0.0.1', '10.0.0.7', '[::1]', '[fe80::1:2]'];

/** A trace that these steps made; wires 0 and 4, and 1 and 5, stand between the same ends at the same time. */
function traceOf(steps: readonly Step[]): Trace {
  let now = 0;
  const trace = new Trace({
    trace: 1,
    maximumBytes: 64 * 1024 * 1024,
    clock: { now: () => now, wall: () => 1e12 + now },
  });
  const open = new Map<number, WireRecorder>();
  for (const { act, wire, length } of steps) {
    const version = wire % 2 === 0 ? 5 : 4;
    if (act === 'open' && !open.has(wire)) open.set(wire, connected(trace, wire, version, now));
    now += 0.001;
    const recorder = open.get(wire);
    if (recorder === undefined) continue;
    if (act === 'close') {
      recorder.close(now);
      open.delete(wire);
    } else if (act !== 'open') {
      const [from, bytes] = packet(act, version, length);
      recorder.packet(from, bytes, now);
    }
  }
  return trace;
}

function connected(trace: Trace, wire: number, version: ProtocolVersion, now: number): WireRecorder {
  const clientAddress = `${ENDS[wire % 4] ?? ''}:50000`;
  const brokerAddress = `${ENDS[wire % 2] ?? ''}:${1883 + (wire % 2)}`;
  const recorder = trace.openWire({ broker: `broker "${wire % 2}"`, clientAddress, brokerAddress, infers: true }, now);
  recorder.packet(
    'client',
    mqttBytes({ cmd: 'connect', clientId: `c ${wire}`, protocolVersion: version }, version),
    now,
  );
  return recorder;
}

function packet(act: Act, version: ProtocolVersion, length: number): [Side, Uint8Array] {
  const publish = { cmd: 'publish', topic: 't', qos: 1, messageId: 7, dup: false, retain: false } as const;
  const payload = Buffer.alloc(length, 'x');
  switch (act) {
    case 'publish':
      return ['client', mqttBytes({ ...publish, payload }, version)];
    case 'deliver':
      return ['broker', mqttBytes({ ...publish, payload }, version)];
    case 'acknowledge':
      return ['broker', mqttBytes({ cmd: 'puback', messageId: 7 }, version)];
    case 'subscribe':
      return [
        'client',
        mqttBytes({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'a/#', qos: 1 }] }, version),
      ];
    case 'malformed':
      return ['client', hex('36 05 0001 74 0001')];
    default:
      return ['client', mqttBytes({ cmd: 'pingreq' }, version)];
  }
}

const acts: readonly Act[] = ['open', 'publish', 'acknowledge', 'deliver', 'subscribe', 'ping', 'malformed', 'close'];
const step = fc.record({
  act: fc.constantFrom(...acts),
  wire: fc.nat(5),
  length: fc.oneof({ weight: 20, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.constant(70_000) }),
});

describe('A trace that is exported and opened again', () => {
  const again = (trace: Trace): Trace => importBytes(Buffer.concat([...exportTrace(everything(trace))])).trace;

  it('has the same rows, clients, brokers and addresses', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const opening = [0, 1, 2, 3, 4, 5].map((wire) => ({ act: 'open' as const, wire, length: 0 }));
        const trace = traceOf([...opening, ...steps]);
        const opened = again(trace);
        assert.deepEqual(rowsOf(opened), rowsOf(trace));
        assert.deepEqual(namesOf(opened), namesOf(trace));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps the client of a wire whose CONNECT has left the log', () => {
    const steps = Array.from({ length: 4 }, () => ({ act: 'publish' as const, wire: 0, length: 5 }));
    const trace = traceOf([{ act: 'open', wire: 0, length: 0 }, ...steps]);
    const left = { trace, numbers: [3, 4], isFiltered: false };
    const opened = importBytes(Buffer.concat([...exportTrace(left)])).trace;
    assert.deepEqual(namesOf(opened), namesOf(trace, true));
    assert.equal(opened.counts().packets, 2);
  });

  describe('of a broker that has every connection', () => {
    /** As mqtt.js does: the second and third connection send again without DUP. */
    const resent = (): TestTrace => {
      const t = new TestTrace();
      for (const present of [false, true, true]) {
        const wire = t.connected('c', 5, { clean: false, expiry: 3600 }, present);
        wire.publish('client', 1, { id: 1 });
        wire.close();
      }
      return t;
    };
    /** Frames of a connection: its beginning, its three packets, its end. */
    const FRAMES = 9;
    const withoutSecond = (trace: Trace): Trace => {
      const pieces = [...exportTrace(everything(trace))].filter(({ length }) => length > 0);
      assert.equal(pieces.length, 1 + 3 * FRAMES);
      pieces.splice(1 + FRAMES, FRAMES);
      return importBytes(Buffer.concat(pieces)).trace;
    };
    const kinds = (trace: Trace): string[] =>
      trace.findings('redeliveredWithoutDup', null, 200).rows.map(({ kind }) => kind);

    it('has the findings over reconnects, without that anybody says that it is complete', () => {
      const { trace } = resent();
      assert.equal(kinds(trace).length, 2);
      const file = importBytes(Buffer.concat([...exportTrace(everything(trace))]));
      assert.deepEqual([kinds(file.trace), file.notes], [kinds(trace), []]);
    });

    it('has none over a connection that was taken out of the file, nor after a pause', () => {
      assert.deepEqual(kinds(withoutSecond(resent().trace)), []);
      const { trace } = resent();
      trace.pause(true);
      trace.pause(false);
      assert.deepEqual(kinds(again(trace)), []);
    });
  });

  it('is opened under its addresses where somebody else wrote the comment', () => {
    const names = { client: 'a "b"\n', clientAddress: '[::1]:5', broker: 'x\\', brokerAddress: '1.2.3.4:1883' };
    assert.deepEqual(readWireComment(wireComment(3, names)), names);
    const { clientAddress, broker, brokerAddress } = names;
    const unnamed = { clientAddress, broker, brokerAddress };
    assert.deepEqual(readWireComment(wireComment(3, { ...names, client: '' })), unnamed);
    assert.deepEqual(readWireComment(wireComment(3, { ...names, isPart: true })), { ...names, isPart: true });
    const placed = { ...names, place: { number: 3, after: 2 } };
    assert.deepEqual(readWireComment(wireComment(3, placed)), placed);
    assert.equal(readWireComment('QoScope: something else'), null);
    assert.equal(readWireComment('QoScope: wire 1, client "\\x" at a:1 to broker "b" at b:2')?.client, '\\x');
  });
});

/** With `isUnderway` as they are where the file lacks the beginning of every wire. */
function namesOf(trace: Trace, isUnderway = false): unknown[] {
  return trace.wires().map(({ n, client, broker, clientAddress, brokerAddress, version, underway }) => {
    return { n, client, broker, clientAddress, brokerAddress, version, underway: underway || isUnderway };
  });
}
