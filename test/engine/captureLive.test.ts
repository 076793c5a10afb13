import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { ListeningRecord } from '../../src/engine/commandLine/records';
import { importBytes } from '../support/captures';
import { Program } from '../support/programs';
import { complaints, dissect } from '../support/tshark';

const CLI = path.resolve('dist/cli.js');

describe('qoscope broker --trace', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
    file = path.join(folder, 'live.pcapng');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the traffic as it comes, readable by tshark while it runs', async () => {
    const cli = await Program.start(
      process.execPath,
      [CLI, 'broker', '--port', '0', '--json', '--trace', file],
      'nodejs',
    );
    try {
      await cli.printed(/"kind":"listening".*\n/);
      const { port } = JSON.parse(cli.output.split('\n', 1)[0]!) as ListeningRecord;
      const at = ['-h', '127.0.0.1', '-p', String(port)];
      assert.deepEqual(await dissect(file, []), [], 'a capture before the first client');
      for (const qos of ['0', '1', '2']) {
        const words = ['-i', `p${qos}`, '-q', qos, '-t', 'live', '-m', 'x'];
        await (await Program.start('mosquitto_pub', [...at, ...words], 'mosquitto-clients')).succeeded();
      }
      await cli.printed(/(?:"kind":"delivery".*\n[^]*){3}/);
      const types = (await dissect(file, [])).map(({ type }) => type);
      for (const type of [1, 2, 3, 4, 5, 6, 7]) assert.ok(types.includes(type), `type ${type} while it runs`);
    } finally {
      await cli.stop('SIGINT');
    }
    await cli.succeeded();
    assert.equal(await complaints(file), '');
    const { trace, problem } = importBytes(readFileSync(file));
    assert.equal(problem, null);
    const names = trace.wires().map(({ client, closed }) => [client, closed]);
    assert.deepEqual(names, [
      ['p0', true],
      ['p1', true],
      ['p2', true],
    ]);
    const printed = cli.output.split('\n').filter((line) => line.includes('"kind":"delivery"'));
    const states = printed.map((line) => (JSON.parse(line) as { state: string }).state);
    assert.deepEqual(
      trace.deliveries(null, 9).rows.map(({ state }) => state),
      states,
    );
    const { startedAt } = trace.counts();
    assert.ok(Math.abs(Date.now() - startedAt) < 20_000, 'the wall clock');
  });

  it('ends with status 1 where the file cannot be written', async () => {
    const nowhere = path.join(folder, 'none', 'live.pcapng');
    const cli = await Program.start(process.execPath, [CLI, 'broker', '--port', '0', '--trace', nowhere], 'nodejs');
    await assert.rejects(cli.succeeded(), /ended with 1:\nThe capture .*live\.pcapng could not be written/);
  });
});
