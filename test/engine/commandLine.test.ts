import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { DeliveryRecord, ListeningRecord, OutputRecord } from '../../src/engine/commandLine/records';
import { Program } from '../support/programs';
import { TracedBroker } from '../support/tracedBroker';

/** As it is shipped; `npm test` builds it first. */
const CLI = path.resolve('dist/cli.js');

const call = (...words: string[]) => spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8' });

describe('qoscope on the command line', () => {
  describe('broker --json', () => {
    let cli: Program;
    let port: string;

    const records = (): OutputRecord[] =>
      cli.output
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as OutputRecord);

    const deliveries = (): DeliveryRecord[] => records().filter((record) => record.kind === 'delivery');

    const mosquitto = (name: 'mosquitto_pub' | 'mosquitto_sub', ...words: string[]): Promise<Program> =>
      Program.start(name, ['-h', '127.0.0.1', '-p', port, ...words], 'mosquitto-clients');

    beforeEach(async () => {
      cli = await Program.start(process.execPath, [CLI, 'broker', '--port', '0', '--json'], 'nodejs');
      await cli.printed(/"kind":"listening".*\n/);
      const [listening] = records() as [ListeningRecord];
      assert.deepEqual(Object.keys(listening), ['kind', 'transport', 'host', 'port']);
      assert.equal(listening.transport, 'tcp');
      assert.equal(listening.host, '127.0.0.1');
      port = String(listening.port);
    });

    afterEach(() => cli.stop());

    it('prints each wire once its client is known, and each delivery once it has ended', async () => {
      const kept = ['-V', '5', '-c', '-x', '60', '-i', 'sub1', '-t', 'a/#', '-q', '1'];
      await (await mosquitto('mosquitto_sub', ...kept, '-E')).succeeded();
      await (await mosquitto('mosquitto_pub', '-i', 'pub1', '-t', 'a/b', '-m', 'x', '-q', '2')).succeeded();
      assert.equal(await (await mosquitto('mosquitto_sub', ...kept, '-C', '1')).succeeded(), 'x\n');
      await cli.printed(/(?:"kind":"delivery".*\n[^]*){2}/);
      const wires = records().filter((record) => record.kind === 'wire');
      assert.deepEqual(wires, [
        { kind: 'wire', n: 1, client: 'sub1', broker: 'local', version: 5 },
        { kind: 'wire', n: 2, client: 'pub1', broker: 'local', version: 4 },
        { kind: 'wire', n: 3, client: 'sub1', broker: 'local', version: 5 },
      ]);
      const byClient = (client: string): DeliveryRecord => deliveries().find((record) => record.client === client)!;
      const { packets, ms, ...published } = byClient('pub1');
      assert.equal(packets.length, 4, 'PUBLISH, PUBREC, PUBREL, PUBCOMP');
      assert.ok(ms !== null && ms > 0 && ms < 5_000);
      assert.deepEqual(published, {
        kind: 'delivery',
        n: 1,
        client: 'pub1',
        broker: 'local',
        to: 'broker',
        topic: 'a/b',
        qos: 2,
        packetId: 1,
        state: 'complete',
        sends: 1,
        reason: null,
      });
      const received = byClient('sub1');
      assert.deepEqual(
        [received.to, received.qos, received.state, received.packets.length],
        ['client', 1, 'complete', 2],
        'at the granted QoS, with its PUBACK',
      );
    });

    it('names a client that has no name of its own as the broker does', async () => {
      await (await mosquitto('mosquitto_pub', '-V', '5', '-t', 'a', '-m', 'x', '-q', '0')).succeeded();
      await cli.printed(/"kind":"delivery".*\n/);
      const [, wire, delivery] = records();
      assert.ok(wire?.kind === 'wire' && delivery?.kind === 'delivery');
      assert.notEqual(wire.client, '');
      assert.equal(delivery.client, wire.client);
      assert.equal(delivery.ms, null, 'QoS 0 takes no time');
    });

    it('prints what is still open when it stops, and ends with status 0', async () => {
      await (await mosquitto('mosquitto_sub', '-c', '-i', 'away', '-t', 'a', '-q', '1', '-E')).succeeded();
      await (await mosquitto('mosquitto_pub', '-t', 'a', '-m', 'x', '-q', '1')).succeeded();
      await cli.printed(/"to":"broker".*\n/);
      assert.equal(deliveries().length, 1);
      await cli.stop('SIGINT');
      const open = deliveries().at(-1);
      assert.deepEqual([open?.client, open?.state, open?.packetId, open?.ms], ['away', 'queued', null, null]);
      await cli.succeeded();
    });
  });

  it('prints words without --json', async () => {
    const cli = await Program.start(process.execPath, [CLI, 'broker', '--port', '0'], 'nodejs');
    await cli.printed(/listening on tcp 127\.0\.0\.1:\d+\n/);
    const port = /:(\d+)\n/.exec(cli.output)?.[1] ?? '';
    const words = ['-h', '127.0.0.1', '-p', port, '-i', 'pub1', '-t', 'a/b', '-m', 'x', '-q', '1'];
    await (await Program.start('mosquitto_pub', words, 'mosquitto-clients')).succeeded();
    await cli.printed(/wire 1: pub1 \(MQTT 3\.1\.1\)\ndelivery 1: QoS 1 a\/b pub1 > local, id 1 complete in [\d.]+ ms/);
    await cli.stop('SIGTERM');
    await cli.succeeded();
  });

  it('ends with status 1 and names the port where it is taken', async () => {
    const other = await TracedBroker.start();
    const cli = await Program.start(process.execPath, [CLI, 'broker', '--port', String(other.port)], 'nodejs');
    await assert.rejects(
      cli.succeeded(),
      new RegExp(`ended with 1:\nPort ${other.port} on 127\\.0\\.0\\.1 is taken.*--port`),
    );
    await other.stop();
  });

  it('ends with status 2 and names a wrong word', () => {
    const { status, stderr, stdout } = call('broker', '--prot', '1883');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /"--prot"/);
  });

  it('says how it is used, and its version', () => {
    const help = call('--help');
    assert.equal(help.status, 0);
    for (const option of ['--host', '--port', '--maximum-packet-size', '--json'])
      assert.ok(help.stdout.includes(option));
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(call('--version').stdout, `${version}\n`);
  });
});
