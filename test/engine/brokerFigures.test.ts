import assert from 'node:assert/strict';

import { TracedEngine } from '../support/tracedEngine';

describe('broker.figures', () => {
  let own: TracedEngine;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(() => own.close());

  it('are none while the broker is off', async () => {
    assert.equal(await own.request('broker.figures', null), null);
    await own.startBroker();
    assert.equal((await own.request('broker.figures', null))?.clientsConnected, 0);
    await own.request('broker.stop', null);
    assert.equal(await own.request('broker.figures', null), null);
  });

  it('count clients, subscriptions, messages and bytes', async () => {
    await own.startBroker();
    await own.connect(null);
    await own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 1 });
    await own.publish('a', 'hello', 1, true);
    await own.until((deliveries) => deliveries.filter(({ state }) => state === 'complete').length === 2);
    const figures = await own.request('broker.figures', null);
    assert.ok(figures !== null);
    const { clientsConnected, clientsDisconnected, subscriptions, retained, queued, messagesDropped } = figures;
    assert.deepEqual([clientsConnected, clientsDisconnected, subscriptions, retained], [1, 0, 1, 1]);
    assert.deepEqual([queued, messagesDropped], [0, 0]);
    // CONNECT, SUBSCRIBE, PUBLISH, PUBACK; and what answers them, with the PUBLISH to the subscriber.
    assert.deepEqual([figures.messagesReceived, figures.messagesSent], [4, 4]);
    assert.ok(figures.bytesReceived > 40 && figures.bytesSent > 40 && figures.uptime < 60);
  });
});
