/** Publishers with large windows and subscribers that lag, freeze or are the publishers themselves, over real sockets. */

import assert from 'node:assert/strict';

import { FIRST, readLoadPublish, TYPE } from '../../bench/load/packets';
import { LoadClient } from '../../bench/load/loadClient';
import { PublishTemplate } from '../../bench/load/publishTemplate';
import { Tally } from '../../bench/load/tally';
import { BrokerSocket } from '../../support/brokerSocket';
import { TracedBroker } from '../../support/tracedBroker';

/** Messages of each test: more than queue, marks and windows together. */
const MESSAGES = 30_000;

/** As large as packet identifiers allow. */
const LARGEST_WINDOW = 65_535;

const LIMITS = { queueLimit: 5_000 };

type Qos = 1 | 2;

/** Sends all messages with a window; resolves when each is acknowledged to its end. */
function publishAll(client: LoadClient, qos: Qos, window: number): Promise<void> {
  const template = new PublishTemplate('t', qos, 4);
  const free = Array.from({ length: Math.min(window, MESSAGES) }, (_, i) => i + 1);
  let sent = 0;
  let acknowledged = 0;
  const fill = (): void => {
    for (let id = sent < MESSAGES ? free.pop() : undefined; id !== undefined;) {
      template.add(client.out, id, sent++);
      id = sent < MESSAGES ? free.pop() : undefined;
    }
  };
  return new Promise((resolve) => {
    client.listener = {
      ...client.listener,
      acknowledgement: (type, packetId) => {
        if (type === TYPE.pubrec) client.out.acknowledge(FIRST.pubrel, packetId);
        else if (type === TYPE.pubrel) client.out.acknowledge(FIRST.pubcomp, packetId);
        else {
          free.push(packetId);
          if (++acknowledged === MESSAGES) resolve();
        }
      },
      turn: fill,
    };
    fill();
    client.out.flush();
  });
}

/** Acknowledges what comes and counts it; resolves when all is there. */
function receiveAll(client: LoadClient, tally: Tally): Promise<void> {
  return new Promise((resolve) => {
    client.listener = {
      publish: (bytes, first, body) => {
        const { qos, packetId, payloadStart } = readLoadPublish(bytes, first, body, 4);
        client.out.acknowledge(qos === 1 ? FIRST.puback : FIRST.pubrec, packetId);
        tally.add(bytes.readUInt32BE(payloadStart));
        if (tally.arrived === MESSAGES) resolve();
      },
      acknowledgement: (_type, packetId) => client.out.acknowledge(FIRST.pubcomp, packetId),
      turn: () => undefined,
    };
  });
}

const WHOLE = { lost: 0, doubled: 0, disordered: 0 };

describe('the local broker with a publisher that is faster than its subscriber', function () {
  this.timeout(30_000);

  let traced: TracedBroker;
  let clients: LoadClient[];

  beforeEach(async () => {
    traced = await TracedBroker.start();
    traced.broker.configure(1_000_000, LIMITS);
    clients = [];
  });

  afterEach(async () => {
    for (const client of clients) await client.close();
    await traced.stop();
  });

  async function open(clientId: string): Promise<LoadClient> {
    const client = await LoadClient.open({ port: traced.port, clientId });
    clients.push(client);
    return client;
  }

  for (const qos of [1, 2] as const) {
    it(`loses nothing at QoS ${qos}, however large the window`, async () => {
      const [subscriber, publisher] = [await open('sub'), await open('pub')];
      await subscriber.subscribe(['t'], qos);
      const tally = new Tally(MESSAGES);
      await Promise.all([receiveAll(subscriber, tally), publishAll(publisher, qos, LARGEST_WINDOW)]);
      assert.deepEqual(tally.result(), WHOLE);
      assert.equal(traced.broker.figures().dropped.queueFull, 0);
    });

    it(`loses nothing at QoS ${qos} of a client that is subscribed to its own topic, and lets it go on`, async () => {
      const self = await open('self');
      await self.subscribe(['t'], qos);
      const tally = new Tally(MESSAGES);
      await Promise.all([receiveAll(self, tally), publishAll(self, qos, 2_000)]);
      assert.deepEqual(tally.result(), WHOLE);
      assert.equal(traced.broker.figures().dropped.queueFull, 0);
    });
  }

  it('serves the others while a subscriber is frozen, and drops and counts what that one cannot hold', async () => {
    const frozen = await BrokerSocket.connect(traced.port, 'frozen');
    await frozen.subscribe('t', 1);
    frozen.socket.pause();
    const [subscriber, publisher] = [await open('sub'), await open('pub')];
    await subscriber.subscribe(['t'], 1);
    const tally = new Tally(MESSAGES);
    await Promise.all([receiveAll(subscriber, tally), publishAll(publisher, 1, LARGEST_WINDOW)]);
    assert.deepEqual(tally.result(), WHOLE);
    // In flight to the frozen client are 1,000, and 5,000 wait.
    assert.equal(traced.broker.figures().dropped.queueFull, MESSAGES - 1_000 - LIMITS.queueLimit);
    frozen.destroy();
  });
});
