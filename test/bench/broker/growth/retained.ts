/** Many retained messages, and a subscriber that gets them all. */

import { completedOrIdle } from '../../load/idleBound';
import { LoadClient } from '../../load/loadClient';
import { publishMany } from '../../load/publishMany';
import { SubscriberGroup } from '../../load/subscriberGroup';
import { figure } from '../table';
import { timed, type GrowthStep } from './growthStep';

const IDLE_LIMIT = 10_000;

/** A topic each, a thousand beside one another on the second level. */
export const retained: GrowthStep = {
  name: 'retained topics',
  size: 1_000_000,
  bound: 150,
  async run({ port }, size, held) {
    const publisher = await LoadClient.open({ port, clientId: 'load-pub' });
    const payload = Buffer.alloc(64, 0x61);
    const topic = (number: number): string => `r/${number % 1_000}/${number}`;
    const seconds = await timed(() =>
      publishMany(publisher, { count: size, topic, payload, retain: true, window: 1_000 }),
    );
    await held();
    await publisher.close();
    const group = await SubscriberGroup.open(port, 1);
    const receiving = await timed(() => receiveAll(group, size));
    await group.close();
    const then = `replay ${figure((receiving * 1e6) / size, 1)} µs each, ${size - group.arrivals} lost`;
    return { seconds, things: size, then };
  },
};

async function receiveAll(group: SubscriberGroup, size: number): Promise<void> {
  const completed = new Promise<void>((resolve) => {
    group.onArrived(() => {
      if (group.arrivals >= size) resolve();
    });
  });
  // Before it answers, a broker may gather all that it has to send: only then does silence mean that something is lost.
  await group.subscribe(() => ['r/#'], 1);
  await completedOrIdle(completed, () => group.arrivals, IDLE_LIMIT);
}
