import assert from 'node:assert/strict';
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';

import { QOS_LEVELS, type Qos } from '../../src/shared/model';
import { TracedBroker } from '../support/tracedBroker';

/** The rule, written out: rows by QoS published, columns by QoS granted (MQTT 5: 3.8.4-8; 3.1.1: 3.8.4-6). */
const EFFECTIVE: readonly (readonly Qos[])[] = [
  [0, 0, 0],
  [0, 1, 1],
  [0, 1, 2],
];

const FILTERS = { 'an exact topic': 'plant/line/state', 'a wildcard': 'plant/+/#' };
const TOPIC = 'plant/line/state';

for (const version of [4, 5] as const) {
  describe(`effective QoS through the local broker in MQTT ${version === 5 ? '5' : '3.1.1'}`, () => {
    let broker: TracedBroker;
    let clients: MqttClient[];

    const connect = async (clientId: string): Promise<MqttClient> => {
      const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { protocolVersion: version, clientId });
      clients.push(client);
      return client;
    };

    beforeEach(async () => {
      clients = [];
      broker = await TracedBroker.start();
    });

    afterEach(async () => {
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await broker.stop();
    });

    for (const [through, filter] of Object.entries(FILTERS)) {
      for (const published of QOS_LEVELS) {
        for (const granted of QOS_LEVELS) {
          const effective = EFFECTIVE[published]![granted]!;
          it(`published at ${published}, granted ${granted} through ${through}: arrives at ${effective}`, async () => {
            const subscriber = await connect('subscriber');
            const publisher = await connect('publisher');
            const received = new Promise<IPublishPacket>((resolve) => {
              subscriber.once('message', (_topic, _payload, packet) => resolve(packet));
            });
            const [grant] = await subscriber.subscribeAsync(filter, { qos: granted });
            assert.equal(grant?.qos, granted);
            await publisher.publishAsync(TOPIC, 'on', { qos: published });
            assert.equal((await received).qos, effective, 'as the subscriber received it');
            const deliveries = await broker.until(
              (rows) => rows.length === 2 && rows.every(({ state }) => state === 'complete'),
            );
            const branch = deliveries.find(({ to }) => to === 'client');
            assert.equal(branch?.qos, effective, 'as the trace observed it');
            assert.equal(branch.publishedQos, published);
            assert.equal(branch.grantedQos, granted);
            const cell = broker.trace
              .matrix()
              .rows.find((row) => row.published === published && row.granted === granted);
            assert.equal(cell?.predicted, effective, 'as the rule predicts it');
            assert.deepEqual(
              cell.observed,
              QOS_LEVELS.map((level) => (level === effective ? 1 : 0)),
            );
          });
        }
      }
    }
  });
}
