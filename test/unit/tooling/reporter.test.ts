import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT } from '../../../scripts/paths';

describe('the reporter', function () {
  // Each test starts a mocha of its own.
  this.timeout(20_000);

  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'qoscope-suite-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs these lines as a suite, as `npm test` runs its own. */
  function suite(code: string): { status: number | null; lines: string[] } {
    writeFileSync(path.join(folder, 'a.test.js'), code);
    const mocha = path.join(PROJECT, 'node_modules/mocha/bin/mocha.js');
    const reporter = path.join(PROJECT, 'out/test/support/reporter.js');
    const args = [mocha, '--fail-zero', `--reporter=${reporter}`, path.join(folder, 'a.test.js')];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    return { status, lines: stdout.trim().split('\n') };
  }

  it('ends with what passed and what failed, on a line of its own', () => {
    const { status, lines } = suite("it('a', () => {}); it('b', () => {}); it('c', () => { throw new Error(); });");
    assert.equal(lines.at(-1), '2 passed, 1 failed');
    assert.notEqual(status, 0);
  });

  it('counts what was skipped', () => {
    assert.equal(suite("it('a', () => {}); it.skip('b', () => {});").lines.at(-1), '1 passed, 0 failed, 1 skipped');
  });

  it('does not let a suite pass in which there is no test', () => {
    const { status, lines } = suite('');
    assert.equal(lines.at(-1), '0 passed, 0 failed');
    assert.notEqual(status, 0);
  });
});
