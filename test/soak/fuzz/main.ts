/**
 * `npm run fuzz:broker`: a minute of bytes that nobody meant at the ports of `qoscope broker`. `--minutes N` and `--seed N`
 * change that; `--case N` or `--case N-M` with the seed of a run sends those cases again, one after the other. Ends with
 * status 1 where the broker died, held more and more memory, served a sound client no longer, or answered against the
 * standard.
 */

import { parseArgs } from 'node:util';

import { figure, mebibytes, table } from '../../bench/broker/table';
import { print, wholeWord } from '../../support/terminal';
import { fuzz, type FuzzResult } from './fuzz';

/** Milliseconds between two lines on how far it is. */
const REPORT = 60_000;

/** The most that the broker may hold at any time, in MiB: its heap's limit, its trace's 64, and the program. */
const MEMORY_LIMIT = 640;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { minutes: { type: 'string' }, seed: { type: 'string' }, case: { type: 'string' } },
  });
  const minutes = wholeWord('--minutes', values.minutes, 1);
  const seed = wholeWord('--seed', values.seed, Date.now() % 1_000_000_000, 0);
  const cases = values.case === undefined ? null : caseNumbers(values.case);
  print(`Broker fuzz: ${figure(minutes)} min, --seed ${seed}, Node ${process.version}`);
  const result = await fuzz({ seed, duration: minutes * 60_000, cases, progress: reporter() });
  print(summary(result));
  const problems = [...result.findings, ...memoryProblem(result)];
  for (const problem of problems) print(problem);
  if (result.lastWords !== '') print(result.lastWords);
  if (problems.length === 0) return;
  print(`To send a case again: npm run fuzz:broker -- --seed ${seed} --case N`);
  process.exitCode = 1;
}

function summary({ cases, memory, canaryRounds, canarySlowest }: FuzzResult): string {
  const { served, refused, ended, survived } = cases;
  const total = served + refused + ended + survived;
  const early = memory[Math.floor(memory.length / 10)] ?? 0;
  return table([
    ['cases', 'sound', 'one fault', 'spoilt', 'broken off or WebSocket', 'beside: rounds', 'slowest ms', 'RSS MiB'],
    [
      ...[total, served, refused, ended, survived, canaryRounds, canarySlowest].map((count) => figure(count)),
      `${mebibytes(early)} after a tenth, ${mebibytes(memory.at(-1) ?? 0)} at the end, ${mebibytes(Math.max(...memory))} at most`,
    ],
  ]);
}

function memoryProblem({ memory }: FuzzResult): string[] {
  const most = Math.max(...memory);
  return most > MEMORY_LIMIT * 2 ** 20 ? [`the broker held ${mebibytes(most)} MiB of memory`] : [];
}

function reporter(): (result: FuzzResult) => void {
  let next = performance.now() + REPORT;
  return (result) => {
    if (performance.now() < next) return;
    next += REPORT;
    const total = Object.values(result.cases).reduce((sum, count) => sum + count, 0);
    const memory = mebibytes(result.memory.at(-1) ?? 0);
    print(`  ${figure(total)} cases, ${result.findings.length} findings, RSS ${memory} MiB`);
  };
}

/** "17" or "17-40". */
function caseNumbers(word: string): [number, number] {
  const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(word) ?? [];
  if (first === undefined) throw new Error('--case takes a number, or two such as 17-40.');
  return [Number(first), Number(last)];
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
