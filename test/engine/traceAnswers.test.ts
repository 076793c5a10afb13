import assert from 'node:assert/strict';

import { LIVE_TRACE } from '../../src/shared/engineApi';
import { TracedEngine } from '../support/tracedEngine';

describe('what the engine answers of a message that was downgraded', () => {
  let own: TracedEngine;
  let published: number;
  let branch: number;

  beforeEach(async () => {
    own = new TracedEngine();
    await own.startBroker();
    await own.connect(null);
    await own.request('client.subscribe', { connection: 'own', filter: 'a/#', qos: 1 });
    published = await own.publish('a/b', 'x', 2);
    const all = await own.until(
      (deliveries) => deliveries.length === 2 && deliveries.every(({ state }) => state === 'complete'),
    );
    branch = all.find(({ to }) => to === 'client')?.n ?? 0;
  });

  afterEach(() => own.close());

  it('is a flow, with the reason', async () => {
    const { rows } = await own.request('trace.flows', { trace: LIVE_TRACE, limit: 200 });
    assert.deepEqual(
      rows.map(({ topic, from, to, published: at, granted, observed, latest, why }) => [
        [topic, from, to, at, granted, observed, latest],
        why?.code,
      ]),
      [[['a/b', 'own-1', 'own-1', 2, 1, 1, branch], 'explain.grantedAsAsked']],
    );
  });

  it('is explained, whichever of its deliveries is asked for', async () => {
    for (const delivery of [published, branch]) {
      const { explained } = await own.request('trace.delivery', { trace: LIVE_TRACE, delivery });
      assert.deepEqual(
        explained.map(({ delivery: n, sentences }) => [n, sentences.map(({ code }) => code)]),
        [[branch, ['explain.grantedAsAsked']]],
      );
    }
  });

  it('is counted in the rates', async () => {
    const window = { from: null, to: null, steps: 1 };
    const { packets, inFlight, latency } = await own.request('trace.rates', { trace: LIVE_TRACE, ...window });
    assert.deepEqual([packets.PUBLISH, packets.PUBACK, packets.PUBCOMP, inFlight], [[2], [1], [1], [0]]);
    assert.ok((latency[2].p50[0] ?? 0) > 0 && (latency[1].p99[0] ?? 0) > 0, JSON.stringify(latency));
  });
});
