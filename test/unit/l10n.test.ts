import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

describe('The texts for translators', () => {
  it('are all texts of host, engine, shared code and page, and no others', () => {
    const { status, stderr } = spawnSync(process.execPath, ['l10n/export.mjs', '--check'], { encoding: 'utf8' });
    assert.equal(stderr, '', 'run `node l10n/export.mjs`');
    assert.equal(status, 0);
  }).timeout(20_000);
});
