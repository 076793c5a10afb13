import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runCertificate } from '../../../src/engine/commandLine/certificateCommand';
import { readCommand } from '../../../src/engine/commandLine/words';
import { QoScopeError } from '../../../src/shared/sentences';

describe('qoscope cert', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-cert-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('reads its words', () => {
    const words = ['cert', '--out', 'here', '--host', 'a.example', '--host=10.0.0.1', '--json'];
    const hosts = ['a.example', '10.0.0.1'];
    assert.deepEqual(readCommand(words), { kind: 'cert', directory: 'here', hosts, json: true });
    assert.deepEqual(readCommand(['cert', '--help']), { kind: 'help' });
  });

  for (const [words, code] of [
    [['cert'], 'commandLine.missingOption'],
    [['cert', '--out', 'x', 'y'], 'commandLine.extraWord'],
    [['cert', '--out', 'x', '--port', '1'], 'commandLine.unknownOption'],
  ] as const) {
    it(`refuses "${words.join(' ')}"`, () => {
      assert.throws(
        () => readCommand(words),
        (error) => error instanceof QoScopeError && error.code === code,
      );
    });
  }

  it('says how to use and to trust what it has made', async () => {
    const text = await runCertificate({ kind: 'cert', directory, hosts: [], json: false });
    const file = path.join(directory, 'qoscope-cert.pem');
    for (const words of ['--cafile', '--tls-port', 'tls_set(ca_certs=', 'NODE_EXTRA_CA_CERTS=']) {
      assert.ok(text.includes(words), words);
    }
    assert.ok(text.includes(`--cafile "${file}"`));
  });

  it('gives one line with --json', async () => {
    const text = await runCertificate({ kind: 'cert', directory, hosts: [], json: true });
    assert.deepEqual(JSON.parse(text), {
      kind: 'certificate',
      certificate: path.join(directory, 'qoscope-cert.pem'),
      key: path.join(directory, 'qoscope-key.pem'),
    });
  });
});
