import assert from 'node:assert/strict';

import { exportTrace } from '../../../src/engine/capture/export/exportTrace';
import { CaptureImport } from '../../../src/engine/capture/captureImport';
import { everything } from '../../../src/engine/trace/selection';
import { Trace } from '../../../src/engine/trace/trace';
import type { ProtocolVersion, Side } from '../../../src/shared/model';
import { mqttBytes } from '../../support/mqttBytes';

const VERSION: ProtocolVersion = 4;
const MAXIMUM_BYTES = 16 * 1024 * 1024;
const OPTIONS = { trace: 2, maximumBytes: MAXIMUM_BYTES, ports: [] };

/** Which packets, by their time in seconds. */
type Exchange = readonly (readonly [seconds: number, from: Side, packet: Parameters<typeof mqttBytes>[0]])[];

const CONNECTED: Exchange = [
  [0, 'client', { cmd: 'connect', clientId: 'late', protocolVersion: VERSION }],
  [0.001, 'broker', { cmd: 'connack', returnCode: 0, sessionPresent: false }],
];

const PUBLISHED: Exchange = [
  ...CONNECTED,
  [1, 'client', { cmd: 'publish', topic: 'a', payload: 'x', qos: 1, messageId: 1, dup: false, retain: false }],
];

/** A capture file of that exchange. */
function captureOf(exchange: Exchange): Uint8Array {
  let now = 0;
  const clock = { now: () => now, wall: () => 1e12 + now };
  const trace = new Trace({ trace: 1, maximumBytes: MAXIMUM_BYTES, clock });
  const ends = { clientAddress: '127.0.0.1:50000', brokerAddress: '127.0.0.1:1883' };
  const wire = trace.openWire({ broker: 'b', ...ends }, now);
  for (const [seconds, from, packet] of exchange) {
    now = seconds * 1000;
    wire.packet(from, mqttBytes(packet, VERSION), now);
  }
  return Buffer.concat([...exportTrace(everything(trace))]);
}

/** The kinds of the findings when they are asked for after each `step` bytes, and in the end. */
function findingsOf(bytes: Uint8Array, step: number): readonly string[] {
  const capture = new CaptureImport(OPTIONS);
  for (let at = 0; at < bytes.length; at += step) {
    capture.push(bytes.slice(at, at + step));
    capture.trace.findings(null, null, 200);
  }
  const { trace } = capture.end();
  const { error, pitfall } = trace.counts().findings;
  const { rows } = trace.findings(null, null, 200);
  assert.equal(error + pitfall, rows.length, 'all are there at the end, before anyone asks');
  return rows.map(({ kind }) => kind);
}

describe('a capture whose findings are asked for while it is read', () => {
  it('has none for a handshake that went on, however long that took', () => {
    const answered = captureOf([
      ...PUBLISHED,
      [30, 'client', { cmd: 'pingreq' }],
      [31, 'broker', { cmd: 'puback', messageId: 1 }],
    ]);
    assert.deepEqual(findingsOf(answered, answered.length), []);
    assert.deepEqual(findingsOf(answered, 40), []);
  });

  it('has one in the end for a handshake that still waits then', () => {
    const stalled = captureOf([...PUBLISHED, [30, 'client', { cmd: 'pingreq' }]]);
    assert.deepEqual(findingsOf(stalled, stalled.length), ['stalled']);
    assert.deepEqual(findingsOf(stalled, 40), ['stalled']);
  });
});

describe('a capture before its first packet', () => {
  it('is a trace with the number that it will have, and nothing in it', () => {
    const capture = new CaptureImport(OPTIONS);
    const bytes = captureOf(PUBLISHED);
    capture.push(bytes.slice(0, 100));
    const { trace, packets, version } = capture.trace.counts();
    assert.deepEqual([trace, packets, version], [2, 0, 0]);
    capture.push(bytes.slice(100));
    assert.equal(capture.trace, capture.end().trace);
    assert.ok(capture.trace.counts().version > version);
  });
});
