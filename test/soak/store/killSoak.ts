/** The soak of the broker, through one that is killed over and over and goes on from its store. */

import { runSoak, type SoakResult } from '../broker/soak';
import type { KilledBroker } from './killedBroker';
import { KilledWills } from './killedWills';

/** What a soak with kills does. */
export interface KillSoakWords {
  readonly qos: 1 | 2;
  readonly messages: number;
  readonly kills: number;
  readonly seed: number;
}

/** Connections are cut beside, by their packets, so that no clock decides what is tried. */
const CUTS = { unit: 'packets', lowest: 200, highest: 5_000 } as const;

/**
 * Kills at equal shares of the messages, each time with a client that has a will; resolves when all have arrived and the
 * last kill is survived. A will that did not come out once is a violation like others.
 */
export async function runKillSoak(broker: KilledBroker, words: KillSoakWords): Promise<SoakResult> {
  const { qos, messages, kills, seed } = words;
  const share = messages / (kills + 1);
  const before = broker.kills;
  const wills = await KilledWills.watch(broker.port);
  let dying = Promise.resolve();
  let isDying = false;
  const die = async (): Promise<void> => {
    isDying = true;
    await wills.doom();
    await broker.kill();
    isDying = false;
  };
  const arrival = (arrived: number): void => {
    const killed = broker.kills - before;
    if (!isDying && killed < kills && arrived >= share * (killed + 1)) dying = die();
  };
  const result = await runSoak({
    ...{ port: broker.port, qos, messages, seed, cuts: CUTS, arrival },
    revived: () => broker.revived(),
  });
  await dying;
  await broker.revived();
  const lost = await wills.close();
  return { ...result, violations: result.violations + lost.length, sentences: [...result.sentences, ...lost] };
}
