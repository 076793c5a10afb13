/** The soak of the broker, through one that is killed over and over and goes on from its store. */

import { runSoak, type SoakResult } from '../broker/soak';
import type { KilledBroker } from './killedBroker';

/** What a soak with kills does. */
export interface KillSoakWords {
  readonly qos: 1 | 2;
  readonly messages: number;
  readonly kills: number;
  readonly seed: number;
}

/** Connections are cut beside, by their packets, so that no clock decides what is tried. */
const CUTS = { unit: 'packets', lowest: 200, highest: 5_000 } as const;

/** Kills at equal shares of the messages; resolves when all have arrived and the last kill is survived. */
export async function runKillSoak(broker: KilledBroker, words: KillSoakWords): Promise<SoakResult> {
  const { qos, messages, kills, seed } = words;
  const share = messages / (kills + 1);
  const before = broker.kills;
  let dying: Promise<void> | null = null;
  const arrival = (arrived: number): void => {
    const killed = broker.kills - before;
    if (dying !== null || killed >= kills || arrived < share * (killed + 1)) return;
    dying = broker.kill().finally(() => (dying = null));
  };
  const result = await runSoak({
    ...{ port: broker.port, qos, messages, seed, cuts: CUTS, arrival },
    revived: () => broker.revived(),
  });
  await broker.revived();
  return result;
}
