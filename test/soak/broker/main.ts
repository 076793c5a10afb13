/**
 * `npm run soak:broker`: a million messages at QoS 2 and at QoS 1 through one broker process, with connections cut at
 * random every 50 to 500 ms on both sides. `--messages N`, `--seed N`, `--qos 1|2` and `--cuts 50-500` change that. Ends with status 1
 * where a message was lost, doubled at QoS 2 or came out of order, with the first such cases.
 */

import { parseArgs } from 'node:util';

import { buildQoScope, startQoScope } from '../../bench/broker/qoscope';
import type { QoScopeFigures } from '../../bench/broker/qoscopeFigures';
import { figure, mebibytes, table } from '../../bench/broker/table';
import { loadAverage, print, wholeWord } from '../../support/terminal';
import type { CutPlan } from './cuts';
import { runSoak, type SoakResult } from './soak';

/** Milliseconds between two lines on how far it is. */
const REPORT = 10_000;

/** One run through a fresh broker. */
interface Finding {
  readonly qos: 1 | 2;
  readonly result: SoakResult;
  readonly before: QoScopeFigures;
  readonly after: QoScopeFigures;
  readonly problems: readonly string[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      seed: { type: 'string' },
      qos: { type: 'string' },
      cuts: { type: 'string', default: '50-500' },
    },
  });
  const messages = wholeWord('--messages', values.messages, 1_000_000);
  const seed = wholeWord('--seed', values.seed, Date.now() % 1_000_000_000, 0);
  const levels = ([2, 1] as const).filter((qos) => values.qos === undefined || values.qos === String(qos));
  if (levels.length === 0) throw new Error('--qos takes 1 or 2.');
  const cuts = cutPlan(values.cuts);
  await buildQoScope();
  print(
    `Broker soak: ${figure(messages)} messages, --seed ${seed}, ${new Date().toISOString()}, Node ${process.version}`,
  );
  const findings: Finding[] = [];
  for (const qos of levels) findings.push(await soak(qos, messages, seed, cuts));
  print(`\n${table([HEADS, ...findings.map(row)])}\n\n${loadAverage()}`);
  for (const { qos, problems } of findings) for (const problem of problems) print(`QoS ${qos}: ${problem}`);
  if (findings.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
}

async function soak(qos: 1 | 2, messages: number, seed: number, cuts: CutPlan): Promise<Finding> {
  const broker = await startQoScope();
  try {
    const before = await broker.figures();
    const result = await runSoak({ port: broker.port, qos, messages, seed, cuts, progress: reporter(qos) });
    const after = await broker.figures();
    return { qos, result, before, after, problems: problems(result, after) };
  } finally {
    await broker.stop();
  }
}

/** What must not be, by the clients' books and by the broker's own. */
function problems(result: SoakResult, { broker, trace }: QoScopeFigures): string[] {
  const found = [...result.sentences];
  if (result.violations > found.length) found.push(`… ${result.violations} violations in all`);
  const dropped = Object.entries(broker.dropped).filter(([, count]) => count > 0);
  for (const [why, count] of dropped) found.push(`the broker dropped ${count} messages (${why})`);
  if (trace.inFlight > 0) found.push(`the trace counts ${trace.inFlight} deliveries in flight where all have ended`);
  return found;
}

function reporter(qos: number): (arrived: number, connections: number) => void {
  let next = performance.now() + REPORT;
  return (arrived, connections) => {
    if (performance.now() < next) return;
    next += REPORT;
    print(`  QoS ${qos}: ${figure(arrived)} arrived over ${figure(connections)} connections`);
  };
}

const HEADS = [
  'QoS',
  'messages',
  'arrived',
  'repeats',
  'sent again',
  'connections',
  'violations',
  'seconds',
  'RSS MiB',
];

function row({ qos, result, before, after }: Finding): string[] {
  const { messages, arrived, repeats, resent, connections, violations, seconds } = result;
  const counts = [messages, arrived, repeats, resent, connections, violations, seconds].map((count) => figure(count));
  return [String(qos), ...counts, `${mebibytes(before.rss)} to ${mebibytes(after.rss)}`];
}

/** Milliseconds that a connection lasts, as LOWEST-HIGHEST. */
function cutPlan(word: string): CutPlan {
  const [, low, high] = /^(\d{1,6})-(\d{1,6})$/.exec(word) ?? [];
  if (low === undefined || high === undefined || Number(low) > Number(high)) {
    throw new Error('--cuts takes two numbers of milliseconds, such as 50-500.');
  }
  return { unit: 'milliseconds', lowest: Number(low), highest: Number(high) };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
