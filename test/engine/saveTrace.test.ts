import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { LIVE_TRACE, type ExportFormat } from '../../src/shared/engineApi';
import { QoScopeError } from '../../src/shared/sentences';
import { asDissected, importBytes, recordedFile, rowsOf } from '../support/captures';
import { complaints, dissect } from '../support/tshark';
import { TracedEngine } from '../support/tracedEngine';

describe('saving a trace', () => {
  let own: TracedEngine;
  let folder: string;

  beforeEach(() => {
    own = new TracedEngine();
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
  });

  afterEach(async () => {
    await own.close();
    rmSync(folder, { recursive: true });
  });

  const open = (name: string) => own.request('trace.open', { file: recordedFile(name), ports: [], keyLog: null });
  const save = (trace: number, format: ExportFormat, name: string, filter = '') =>
    own.request('trace.export', { trace, filter, format, file: path.join(folder, name) });
  const saved = (name: string): Buffer => readFileSync(path.join(folder, name));

  it('as pcapng gives a capture with the same packets', async () => {
    const { counts } = await open('local-mosquitto-clients.pcapng');
    const result = await save(counts.trace, 'pcapng', 'a.pcapng');
    assert.deepEqual(result, { packets: counts.packets, bytes: saved('a.pcapng').length });
    const original = importBytes(readFileSync(recordedFile('local-mosquitto-clients.pcapng')));
    assert.deepEqual(rowsOf(importBytes(saved('a.pcapng')).trace), rowsOf(original.trace));
    assert.deepEqual(readdirSync(folder), ['a.pcapng']);
  });

  it('as JSON lines gives the records of the command line', async () => {
    const { counts } = await open('local-cuts.pcapng');
    await save(counts.trace, 'jsonl', 'a.jsonl');
    const records = saved('a.jsonl')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; n?: number });
    const of = (kind: string) => records.filter((record) => record.kind === kind);
    assert.equal(of('packet').length, counts.packets);
    assert.equal(of('delivery').length, counts.deliveries);
    assert.deepEqual(
      of('delivery').map(({ n }) => n),
      of('delivery').map((_, i) => i + 1),
      'oldest first',
    );
    assert.equal(of('finding').length, 1);
    assert.equal(of('session').length, 2);
    assert.deepEqual(
      [...new Set(records.map(({ kind }) => kind))],
      ['wire', 'packet', 'delivery', 'session', 'finding'],
    );
  });

  it('as pcapng holds what a filter leaves, with the CONNECT that tells the version of each connection', async () => {
    const { counts } = await open('local-paho.pcapng');
    const result = await save(counts.trace, 'pcapng', 'a.pcapng', 'mqtt.msgtype == 3 && mqtt.qos == 2');
    const original = importBytes(readFileSync(recordedFile('local-paho.pcapng'))).trace;
    const left = [...original.packets()].filter(({ type, qos }) => type === 'PUBLISH' && qos === 2);
    assert.ok(left.length > 5);
    assert.equal(result.packets, left.length);
    const wires = new Set(left.map(({ wire }) => wire));
    const theirs = await dissect(path.join(folder, 'a.pcapng'), []);
    assert.equal(theirs.filter(({ type }) => type === 1).length, wires.size);
    const unaliased = theirs.filter(({ type }) => type === 3);
    assert.deepEqual(
      unaliased,
      left.map((packet, i) => ({
        ...asDissected(original, packet),
        ...(unaliased[i]?.topic === '' ? { topic: '' } : {}),
      })),
    );
    assert.equal(await complaints(path.join(folder, 'a.pcapng')), '');
  });

  it('as JSON lines holds what belongs to the packets that a filter leaves', async () => {
    const { counts } = await open('local-mosquitto-clients.pcapng');
    const result = await save(counts.trace, 'jsonl', 'a.jsonl', 'mqtt.msgtype == 3 && mqtt.clientid == "pub2-v5"');
    assert.equal(result.packets, 1);
    const records = saved('a.jsonl')
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; client?: string });
    assert.deepEqual(
      records.map(({ kind }) => kind),
      ['wire', 'packet', 'delivery'],
    );
    assert.deepEqual([records[0]?.client, records[2]?.client], ['pub2-v5', 'pub2-v5']);
  });

  it('as CSV gives a table that a spreadsheet neither breaks nor computes', async () => {
    await own.startBroker();
    await own.connect(null, { clientId: '=cmd' });
    await own.publish('-a,"b"\u00e9', 'x', 1);
    await save(LIVE_TRACE, 'csv', 'a.csv');
    const [heads = '', ...lines] = saved('a.csv').toString().split('\r\n');
    assert.equal(
      heads,
      'n,wall,t,wire,client,broker,from,type,qos,dup,retain,packetId,topic,length,reason,fate,delivery,error',
    );
    assert.equal(lines.pop(), '', 'each line has an end');
    const publish = lines.find((line) => line.includes('PUBLISH')) ?? '';
    assert.match(
      publish,
      /^\d+,\d{4}-\d\d-\d\dT[\d:.]+Z,[\d.]+,1,'=cmd,local,client,PUBLISH,1,false,false,1,"'-a,""b""é",\d+,,passed,1,$/,
    );
    const connect = lines.find((line) => line.includes(',CONNECT,')) ?? '';
    assert.match(connect, /,client,CONNECT,,,,,,\d+,,passed,,$/);
  });

  it('replaces a file, by a link where one stands in its place, and leaves it alone where it fails', async () => {
    const { counts } = await open('local-cuts.pcapng');
    writeFileSync(path.join(folder, 'real.csv'), 'old');
    symlinkSync(path.join(folder, 'real.csv'), path.join(folder, 'link.csv'));
    await save(counts.trace, 'csv', 'link.csv');
    assert.ok(lstatSync(path.join(folder, 'link.csv')).isSymbolicLink());
    assert.match(saved('real.csv').toString(), /^n,wall/);
    mkdirSync(path.join(folder, 'taken'));
    for (const name of ['taken', 'nowhere/a.csv']) {
      await assert.rejects(
        save(counts.trace, 'csv', name),
        (error) =>
          error instanceof QoScopeError &&
          error.code === 'trace.exportFailed' &&
          error.args.file === path.join(folder, name),
      );
    }
    assert.deepEqual(readdirSync(folder).sort(), ['link.csv', 'real.csv', 'taken']);
  });
});
