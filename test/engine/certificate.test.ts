import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { makeCertificate } from '../../src/engine/certificate/makeCertificate';
import { TracedEngine } from '../support/tracedEngine';

describe('A development certificate', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'qoscope-certificate-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('is made by the engine in a folder that need not be there, its key for its owner alone', async () => {
    const engine = new TracedEngine();
    const deep = path.join(directory, 'a', 'b');
    const files = await engine.request('certificate.make', { directory: deep, hosts: ['broker.example'] });
    await engine.close();
    assert.deepEqual(files, {
      certificate: path.join(deep, 'qoscope-cert.pem'),
      key: path.join(deep, 'qoscope-key.pem'),
    });
    if (process.platform !== 'win32') assert.equal((await stat(files.key)).mode & 0o777, 0o600);
  });

  it('replaces nothing', async () => {
    const files = await makeCertificate(directory, []);
    const before = await readFile(files.key, 'utf8');
    await assert.rejects(makeCertificate(directory, []), { code: 'certificate.exists', args: { file: files.key } });
    assert.equal(await readFile(files.key, 'utf8'), before);
  });

  it('leaves no key behind where its certificate stands in the way', async () => {
    const file = path.join(directory, 'qoscope-cert.pem');
    await writeFile(file, 'mine');
    await assert.rejects(makeCertificate(directory, []), { code: 'certificate.exists', args: { file } });
    assert.deepEqual(await readdir(directory), ['qoscope-cert.pem']);
  });

  for (const host of ['', 'two words', '-a', 'a..b', 'fe80::1%eth0', 'https://a', `${'a'.repeat(64)}.example`]) {
    it(`is not made for "${host}"`, async () => {
      await assert.rejects(makeCertificate(directory, [host]), { code: 'certificate.badHost', args: { host } });
      assert.deepEqual(await readdir(directory), []);
    });
  }

  it('names the folder that cannot be written to', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    const under = path.join(file, 'folder');
    await assert.rejects(makeCertificate(under, []), { code: 'certificate.unwritable' });
  });
});
