/** Clients that are connected and say nothing. */

import { runStream } from '../../load/messageStream';
import { SubscriberGroup } from '../../load/subscriberGroup';
import { figure } from '../table';
import { timed, type GrowthStep } from './growthStep';

/** Messages that pass between the silent ones. */
const MESSAGES = 20_000;

/** Connections with a clean session each; then two more exchange messages. */
export const connections: GrowthStep = {
  name: 'connections',
  size: 10_000,
  bound: 60,
  async run({ port }, size, held) {
    let group: SubscriberGroup | null = null;
    const seconds = await timed(async () => {
      group = await SubscriberGroup.open(port, size);
    });
    await held();
    const stream = await runStream({ port, qos: 1, messages: MESSAGES, window: 1_000 });
    await (group as SubscriberGroup | null)?.close();
    const then = `QoS 1 stream ${figure((stream.seconds * 1e6) / MESSAGES, 1)} µs/msg, ${stream.lost} lost`;
    return { seconds, things: size, then };
  },
};
