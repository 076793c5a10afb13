/**
 * `npm run bench:broker`: our local broker beside aedes and mosquitto, and how it grows. `--quick` gives a first idea in
 * less than a minute; `--only throughput` or `--only growth` a half. The tables are Markdown.
 */

import { parseArgs } from 'node:util';

import { loadAverage, machineWords, print } from '../../support/terminal';
import { installAedes, startAedes } from './aedes';
import { Deadline } from './deadline';
import { connections } from './growth/connections';
import { fanOut } from './growth/fanOut';
import { measureGrowth } from './growth/measure';
import { retained } from './growth/retained';
import { subscriptions } from './growth/subscriptions';
import { startMosquitto } from './mosquitto';
import { buildQoScope, startQoScope, startQoScopeWithStore } from './qoscope';
import type { RunningBroker } from './runningBroker';
import { figure } from './table';
import { measureThroughput, type ThroughputPlan } from './throughput';

/** How much one form of the run does. */
interface Form {
  readonly seconds: number;
  readonly throughput: ThroughputPlan;
  /** Share of the full sizes of the growth figures. */
  readonly growth: number;
}

const FULL: Form = { seconds: 580, throughput: { rounds: 5, messages: [200_000, 250_000, 50_000] }, growth: 1 };
const QUICK: Form = { seconds: 55, throughput: { rounds: 2, messages: [30_000, 20_000, 10_000] }, growth: 0.05 };

/** Ours first: the others are held against it. */
const STARTS = [startQoScope, startQoScopeWithStore, startAedes, startMosquitto];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
  const form = values.quick === true ? QUICK : FULL;
  await Promise.all([buildQoScope(), installAedes()]);
  const deadline = new Deadline(form.seconds);
  print(`Broker benchmark, ${new Date().toISOString()}, ${machineWords()}`);
  if (values.only !== 'growth') await throughput(form, deadline);
  if (values.only !== 'throughput') await growth(form, deadline);
  print(`\nDone, ${loadAverage()}`);
}

async function throughput({ throughput: plan }: Form, deadline: Deadline): Promise<void> {
  const messages = plan.messages.map((count) => figure(count)).join(', ');
  print(`\n## Throughput: ${plan.rounds} rounds of ${messages} messages at QoS 0, 1, 2; 64 bytes, window 1,000\n`);
  const brokers: RunningBroker[] = [];
  try {
    for (const start of STARTS) brokers.push(await start());
    print(await measureThroughput(brokers, plan, deadline));
  } finally {
    await Promise.all(brokers.map((broker) => broker.stop()));
  }
}

async function growth({ growth: share }: Form, deadline: Deadline): Promise<void> {
  print('\n## Growth of our broker, its packet log of 64 MiB included\n');
  print(await measureGrowth([fanOut(0), fanOut(1), connections, subscriptions, retained], share, deadline));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
