/** The store of `qoscope broker --store`; the short form of `npm run soak:store`. */

import assert from 'node:assert/strict';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { connectAsync } from 'mqtt';
import { KilledBroker, nodeWithSqlite } from '../soak/store/killedBroker';
import { runKillSoak } from '../soak/store/killSoak';
import { Program } from '../support/programs';

const CLI = path.resolve('dist/cli.js');

describe('the broker with a store', function () {
  this.timeout(120_000); // on the first run a Node has to be fetched

  let directory: string;
  let broker: KilledBroker;

  const mosquitto = async (name: 'mosquitto_pub' | 'mosquitto_sub', ...words: string[]): Promise<string> => {
    const all = ['-h', '127.0.0.1', '-p', String(broker.port), ...words];
    return (await Program.start(name, all, 'mosquitto-clients')).succeeded();
  };

  const another = async (): Promise<SpawnSyncReturns<string>> => {
    const words = [CLI, 'broker', '--port', '0', '--store', directory];
    return spawnSync(await nodeWithSqlite(), words, { encoding: 'utf8' });
  };

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-store-'));
    broker = await KilledBroker.start(directory);
  });

  afterEach(async () => {
    await broker.stop();
    await rm(directory, { recursive: true });
  });

  it('loses and doubles no QoS 2 message and no will where it is killed under load', async () => {
    const seed = Date.now() % 1_000_000_000;
    const result = await runKillSoak(broker, { qos: 2, messages: 12_000, kills: 3, seed });
    assert.deepEqual(result.sentences, [], `seed ${seed}`);
    const { arrived, repeats, violations } = result;
    assert.deepEqual({ arrived, repeats, violations }, { arrived: 12_000, repeats: 0, violations: 0 }, `seed ${seed}`);
    assert.equal(broker.kills, 3);
  });

  const kept = ['-V', '5', '-c', '-x', '600', '-i', 'away', '-q', '2'];

  it('finds session, queue in its order and retained message again after it was killed', async () => {
    await mosquitto('mosquitto_sub', ...kept, '-t', 'a/+', '-E');
    for (const word of ['one', 'two', 'three']) await mosquitto('mosquitto_pub', '-t', 'a/b', '-m', word, '-q', '2');
    await mosquitto('mosquitto_pub', '-t', 'state', '-m', 'on', '-q', '1', '-r');
    await broker.kill();
    // Another filter: what comes for the first one was granted before.
    const received = await mosquitto('mosquitto_sub', ...kept, '-t', 'state', '-C', '4', '-v');
    assert.deepEqual(received.trimEnd().split('\n').sort(), ['a/b one', 'a/b three', 'a/b two', 'state on']);
    assert.match(received, /one\n[^]*two\n[^]*three\n/);
  });

  it('finds them again after it was stopped, and ends with status 0', async () => {
    await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-E');
    await mosquitto('mosquitto_pub', '-t', 'a', '-m', 'x', '-q', '1');
    assert.equal(await broker.stop(), 0);
    broker = await KilledBroker.start(directory);
    assert.equal(await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-C', '1'), 'x\n');
  });

  it('turns a second owner away and says who holds the store', async () => {
    const { status, stderr } = await another();
    assert.equal(status, 1);
    assert.match(stderr, /has been open in qoscope broker \(process \d+\) since .*--store/);
    await writeFile(path.join(directory, 'owner.json'), '');
    assert.match((await another()).stderr, /is open in another program/);
  });

  it('refuses a store of another layout and what is no store, and leaves both as they are', async () => {
    await broker.stop();
    const file = path.join(directory, 'broker.sqlite');
    const bytes = await readFile(file);
    bytes.writeUInt32BE(7, 60); // where SQLite keeps user_version
    await writeFile(file, bytes);
    assert.match((await another()).stderr, /has layout 7, and this version of QoScope knows 2/);
    await writeFile(file, 'no database, but long enough to be looked at as one'.repeat(40));
    assert.match((await another()).stderr, /could not be opened: .*not a database/);
    assert.match(await readFile(file, 'utf8'), /^no database/);
  });

  it('goes on with a store of layout 1, which had no wills', async () => {
    await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-E');
    await mosquitto('mosquitto_pub', '-t', 'a', '-m', 'x', '-q', '1');
    await broker.stop();
    const file = JSON.stringify(path.join(directory, 'broker.sqlite'));
    const former = `const { DatabaseSync } = require('node:sqlite');
      new DatabaseSync(${file}).exec('DROP TABLE will; PRAGMA user_version = 1');`;
    assert.equal(spawnSync(await nodeWithSqlite(), ['-e', former]).status, 0);
    broker = await KilledBroker.start(directory);
    assert.equal(await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-C', '1'), 'x\n');
  });

  it('publishes the will of a client that was connected when it was killed, once', async () => {
    await mosquitto('mosquitto_sub', ...kept, '-t', 'gone', '-E');
    const will = { topic: 'gone', payload: Buffer.from('bye'), qos: 2 as const, retain: false };
    const doomed = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { will, reconnectPeriod: 0 });
    doomed.on('error', () => undefined); // its broker is killed
    await broker.kill();
    await broker.kill();
    await mosquitto('mosquitto_pub', '-t', 'gone', '-m', 'last', '-q', '2');
    assert.equal(await mosquitto('mosquitto_sub', ...kept, '-t', 'gone', '-C', '2'), 'bye\nlast\n');
  });

  it('ends with the reason where the disk takes no more, and keeps all that it acknowledged', async () => {
    await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-E');
    await broker.stop();
    const node = await nodeWithSqlite();
    // In units of 1,024 bytes: room for two messages of 100 kB and not for a third.
    const words = ['-c', 'ulimit -f 300; exec "$@"', 'bash', node, CLI, 'broker', '--port', '0', '--store', directory];
    const full = await Program.start('bash', words, 'bash');
    await full.printed(/listening on tcp 127\.0\.0\.1:\d+\n/);
    const port = /:(\d+)\n/.exec(full.output)?.[1] ?? '';
    const message = path.join(directory, 'message');
    await writeFile(message, Buffer.alloc(100_000, 'x'));
    const publish = async (): Promise<string> => {
      const all = ['-h', '127.0.0.1', '-p', port, '-t', 'a', '-f', message, '-q', '1'];
      return (await Program.start('mosquitto_pub', all, 'mosquitto-clients')).succeeded();
    };
    try {
      await publish();
      await publish();
      await assert.rejects(publish());
      await assert.rejects(full.succeeded(), /ended with 1:[^]*could not be written: .*Nothing was acknowledged/);
    } finally {
      await full.stop();
    }
    broker = await KilledBroker.start(directory);
    assert.equal(await mosquitto('mosquitto_sub', ...kept, '-t', 'a', '-C', '2', '-F', '%l'), '100000\n100000\n');
  });

  it('names the Node that it needs where there is no node:sqlite', async () => {
    const words = ['--no-experimental-sqlite', CLI, 'broker', '--port', '0', '--store', directory];
    const { status, stderr } = spawnSync(await nodeWithSqlite(), words, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /needs Node 22\.13 or newer.*this is Node \d+\..*leave --store out/);
  });
});
