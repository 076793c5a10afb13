import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { connectAsync } from 'mqtt';
import type { ListeningRecord } from '../../src/engine/commandLine/records';
import { doorUrl } from '../../src/shared/transports';
import { Program } from '../support/programs';

/** As it is shipped; `npm test` builds it first. */
const CLI = path.resolve('dist/cli.js');

const qoscope = (...words: string[]): Promise<Program> => Program.start(process.execPath, [CLI, ...words], 'nodejs');

describe('qoscope with doors beside TCP', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-cli-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('makes a certificate, and prints a line for each door that it opens with it', async () => {
    const made = await (await qoscope('cert', '--out', directory, '--json')).succeeded();
    const { certificate, key } = JSON.parse(made) as { certificate: string; key: string };
    const ports = ['--port', '0', '--ws-port', '0', '--tls-port', '0', '--wss-port', '0'];
    const broker = await qoscope('broker', ...ports, '--cert', certificate, '--key', key, '--json');
    await broker.printed(/("kind":"listening".*\n[^]*){4}/);
    const lines = broker.output.trimEnd().split('\n').slice(0, 4);
    const doors = lines.map((line) => JSON.parse(line) as ListeningRecord);
    assert.deepEqual(Object.keys(doors[1]!), ['kind', 'transport', 'host', 'port']);
    assert.deepEqual(
      doors.map(({ transport }) => transport),
      ['tcp', 'ws', 'tls', 'wss'],
    );
    for (const door of doors) {
      const client = await connectAsync(doorUrl(door), { clientId: door.transport, ca: readFileSync(certificate) });
      await client.publishAsync('a', 'x', { qos: 2 });
      await client.endAsync();
      await broker.printed(new RegExp(`"kind":"delivery","n":\\d+,"client":"${door.transport}".*"state":"complete"`));
    }
    await broker.stop('SIGINT');
    await broker.succeeded();
  });

  it('ends with status 1 and names option and file where the certificate cannot be read', async () => {
    const file = path.join(directory, 'gone.pem');
    const broker = await qoscope('broker', '--port', '0', '--tls-port', '0', '--cert', file, '--key', file);
    await assert.rejects(broker.succeeded(), /ended with 1:\nThe file .*gone\.pem could not be read.*with --cert/);
  });

  it('does not open beyond this machine without users, unless that is said to be meant', async () => {
    const broker = await qoscope('broker', '--host', '0.0.0.0', '--port', '0');
    await assert.rejects(broker.succeeded(), /ended with 1:\nWithout users, everyone who reaches 0\.0\.0\.0 .*--open/);
  });

  it('warns where everyone may come in', async () => {
    const broker = await qoscope('broker', '--host', '0.0.0.0', '--open', '--port', '0');
    await broker.printed(/listening on tcp 0\.0\.0\.0:\d+/);
    assert.match(broker.output, /Everyone who reaches 0\.0\.0\.0 may use this broker.*--users/);
    await broker.stop('SIGINT');
    await broker.succeeded();
  });
});
