import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { LIVE_TRACE } from '../../src/shared/engineApi';
import { recordedBytes, recordedFile, withFile } from '../support/captures';
import { withCode } from '../support/errors';
import { TracedEngine } from '../support/tracedEngine';

const CLIENTS = recordedFile('local-mosquitto-clients.pcapng');
const CUTS = recordedFile('local-cuts.pcapng');

const sectionLength = (bytes: Uint8Array): number => Buffer.from(bytes).readUInt32LE(4);

/** A block of secrets as Wireshark writes it. */
function secretsBlock(keys: Uint8Array): Uint8Array {
  const length = 20 + keys.length + (-keys.length & 3);
  const block = Buffer.alloc(length);
  for (const [i, value] of [10, length, 0x544c534b, keys.length].entries()) block.writeUInt32LE(value, 4 * i);
  block.set(keys, 16);
  block.writeUInt32LE(length, length - 4);
  return block;
}

describe('captures opened by the engine', () => {
  let own: TracedEngine;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(() => own.close());

  const open = (file: string, keyLog: string | null = null) => own.request('trace.open', { file, ports: [], keyLog });

  it('stand beside the live trace, each with its own deliveries, findings and packets', async () => {
    const [clients, cuts] = await Promise.all([open(CLIENTS), open(CUTS)]);
    const resumed = { code: 'capture.resumed', args: { count: 4 } };
    assert.deepEqual([clients.notes, cuts.notes], [[], [resumed]]);
    assert.notEqual(clients.counts.trace, cuts.counts.trace);
    assert.ok(Math.min(clients.counts.trace, cuts.counts.trace) > LIVE_TRACE);
    const rows = async (trace: number) =>
      (await own.request('trace.deliveries', { trace, before: null, limit: 200 })).rows;
    assert.ok((await rows(clients.counts.trace)).some(({ client }) => client === 'pub2-v5'));
    assert.ok((await rows(cuts.counts.trace)).every(({ client }) => client !== 'pub2-v5'));
    assert.deepEqual(await rows(LIVE_TRACE), []);
    const { trace } = cuts.counts;
    const findings = await own.request('trace.findings', { trace, kind: null, before: null, limit: 10 });
    assert.ok(findings.rows.some(({ kind }) => kind === 'reconnectLoop'));
    const { packet, fields } = await own.request('trace.packet', { trace, packet: 1 });
    assert.deepEqual([packet.type, fields[1]?.children[0]?.value], ['CONNECT', 'MQTT']);
  });

  it('are forgotten when closed, and their numbers are not used again', async () => {
    const { trace } = (await open(CLIENTS)).counts;
    await own.request('trace.close', { trace });
    await own.request('trace.close', { trace });
    await assert.rejects(own.request('trace.counts', { trace }), withCode('trace.unknownTrace'));
    assert.notEqual((await open(CLIENTS)).counts.trace, trace);
    await own.request('trace.close', { trace: LIVE_TRACE });
    assert.equal((await own.request('trace.counts', { trace: LIVE_TRACE })).packets, 0, 'the live trace stays');
  });

  it('tell with its offset where a file ends too early, after all that it has', async () => {
    const bytes = recordedBytes(path.basename(CLIENTS));
    const cut = await withFile('cut.pcapng', [bytes.subarray(0, bytes.length / 2)], open);
    assert.deepEqual(
      cut.notes.map(({ code }) => code),
      ['capture.truncated'],
    );
    assert.ok(Number(cut.notes[0]?.args.offset) > bytes.length / 2 - 2000);
    assert.ok(cut.counts.packets > 10);
  });

  it('say so where there is nothing to read, or no MQTT', async () => {
    await assert.rejects(open(recordedFile('none.pcap')), withCode('capture.cannotOpen'));
    await assert.rejects(open(path.resolve('package.json')), withCode('capture.notCapture'));
    const header = recordedBytes('mosquitto-ipv6.pcap').subarray(0, 24);
    const { notes } = await withFile('empty.pcap', [header], open);
    assert.deepEqual(notes, [{ code: 'capture.noMqtt', args: {} }]);
  });

  it('are decrypted with a key log beside them or within them', async () => {
    const keyLog = recordedFile('mosquitto-tls.keys');
    const beside = await open(recordedFile('mosquitto-tls.pcapng'), keyLog);
    assert.deepEqual([beside.counts.deliveries, beside.notes], [40, []]);
    const bytes = recordedBytes('mosquitto-tls.pcapng');
    const pieces = [
      bytes.subarray(0, sectionLength(bytes)),
      secretsBlock(readFileSync(keyLog)),
      bytes.subarray(sectionLength(bytes)),
    ];
    const within = await withFile('within.pcapng', pieces, (file) => open(file));
    assert.deepEqual([within.counts.deliveries, within.notes], [40, []]);
    assert.equal((await open(recordedFile('mosquitto-tls.pcapng'))).counts.packets, 0);
    await assert.rejects(open(CLIENTS, recordedFile('none.keys')), withCode('capture.badKeyLog'));
  });

  it('are read no further once the engine closes', async () => {
    const opening = open(CLIENTS);
    const ended = assert.rejects(opening, withCode('engine.closed'));
    await own.close();
    await ended;
    await assert.rejects(open(CLIENTS), withCode('engine.closed'));
  });
});
