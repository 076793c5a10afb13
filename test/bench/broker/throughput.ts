/** Messages in a second through each broker, in rounds that take turns: what else runs on the machine hits them alike. */

import type { Qos } from '../../../src/shared/model';
import { runStream, type StreamResult } from '../load/messageStream';
import { OutOfTime, type Deadline } from './deadline';
import { cpuSeconds } from './processFigures';
import type { RunningBroker } from './runningBroker';
import { figure, median, table } from './table';

/** How much is measured. */
export interface ThroughputPlan {
  readonly rounds: number;
  /** Messages of one round, by QoS. */
  readonly messages: readonly [number, number, number];
}

const LEVELS: readonly Qos[] = [0, 1, 2];

/** The window that the load keeps open, in messages. */
const WINDOW = 1_000;

/** Longest time of one round, in seconds. */
const ROUND_BOUND = 30;

/** One round through one broker. */
interface Round extends StreamResult {
  readonly messages: number;
  /** Processor time of the broker's process, in seconds. */
  readonly cpu: number;
}

/** All rounds of one broker at one QoS. */
interface Series {
  readonly broker: RunningBroker;
  readonly qos: Qos;
  readonly rounds: Round[];
  /** Why it was given up, or null. */
  failure: string | null;
}

/** The table of all brokers; the first one's figures are also given as ratios to the others'. */
export async function measureThroughput(
  brokers: readonly RunningBroker[],
  plan: ThroughputPlan,
  deadline: Deadline,
): Promise<string> {
  const series = LEVELS.flatMap((qos) => brokers.map((broker): Series => ({ broker, qos, rounds: [], failure: null })));
  // The first round warms brokers and load up, and is not counted.
  for (const one of series) await measure(one, plan.messages[one.qos] / 4, deadline);
  for (const one of series) one.rounds.length = 0;
  for (let round = 0; round < plan.rounds; round++) {
    for (const one of series) await measure(one, plan.messages[one.qos], deadline);
  }
  return table([HEADS, ...series.map((one) => row(one, series))]);
}

async function measure(series: Series, messages: number, deadline: Deadline): Promise<void> {
  if (series.failure !== null) return;
  const { broker, qos, rounds } = series;
  try {
    const before = cpuSeconds(broker.pid);
    const words = { port: broker.port, qos, messages: Math.round(messages), window: WINDOW, kept: broker.stores };
    const result = await deadline.bound(ROUND_BOUND, () => runStream(words));
    rounds.push({ ...result, messages: words.messages, cpu: cpuSeconds(broker.pid) - before });
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    series.failure = error.message;
  }
}

const HEADS = [
  'QoS, broker',
  'msg/s',
  'lowest',
  'highest',
  'CPU µs/msg',
  'ours / this',
  'lost',
  'doubled',
  'disordered',
];

function row(series: Series, all: readonly Series[]): string[] {
  const { broker, qos, rounds, failure } = series;
  const name = `${qos}, ${broker.name}`;
  const rates = rounds.map(rate);
  if (rates.length === 0) return [name, failure ?? 'no rounds'];
  const ours = all.find((other) => other.qos === qos);
  const sum = (count: (round: Round) => number): string =>
    figure(rounds.reduce((total, round) => total + count(round), 0));
  return [
    name,
    figure(median(rates)),
    figure(Math.min(...rates)),
    figure(Math.max(...rates)),
    figure(median(rounds.map(({ cpu, messages }) => (cpu * 1e6) / messages)), 1),
    ours === undefined || ours === series ? '' : figure(medianRatio(ours.rounds, rounds), 2),
    sum(({ lost }) => lost),
    sum(({ doubled }) => doubled),
    sum(({ disordered }) => disordered),
  ];
}

/** The median of the ratios round by round: two neighbours in time share the machine's mood. */
function medianRatio(ours: readonly Round[], theirs: readonly Round[]): number {
  const pairs = Math.min(ours.length, theirs.length);
  return median(
    Array.from({ length: pairs }, (_, i) => {
      const [a, b] = [ours[i], theirs[i]];
      return a === undefined || b === undefined ? NaN : rate(a) / rate(b);
    }),
  );
}

function rate({ messages, lost, seconds }: Round): number {
  return (messages - lost) / seconds;
}
