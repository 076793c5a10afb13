import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { CaptureSource } from '../../src/engine/capture/captureSource';
import { FileChunks } from '../../src/engine/capture/fileChunks';
import { openCapture } from '../../src/engine/capture/openCapture';
import { LIVE_TRACE, type OpenedCapture, type RowsPage } from '../../src/shared/engineApi';
import { importBytes, recordedBytes, rowsOf, withFile } from '../support/captures';
import { withCode } from '../support/errors';
import { HeldSource } from '../support/heldSource';
import { TracedEngine } from '../support/tracedEngine';

const PAHO = recordedBytes('local-paho.pcapng');
const CUTS = recordedBytes('local-cuts.pcapng');

/** Shortest time between two events, in milliseconds. */
const INTERVAL = 50;

describe('a capture that is being read', () => {
  let own: TracedEngine;
  let sources: Map<string, CaptureSource>;

  beforeEach(() => {
    sources = new Map();
    own = new TracedEngine((file) => {
      const source = sources.get(file);
      return source === undefined ? Promise.reject(new Error('no such file')) : Promise.resolve(source);
    });
  });

  afterEach(() => own.close());

  function held(file: string, size: number): HeldSource {
    const source = new HeldSource(size);
    sources.set(file, source);
    return source;
  }

  const open = (file: string) => own.request('trace.open', { file, ports: [], keyLog: null });
  const counts = (trace: number) => own.request('trace.counts', { trace });
  const rows = (trace: number, filter = ''): Promise<RowsPage> =>
    own.request('trace.rows', {
      trace,
      filter,
      order: 'time',
      descending: false,
      at: { position: 0 },
      limit: 200,
    });
  const told = (): OpenedCapture[] =>
    own.events.flatMap((event) => (event.name === 'captureChanged' ? [event.value] : []));

  /** Opens a file of which the first `given` bytes are there, and the rest is held. */
  async function begun(
    bytes: Uint8Array,
    given: number,
    size = bytes.length,
  ): Promise<{ readonly source: HeldSource; readonly opened: OpenedCapture; readonly trace: number }> {
    const file = `capture ${sources.size}`;
    const source = held(file, size);
    const opening = open(file);
    await source.give(bytes.subarray(0, given));
    const opened = await opening;
    return { source, opened, trace: opened.counts.trace };
  }

  it('shows its first rows, filtered, before the rest is there, and says how far it is', async () => {
    const { source, opened, trace } = await begun(PAHO, 30_000);
    assert.deepEqual(opened.reading, { read: 30_000, size: PAHO.length });
    assert.deepEqual(opened.notes, []);
    const first = await rows(trace, 'mqtt.qos == 2');
    assert.ok(first.total > 0 && first.total < opened.counts.deliveries);
    await source.giveLast(PAHO.subarray(30_000));
    await own.request('trace.whole', { trace });
    const later = await rows(trace, 'mqtt.qos == 2');
    assert.ok(later.total > first.total && later.version > first.version);
    assert.deepEqual(
      later.rows.slice(0, first.total).map(({ n }) => n),
      first.rows.map(({ n }) => n),
    );
  });

  it('is in the end what it is when it is read at once, whatever was asked meanwhile', async () => {
    const { source, trace } = await begun(PAHO, 3_000);
    for (let at = 3_000; at < PAHO.length; at += 7_001) {
      await source.give(PAHO.subarray(at, at + 7_001));
      await own.request('trace.findings', { trace, kind: null, before: null, limit: 200 });
      await own.request('trace.flows', { trace, limit: 200 });
      await own.request('trace.sessions', { trace });
      await rows(trace, 'qos.state == complete');
    }
    await source.give(new Uint8Array());
    const whole = await own.request('trace.whole', { trace });
    const expected = importBytes(PAHO).trace;
    const ours = { trace, version: 0, bytes: 0 }; // how it came there, and what it has room for
    assert.deepEqual({ ...whole.counts, ...ours }, { ...expected.counts(), ...ours });
    const asked = { filter: '', order: 'time', descending: false, at: { position: 0 }, limit: 200 } as const;
    assert.deepEqual((await rows(trace)).rows, expected.rowsPage({ trace, ...asked }).rows);
    const found = await own.request('trace.findings', { trace, kind: null, before: null, limit: 200 });
    assert.deepEqual(found.rows, expected.findings(null, null, 200).rows);
  });

  it('tells how far it is at most once in an interval, and then that it is whole', async () => {
    const { source, trace } = await begun(PAHO, 10_000);
    await source.give(PAHO.subarray(10_000, 20_000));
    await source.give(PAHO.subarray(20_000, 30_000));
    assert.deepEqual(
      told().map(({ reading }) => reading?.read),
      [20_000],
    );
    own.timers.advance(INTERVAL);
    await source.giveLast(PAHO.subarray(30_000));
    const whole = await own.request('trace.whole', { trace });
    assert.deepEqual(
      told().map(({ reading }) => reading?.read),
      [20_000, 30_000, undefined],
    );
    assert.deepEqual(told().at(-1), whole);
    assert.deepEqual(whole.counts, await counts(trace));
    own.timers.advance(INTERVAL);
    assert.equal(told().length, 3);
    assert.equal(source.isClosed, true);
  });

  it('is an empty trace until its first packet, and that is no finding', async () => {
    const { source, opened, trace } = await begun(PAHO, 100);
    assert.deepEqual([opened.counts.packets, opened.notes], [0, []]);
    assert.deepEqual((await rows(trace)).rows, []);
    await source.giveLast(PAHO.subarray(100));
    const whole = await own.request('trace.whole', { trace });
    assert.ok(whole.counts.version > opened.counts.version);
    assert.deepEqual(whole.notes, []);
    assert.equal((await rows(trace)).rows[0]?.n, 1);
  });

  it('says in the end where it is cut off, with all that came before', async () => {
    const { source, opened, trace } = await begun(PAHO.subarray(0, 50_000), 20_000);
    await source.giveLast(PAHO.subarray(20_000, 50_000));
    const whole = await own.request('trace.whole', { trace });
    assert.equal(whole.reading, null);
    assert.deepEqual(
      whole.notes.map(({ code }) => code),
      ['capture.truncated'],
    );
    assert.ok(whole.counts.packets > opened.counts.packets);
  });

  it('is read to where it is damaged, and no further', async () => {
    const { source, trace } = await begun(CUTS, 8_000, 100_000);
    await source.give(CUTS.subarray(8_000));
    await source.give(Buffer.alloc(64, 0xff));
    const { notes, counts } = await own.request('trace.whole', { trace });
    const damage = { code: 'capture.badLength', args: { offset: CUTS.length, length: 0xffff_ffff } };
    assert.deepEqual(notes.at(-1), damage);
    assert.equal(counts.packets, importBytes(CUTS).trace.counts().packets);
  });

  it('keeps what was read where the system cannot read on', async () => {
    const { source, opened, trace } = await begun(PAHO, 20_000);
    await source.fail(new Error('EIO: the disk is gone'));
    const whole = await own.request('trace.whole', { trace });
    const args = { offset: 20_000, cause: 'EIO: the disk is gone' };
    assert.deepEqual(whole.notes, [{ code: 'capture.unreadable', args }]);
    assert.ok(whole.counts.packets >= opened.counts.packets);
  });

  it('keeps what was read where something else fails', async () => {
    const { source, trace } = await begun(PAHO, 20_000);
    source.close = () => Promise.reject(new Error('it does not close'));
    await Promise.race([source.giveLast(PAHO.subarray(20_000)), own.request('trace.whole', { trace })]);
    const { reading, notes, counts } = await own.request('trace.whole', { trace });
    const args = { offset: PAHO.length, cause: 'it does not close' };
    assert.deepEqual([reading, notes], [null, [{ code: 'capture.unreadable', args }]]);
    assert.equal(counts.packets, importBytes(PAHO).trace.counts().packets);
  });

  it('never was one where it begins like none: nothing is opened', async () => {
    const source = held('text', 1_000_000);
    const opening = assert.rejects(open('text'), withCode('capture.notCapture'));
    await source.give(Buffer.from('this is no capture'));
    await opening;
    await assert.rejects(open('none'), withCode('capture.cannotOpen'));
    assert.deepEqual(told(), []);
  });

  it('is read no further once it is closed, and nobody waits for it in vain', async () => {
    const { source, trace } = await begun(PAHO, 20_000);
    const waiting = [
      own.request('trace.whole', { trace }),
      own.request('trace.export', { trace, filter: '', format: 'csv', file: path.join(tmpdir(), 'none', 'a.csv') }),
    ].map((asked) => assert.rejects(asked, withCode('trace.unknownTrace')));
    await own.request('trace.close', { trace });
    await Promise.all(waiting);
    await assert.rejects(counts(trace), withCode('trace.unknownTrace'));
    const before = told().length;
    await source.give(PAHO.subarray(20_000, 30_000));
    assert.equal(source.isClosed, true);
    own.timers.advance(INTERVAL);
    assert.equal(told().length, before);
  });

  it('ends with the engine, whether it was opened or is just being opened', async () => {
    const { source, trace } = await begun(PAHO, 20_000);
    const other = held('other', PAHO.length);
    const ends = [own.request('trace.whole', { trace }), open('other')].map((asked) =>
      assert.rejects(asked, withCode('engine.closed')),
    );
    await own.close();
    await Promise.all([source.give(PAHO.subarray(20_000)), other.give(PAHO.subarray(0, 20_000)), ...ends]);
    assert.deepEqual([source.isClosed, other.isClosed], [true, true]);
    own.timers.advance(INTERVAL);
    assert.deepEqual(told(), []);
  });

  it('stands beside another one, each with its own', async () => {
    const paho = await begun(PAHO, 20_000);
    const cuts = await begun(CUTS, 8_000);
    assert.notEqual(paho.trace, cuts.trace);
    await paho.source.give(PAHO.subarray(20_000, 60_000));
    await cuts.source.giveLast(CUTS.subarray(8_000));
    const whole = await own.request('trace.whole', { trace: cuts.trace });
    assert.equal(whole.counts.packets, importBytes(CUTS).trace.counts().packets);
    const { packets } = await counts(paho.trace);
    assert.ok(packets > paho.opened.counts.packets && packets < importBytes(PAHO).trace.counts().packets);
    await paho.source.giveLast(PAHO.subarray(60_000));
    const { counts: all } = await own.request('trace.whole', { trace: paho.trace });
    assert.equal(all.packets, importBytes(PAHO).trace.counts().packets);
  });

  it('is as large as what was read of it where it grows meanwhile', async () => {
    const { source, trace } = await begun(PAHO, 20_000, 30_000);
    await source.give(PAHO.subarray(20_000, 50_000));
    assert.deepEqual(told().at(-1)?.reading, { read: 50_000, size: 50_000 });
    await source.giveLast(PAHO.subarray(50_000));
    const { counts: all } = await own.request('trace.whole', { trace });
    assert.equal(all.packets, importBytes(PAHO).trace.counts().packets);
  });

  it('is saved once it is whole', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
    try {
      const { source, trace } = await begun(PAHO, 20_000);
      const file = path.join(folder, 'saved.pcapng');
      const saving = own.request('trace.export', { trace, filter: '', format: 'pcapng', file });
      await source.giveLast(PAHO.subarray(20_000));
      const { packets } = await saving;
      assert.equal(packets, importBytes(PAHO).trace.counts().packets);
      assert.equal(importBytes(readFileSync(file)).trace.counts().packets, packets);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is no other name for the live trace', async () => {
    await assert.rejects(own.request('trace.whole', { trace: LIVE_TRACE }), withCode('trace.unknownTrace'));
  });
});

describe('a capture file', () => {
  it('gives the same in pieces as at once, also where a frame is longer than a piece has room for', async () => {
    for (const name of ['local-large.pcapng.gz', 'local-paho.pcapng']) {
      const bytes = Buffer.concat(new Array<Uint8Array>(10).fill(recordedBytes(name)));
      const read = await withFile('long.pcapng', [bytes], (file) =>
        openCapture(file, { trace: 2, maximumBytes: 64 * 1024 * 1024, ports: [] }),
      );
      assert.deepEqual([read.problem, read.notes], [null, []]);
      assert.deepEqual(rowsOf(read.trace), rowsOf(importBytes(bytes).trace));
    }
  });

  it('that vanishes is read to its end all the same', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
    try {
      const file = path.join(folder, 'a.pcapng');
      writeFileSync(file, PAHO);
      const chunks = await FileChunks.open(file);
      assert.equal(chunks.size, PAHO.length);
      if (process.platform !== 'win32') unlinkSync(file);
      const pieces: Buffer[] = [];
      for (let piece = await chunks.next(); piece.length > 0; piece = await chunks.next()) {
        pieces.push(Buffer.from(piece));
      }
      await chunks.close();
      assert.ok(Buffer.concat(pieces).equals(PAHO));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
