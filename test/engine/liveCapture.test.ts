import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { LiveCapture } from '../../src/engine/capture/export/liveCapture';
import { Trace } from '../../src/engine/trace/trace';
import { importBytes } from '../support/captures';
import { mqttBytes } from '../support/mqttBytes';

const MEGABYTE = 1024 * 1024;

describe('A capture that is written as packets come', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('leaves out and counts what the disk is too slow for, and is read on behind it', async () => {
    const file = path.join(folder, 'live.pcapng');
    let now = 0;
    const clock = { now: () => now, wall: () => 1e12 + now };
    const trace = new Trace({ trace: 1, maximumBytes: 2 * MEGABYTE, clock });
    const live = await LiveCapture.create(file, trace, clock, 'a test');
    const ends = { clientAddress: '127.0.0.1:50000', brokerAddress: '127.0.0.1:1883' };
    const wire = live.openWire({ broker: 'local', ...ends }, now);
    wire.packet('client', mqttBytes({ cmd: 'connect', clientId: 'fast' }), now);
    const publish = { cmd: 'publish', topic: 't', qos: 0, dup: false, retain: false } as const;
    const large = mqttBytes({ ...publish, payload: Buffer.alloc(MEGABYTE) });
    const sent = 70;
    // Nothing reaches the disk before this turn of the event loop ends.
    for (let i = 0; i < sent; i++) wire.packet('client', large, ++now);
    assert.ok(live.leftOut > 0 && live.leftOut < 10, `${live.leftOut} left out`);
    const behind = mqttBytes({ ...publish, payload: 'behind' });
    let written = 1 + sent;
    let leftOut: number;
    do {
      await turn();
      ({ leftOut } = live);
      wire.packet('client', behind, ++now);
      written++;
    } while (live.leftOut > leftOut);
    await live.close();
    const opened = importBytes(readFileSync(file)).trace;
    const rows = [...opened.packets()];
    const gaps = rows.filter(({ error }) => error?.code === 'capture.gap');
    assert.equal(gaps.length, 1, 'what lacks is said');
    const { packets, dropped } = opened.counts();
    assert.equal(packets + dropped, written - live.leftOut + gaps.length);
    assert.deepEqual([rows.at(-1)?.length, rows.at(-1)?.error], [behind.length, null]);
  });
});
