import assert from 'node:assert/strict';

import { captureNotes } from '../../../src/engine/capture/captureNotes';
import { LeftOut } from '../../../src/engine/capture/leftOut';
import { openCapture } from '../../../src/engine/capture/openCapture';
import { recordedFile } from '../../support/captures';

const MAXIMUM_BYTES = 16 * 1024 * 1024;

describe('What was left out of a capture', () => {
  const codes = (leftOut: LeftOut, foundMqtt: boolean): string[] => leftOut.all(foundMqtt, []).map(({ code }) => code);

  it('names encryption where a capture without MQTT has nothing but TLS to show', async () => {
    const file = recordedFile('mosquitto-tls.pcapng');
    const capture = await openCapture(file, { trace: 1, maximumBytes: MAXIMUM_BYTES, ports: [], keyLog: null });
    const [note, ...others] = captureNotes(capture);
    assert.deepEqual([note?.code, others], ['capture.allEncrypted', []]);
    assert.ok(Number(note?.args.count) > 1);
    assert.match(String(note?.args.broker), /^127\.0\.0\.1:\d+$/);
  });

  it('says nothing of other programs that use TLS beside MQTT', () => {
    const leftOut = new LeftOut();
    leftOut.encryptedElsewhere('10.0.0.1:50000', '10.0.0.2:443');
    assert.deepEqual(codes(leftOut, true), []);
    assert.deepEqual(codes(leftOut, false), ['capture.allEncrypted']);
  });

  it('names the first of very many link types and brokers, and counts the others', () => {
    const leftOut = new LeftOut();
    for (let i = 0; i < 1000; i++) leftOut.unknownLink(200 + (i % 100));
    for (let i = 0; i < 1000; i++) leftOut.encrypted('keys', '10.0.0.1:5', `10.0.${i >> 8}.${i & 255}:8883`);
    const all = leftOut.all(true, []);
    const counts = all.map(({ args }) => Number(args.count));
    assert.deepEqual([all.length, all.at(-1)?.code], [21, 'capture.unnamed']);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      2000,
    );
  });

  it('counts connections of other programs by the ends that can be a broker, so that few places hold very many', () => {
    const leftOut = new LeftOut();
    for (let i = 0; i < 60_000; i++) leftOut.unrecognised([`10.0.0.1:${i}`, '10.0.0.2:443'], true);
    leftOut.unrecognised(['10.0.0.1:50000', '10.0.0.3:4000'], false);
    leftOut.unrecognised(['10.0.0.3:4000', '10.0.0.1:50001'], false);
    const [note, ...others] = leftOut.all(true, ['10.0.0.3:4000']);
    const args = { broker: '10.0.0.3:4000', client: '10.0.0.1:50000', count: 2 };
    assert.deepEqual([note, others], [{ code: 'capture.beforeConnect', args }, []]);
  });

  it('names the port of MQTT over TLS alone where there is a connection to it', () => {
    const leftOut = new LeftOut();
    leftOut.encryptedElsewhere('10.0.0.1:50000', '10.0.0.2:443');
    leftOut.encrypted('keys', '10.0.0.1:50001', '10.0.0.3:8883');
    assert.deepEqual(codes(leftOut, false), ['capture.encrypted']);
  });
});
