/** The short form of `npm run bench:broker`: what it times is here only held to arrive, all of it, once and in order. */

import assert from 'node:assert/strict';

import { connections } from '../bench/broker/growth/connections';
import { fanOut } from '../bench/broker/growth/fanOut';
import type { GrowthStep } from '../bench/broker/growth/growthStep';
import { retained } from '../bench/broker/growth/retained';
import { subscriptions } from '../bench/broker/growth/subscriptions';
import { runStream } from '../bench/load/messageStream';
import { QOS_LEVELS } from '../../src/shared/model';
import { TracedBroker } from '../support/tracedBroker';

/** How many of each are held at once. */
const SIZES: readonly (readonly [GrowthStep, number])[] = [
  [fanOut(0), 200],
  [fanOut(1), 200],
  [connections, 500],
  [subscriptions, 5_000],
  [retained, 10_000],
];

describe('the broker under the load of its benchmark', function () {
  this.timeout(60_000);

  let traced: TracedBroker;

  beforeEach(async () => {
    traced = await TracedBroker.start();
  });

  afterEach(() => traced.stop());

  for (const qos of QOS_LEVELS) {
    it(`carries a full window at QoS ${qos} without loss, doubling or disorder, and traces each packet`, async () => {
      const messages = 20_000;
      const result = await runStream({ port: traced.port, qos, messages, window: 1_000 });
      const { lost, doubled, disordered } = result;
      assert.deepEqual({ lost, doubled, disordered }, { lost: 0, doubled: 0, disordered: 0 });
      // The publisher's handshake and the PUBLISH to the subscriber; its last acknowledgements may still be on their way.
      const atLeast = messages * [2, 3, 5][qos]!;
      const { packets, dropped } = traced.trace.counts();
      assert.ok(packets + dropped > atLeast, `${packets + dropped} packets of more than ${atLeast}`);
    });
  }

  for (const [step, size] of SIZES) {
    it(`loses nothing beside many: ${step.name}, ${size}`, async () => {
      let wasHeld = false;
      const held = (): Promise<void> => {
        wasHeld = true;
        return Promise.resolve();
      };
      const { then } = await step.run({ port: traced.port }, size, held);
      assert.match(then, /, 0 lost$/);
      assert.ok(wasHeld);
    });
  }
});
