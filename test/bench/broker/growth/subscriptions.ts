/** Many subscriptions, and messages of which each matches one. */

import { completedOrIdle } from '../../load/idleBound';
import { LoadClient } from '../../load/loadClient';
import { publishMany } from '../../load/publishMany';
import { SubscriberGroup } from '../../load/subscriberGroup';
import { figure } from '../table';
import { timed, type GrowthStep } from './growthStep';

/** Over so many clients they are spread. */
const CLIENTS = 100;

/** Filters in one SUBSCRIBE. */
const AT_ONCE = 100;

const MESSAGES = 50_000;

const IDLE_LIMIT = 5_000;

/** Exact filters and such with either wildcard; the topics are too many for a broker to remember whose they are. */
export const subscriptions: GrowthStep = {
  name: 'subscriptions',
  size: 100_000,
  bound: 60,
  async run({ port }, size, held) {
    const group = await SubscriberGroup.open(port, CLIENTS);
    const each = size / CLIENTS;
    const seconds = await timed(async () => {
      for (let done = 0; done < each; done += AT_ONCE) {
        await group.subscribe((client) => range(client * each + done, Math.min(AT_ONCE, each - done)).map(filter), 1);
      }
    });
    await held();
    const publisher = await LoadClient.open({ port, clientId: 'load-pub' });
    const payload = Buffer.alloc(64, 0x61);
    // A stride without a common divisor visits all topics, neighbours never.
    const topic = (number: number): string => `s/${(number * 7_919) % size}/a/b`;
    const publishing = await timed(async () => {
      const arrived = arrivals(group);
      await publishMany(publisher, { count: MESSAGES, topic, payload, retain: false, window: 1_000 });
      await completedOrIdle(arrived, () => group.arrivals, IDLE_LIMIT);
    });
    await Promise.all([publisher.close(), group.close()]);
    const then = `${figure((publishing * 1e6) / MESSAGES, 1)} µs/msg, ${MESSAGES - group.arrivals} lost`;
    return { seconds, things: size, then };
  },
};

function arrivals(group: SubscriberGroup): Promise<void> {
  return new Promise((resolve) => {
    group.onArrived(() => {
      if (group.arrivals === MESSAGES) resolve();
    });
  });
}

function filter(number: number): string {
  const last = ['a/b', '+/b', 'a/#', 'a/b'][number % 4];
  return `s/${number}/${last ?? ''}`;
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
