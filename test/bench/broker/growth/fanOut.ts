/** One publisher, many subscribers of its topic. */

import type { Qos } from '../../../../src/shared/model';
import { completedOrIdle } from '../../load/idleBound';
import { LoadClient } from '../../load/loadClient';
import { PublishTemplate } from '../../load/publishTemplate';
import { SubscriberGroup } from '../../load/subscriberGroup';
import { figure } from '../table';
import { timed, type GrowthStep } from './growthStep';

/** Deliveries of one run, whatever the number of subscribers: so the time of one can be compared. */
const DELIVERIES = 200_000;

/** Messages that may be under way: QoS 0 is dropped where a subscriber lags too far behind. */
const AHEAD = 10;

const IDLE_LIMIT = 5_000;

/** The subscribers are connections; what is timed is the delivery to them. */
export function fanOut(qos: Qos): GrowthStep {
  return {
    name: `fan-out at QoS ${qos}`,
    size: 1_000,
    bound: 60,
    async run({ port }, size, held) {
      const group = await SubscriberGroup.open(port, size);
      await group.subscribe(() => ['fan/out'], qos);
      await held();
      const publisher = await LoadClient.open({ port, clientId: 'load-pub' });
      let lost = 0;
      const seconds = await timed(async () => {
        lost = await publish(publisher, group, size, qos);
      });
      await Promise.all([publisher.close(), group.close()]);
      return { seconds, things: DELIVERIES, then: `${figure(DELIVERIES / seconds)} deliveries/s, ${lost} lost` };
    },
  };
}

/** Gives how many deliveries did not come. */
async function publish(publisher: LoadClient, group: SubscriberGroup, size: number, qos: Qos): Promise<number> {
  const template = new PublishTemplate('fan/out', qos, 4);
  const messages = DELIVERIES / size;
  let sent = 0;
  const completed = new Promise<void>((resolve) => {
    const fill = (): void => {
      while (sent < messages && sent * size - group.arrivals < AHEAD * size) {
        template.add(publisher.out, 1 + (sent % 1_000), sent); // far more than are under way
        sent++;
      }
      publisher.out.flush();
      if (group.arrivals === DELIVERIES) resolve();
    };
    group.onArrived(fill);
    fill();
  });
  await completedOrIdle(completed, () => group.arrivals, IDLE_LIMIT);
  return DELIVERIES - group.arrivals;
}
