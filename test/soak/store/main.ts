/**
 * `npm run soak:store`: 50 times `kill -9` under load at QoS 2 and at QoS 1, with the store on. `--kills N`,
 * `--messages N` and `--seed N` change that. Ends with status 1 where a message was lost, doubled at QoS 2 or came out of
 * order, with the first such cases.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { figure, table } from '../../bench/broker/table';
import { print, wholeWord } from '../../support/terminal';
import type { SoakResult } from '../broker/soak';
import { KilledBroker } from './killedBroker';
import { runKillSoak, type KillSoakWords } from './killSoak';

const HEADS = ['QoS', 'kills', 'messages', 'arrived', 'repeats', 'sent again', 'connections', 'violations', 'seconds'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { kills: { type: 'string' }, messages: { type: 'string' }, seed: { type: 'string' } },
  });
  const kills = wholeWord('--kills', values.kills, 50);
  const messages = wholeWord('--messages', values.messages, 200_000);
  const seed = wholeWord('--seed', values.seed, Date.now() % 1_000_000_000, 0);
  print(`${figure(kills)} kills in ${figure(messages)} messages at each QoS, seed ${seed}`);
  const rows: string[][] = [HEADS];
  for (const qos of [2, 1] as const) {
    const result = await one({ qos, messages, kills, seed });
    rows.push(row(qos, kills, result));
    for (const sentence of result.sentences) print(`  QoS ${qos}: ${sentence}`);
    if (result.violations > 0) process.exitCode = 1;
  }
  print(table(rows));
}

async function one(words: KillSoakWords): Promise<SoakResult> {
  const directory = await mkdtemp(path.join(tmpdir(), 'qoscope-store-'));
  const broker = await KilledBroker.start(directory);
  try {
    return await runKillSoak(broker, words);
  } finally {
    await broker.stop();
    await rm(directory, { recursive: true });
  }
}

function row(qos: number, kills: number, result: SoakResult): string[] {
  const { messages, arrived, repeats, resent, connections, violations, seconds } = result;
  return [qos, kills, messages, arrived, repeats, resent, connections, violations, seconds].map((count) =>
    figure(count),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
