import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectAsync, type IClientOptions } from 'mqtt';

import { Program } from '../support/programs';

/** As it is shipped; `npm test` builds it first. */
const CLI = path.resolve('dist/cli.js');

describe('qoscope broker with switches and users', () => {
  let folder: string;
  let cli: Program | null = null;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-users-'));
  });

  afterEach(async () => {
    await cli?.stop();
    cli = null;
    rmSync(folder, { recursive: true });
  });

  /** Starts it, and gives a function that connects to it. */
  async function start(...words: string[]) {
    cli = await Program.start(process.execPath, [CLI, 'broker', '--port', '0', ...words], 'nodejs');
    await cli.printed(/listening on tcp 127\.0\.0\.1:\d+\n/);
    const port = /:(\d+)\n/.exec(cli.output)?.[1] ?? '';
    return (options: IClientOptions = {}) =>
      connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 0, ...options }, false);
  }

  it('is the lesser broker that they ask for', async () => {
    const connect = await start('--max-qos', '1', '--no-retain', '--refuse', 'a/#=0x97');
    const client = await connect();
    const granted = await client.subscribeAsync('b', { qos: 2 });
    assert.equal(granted[0]?.qos, 1);
    await assert.rejects(client.publishAsync('a/b', 'x', { qos: 1 }), { code: 0x97 });
    const closed = new Promise<void>((resolve) => client.once('close', resolve));
    client.publish('b', 'x', { qos: 0, retain: true });
    await closed;
    await client.endAsync(true);
  });

  it('lets in the users of its file', async () => {
    const file = path.join(folder, 'users.json');
    writeFileSync(file, JSON.stringify({ users: [{ name: 'dash', password: 'päss', write: ['a/+'] }] }));
    const connect = await start('--users', file);
    await assert.rejects(connect(), { code: 0x87 });
    await assert.rejects(connect({ username: 'dash', password: 'pass' }), { code: 0x86 });
    const client = await connect({ username: 'dash', password: 'päss' });
    await client.publishAsync('a/b', 'x', { qos: 1 });
    await assert.rejects(client.publishAsync('b', 'x', { qos: 1 }), { code: 0x87 });
    await client.endAsync(true);
  });

  it('does not start with a file of users that cannot be read', () => {
    const missing = path.join(folder, 'missing.json');
    const words = [CLI, 'broker', '--port', '0', '--users', missing];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [1, '']);
    assert.ok(stderr.includes(missing));
  });
});
