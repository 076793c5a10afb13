/**
 * `npm test`: every check there is, in the order in which they are cheapest to fail. With names behind it, only those:
 * `npm test -- types unit`.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { VSIX } from './manifest';
import { CACHE, FAILURES_FILE, PROJECT } from './paths';
import { npm, run } from './programs';
import { checkSystem } from './systemCheck';
import { unzip } from './unzip';

/** One step of the run. */
interface Step {
  readonly name: string;
  /** Whether those after it say nothing where this one failed. */
  readonly needed?: boolean;
  readonly run: () => Promise<void>;
}

/** Where the packaged extension lies unpacked for its tests. */
const UNPACKED = path.join(CACHE, 'unpacked');

/** What failed in all suites of this run, as they printed it: said once more at the end, where it is looked for. */
const FAILURES = path.join(CACHE, 'failures.txt');

/** Milliseconds that a test may take unless it says otherwise: generous, since two cores are shared with browsers. */
const TEST_TIMEOUT = 20_000;

const node = (...args: string[]): Promise<void> => run(process.execPath, args, { cwd: PROJECT });
const tool = (file: string, ...args: string[]): Promise<void> => node(path.join('node_modules', file), ...args);

const STEPS: readonly Step[] = [
  { name: 'system', needed: true, run: checkSystem },
  { name: 'lint', run: () => tool('eslint/bin/eslint.js', '.') },
  { name: 'format', run: () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  { name: 'types', needed: true, run: compile },
  { name: 'build', needed: true, run: () => node('esbuild.js') },
  { name: 'unit', run: () => mocha('unit') },
  { name: 'engine', run: () => mocha('engine') },
  { name: 'fuzz', run: () => node('out/test/soak/fuzz/main.js') },
  { name: 'vscode', run: () => inVSCode(PROJECT) },
  // Two files at once: a window of VS Code that opens mostly waits.
  { name: 'ui', run: () => mocha('ui', '--parallel', '--jobs=2') },
  { name: 'package', needed: true, run: () => npm(['run', '--silent', 'package'], { cwd: PROJECT }) },
  { name: 'packaged', run: () => mocha('packaged') },
  { name: 'packaged-vscode', run: inVSCodePackaged },
];

/** What was compiled of tests that are gone would still be found and run. */
async function compile(): Promise<void> {
  await rm(path.join(PROJECT, 'out/test'), { recursive: true, force: true });
  await rm(path.join(PROJECT, 'out/test.tsbuildinfo'), { force: true });
  await tool('typescript/bin/tsc', '-b');
}

/** A suite in which no test is found fails, and so does one that runs a part of itself. */
function mocha(suite: string, ...more: readonly string[]): Promise<void> {
  const options = [
    '--reporter=out/test/support/reporter.js',
    '--fail-zero',
    '--forbid-only',
    `--timeout=${TEST_TIMEOUT}`,
    ...more,
  ];
  return tool('mocha/bin/mocha.js', ...options, `out/test/${suite}/**/*.test.js`);
}

const inVSCode = (extension: string): Promise<void> => node('out/test/support/runInServer.js', extension);

async function inVSCodePackaged(): Promise<void> {
  await rm(UNPACKED, { recursive: true, force: true });
  await unzip(VSIX, 'extension/', UNPACKED);
  await inVSCode(UNPACKED);
}

async function runAll(steps: readonly Step[]): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const begun = performance.now();
    console.log(`\n== ${step.name}`);
    const problem = await step.run().then(
      () => null,
      (error: unknown) => error,
    );
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`== ${step.name}: ${problem === null ? 'ok' : 'FAILED'} after ${seconds} s`);
    if (problem === null) continue;
    console.error(problem instanceof Error ? problem.message : problem);
    failed.push(step.name);
    if (step.needed === true) break;
  }
  return failed;
}

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new Error(`No such step: ${unknown.join(', ')}. There are: ${STEPS.map((step) => step.name).join(', ')}.`);
  await mkdir(CACHE, { recursive: true });
  await writeFile(FAILURES, '');
  process.env[FAILURES_FILE] = FAILURES;
  const failed = await runAll(names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name)));
  if (failed.length > 0) throw new Error(`${await readFile(FAILURES, 'utf8')}\nFailed: ${failed.join(', ')}.`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
