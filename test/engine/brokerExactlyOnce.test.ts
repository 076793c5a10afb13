/** The short form of `npm run soak:broker`: cuts are counted in packets, so that no clock decides what is tried. */

import assert from 'node:assert/strict';

import { runSoak, type SoakResult } from '../soak/broker/soak';
import { TracedBroker } from '../support/tracedBroker';

describe('the broker behind connections that are cut at random', () => {
  let traced: TracedBroker;

  beforeEach(async () => {
    traced = await TracedBroker.start();
  });

  afterEach(() => traced.stop());

  async function soak(qos: 1 | 2, messages: number): Promise<SoakResult> {
    const seed = Date.now() % 1_000_000_000;
    const cuts = { unit: 'packets', lowest: 20, highest: 600 } as const;
    const result = await runSoak({ port: traced.port, qos, messages, seed, cuts });
    assert.deepEqual(result.sentences, [], `seed ${seed}`);
    assert.equal(result.violations, 0, `seed ${seed}`);
    return result;
  }

  it('delivers each QoS 2 message exactly once and in order, in MQTT 3.1.1 and 5', async () => {
    const { arrived, repeats, resent, connections } = await soak(2, 20_000);
    assert.deepEqual({ arrived, repeats }, { arrived: 20_000, repeats: 0 });
    assert.ok(connections > 100, `${connections} connections try little`);
    assert.ok(resent > 1_000, `${resent} messages sent again try little`);
  });

  it('delivers each QoS 1 message at least once and the first copies in order, in MQTT 3.1.1 and 5', async () => {
    const { arrived, connections } = await soak(1, 10_000);
    assert.equal(arrived, 10_000);
    assert.ok(connections > 30, `${connections} connections try little`);
  });

  it('drops nothing on the way, and its trace sees every delivery end', async () => {
    await soak(2, 2_000);
    const dropped = Object.entries(traced.broker.figures().dropped);
    assert.deepEqual(
      dropped.filter(([, count]) => count > 0),
      [],
    );
    assert.equal(traced.trace.counts().inFlight, 0);
  });
});
