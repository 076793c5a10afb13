/** Real clients through every door: what they see, and what the trace says of them. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';

import { effectiveQos, QOS_LEVELS } from '../../../src/shared/model';
import { TRANSPORTS, type Transport } from '../../../src/shared/transports';
import { allDoors, portOf, urlOf } from '../../support/brokerDoors';
import { TestCertificate } from '../../support/certificate';
import { Program } from '../../support/programs';
import { TracedBroker } from '../../support/tracedBroker';

const PYTHON = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Publishes at each level to a topic that it subscribes to, and prints what comes back. */
const PAHO = `
import sys
import paho.mqtt.client as mqtt

transport, tls, port, authority = sys.argv[1], sys.argv[2] == 'tls', int(sys.argv[3]), sys.argv[4]
client = mqtt.Client('paho', transport=transport)
if tls:
    client.tls_set(ca_certs=authority)

def subscribe(client, userdata, flags, rc):
    client.subscribe('paho/+', 2)

def publish(client, userdata, mid, granted):
    for qos in (0, 1, 2):
        client.publish('paho/%d' % qos, bytes(200000), qos)

arrived = []
def message(client, userdata, message):
    arrived.append(message)
    print(message.topic, message.qos, len(message.payload))
    if len(arrived) == 3:
        client.disconnect()

client.on_connect, client.on_subscribe, client.on_message = subscribe, publish, message
client.connect('127.0.0.1', port)
client.loop_forever()
`;

describe('the doors of the local broker', () => {
  let certificate: TestCertificate;
  let traced: TracedBroker;
  let clients: MqttClient[];

  before(async () => {
    certificate = await TestCertificate.make();
  });

  after(() => certificate.remove());

  beforeEach(async () => {
    clients = [];
    traced = await TracedBroker.start({ doors: allDoors(certificate) });
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await traced.stop();
  });

  async function connect(transport: Transport, clientId: string, protocolVersion: 4 | 5 = 5): Promise<MqttClient> {
    const ca = certificate.authority;
    const client = await connectAsync(urlOf(traced, transport), { clientId, protocolVersion, ca });
    clients.push(client);
    return client;
  }

  it('are all listed, TCP first, each with a port of its own', () => {
    const { doors, address } = traced.broker.status();
    assert.deepEqual(
      doors.map(({ transport, host }) => [transport, host]),
      [
        ['tcp', '127.0.0.1'],
        ['ws', '127.0.0.1'],
        ['tls', '127.0.0.1'],
        ['wss', '127.0.0.1'],
      ],
    );
    assert.equal(new Set(doors.map(({ port }) => port)).size, 4);
    assert.equal(address?.port, portOf(traced, 'tcp'));
  });

  it('are all its own, and no more once it is off', async () => {
    const ports = TRANSPORTS.map((transport) => portOf(traced, transport));
    assert.ok(ports.every((port) => traced.broker.owns('127.0.0.1', port)));
    assert.ok(!traced.broker.owns('127.0.0.2', portOf(traced, 'wss')));
    await traced.stop();
    assert.ok(ports.every((port) => !traced.broker.owns('127.0.0.1', port)));
    assert.deepEqual(traced.broker.status().doors, []);
  });

  it('lead to the same sessions and messages', async () => {
    const received = TRANSPORTS.map(async (transport) => {
      const client = await connect(transport, `sub-${transport}`);
      const message = new Promise<string>((resolve) =>
        client.once('message', (_topic, payload) => resolve(String(payload))),
      );
      await client.subscribeAsync('all', { qos: 2 });
      return { message };
    });
    const subscribers = await Promise.all(received);
    await (await connect('wss', 'pub')).publishAsync('all', 'here', { qos: 2 });
    assert.deepEqual(await Promise.all(subscribers.map(({ message }) => message)), Array(4).fill('here'));
    const deliveries = await traced.until(
      (rows) => rows.length === 5 && rows.every(({ state }) => state === 'complete'),
    );
    assert.equal(new Set(deliveries.map(({ journey }) => journey)).size, 1);
  });

  for (const transport of ['tls', 'ws', 'wss'] as const) {
    for (const version of [4, 5] as const) {
      it(`deliver at the effective QoS over ${transport} in MQTT ${version === 5 ? '5' : '3.1.1'}`, async () => {
        const subscriber = await connect(transport, 'subscriber', version);
        const publisher = await connect(transport, 'publisher', version);
        for (const granted of QOS_LEVELS) await subscriber.subscribeAsync(`granted/${granted}/+`, { qos: granted });
        const arrived = new Map<string, number>();
        const nine = new Promise<void>((resolve) => {
          subscriber.on('message', (topic: string, _payload: Buffer, packet: IPublishPacket) => {
            arrived.set(topic, packet.qos);
            if (arrived.size === 9) resolve();
          });
        });
        for (const granted of QOS_LEVELS) {
          for (const published of QOS_LEVELS) {
            await publisher.publishAsync(`granted/${granted}/${published}`, 'x', { qos: published });
          }
        }
        await nine;
        for (const granted of QOS_LEVELS) {
          for (const published of QOS_LEVELS) {
            assert.equal(arrived.get(`granted/${granted}/${published}`), effectiveQos(published, granted));
          }
        }
        const rows = await traced.until((all) => all.length === 18 && all.every(({ state }) => state === 'complete'));
        const four = rows.find(({ topic, to }) => topic === 'granted/2/2' && to === 'client')!;
        assert.deepEqual(traced.handshake(four), ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP']);
      });
    }
  }

  it('carry mosquitto_pub and mosquitto_sub over TLS', async () => {
    const words = ['-h', '127.0.0.1', '-p', String(portOf(traced, 'tls')), '--cafile', certificate.files.certificate];
    const sub = await Program.start(
      'mosquitto_sub',
      [...words, '-i', 'sub', '-t', 'plant/#', '-q', '1', '-C', '1', '-v'],
      'mosquitto-clients',
    );
    await traced.subscribed('plant/#');
    const pub = ['-i', 'pub', '-t', 'plant/a', '-m', 'on', '-q', '2'];
    await (await Program.start('mosquitto_pub', [...words, ...pub], 'mosquitto-clients')).succeeded();
    assert.equal(await sub.succeeded(), 'plant/a on\n');
    const rows = await traced.until((all) => all.length === 2 && all.every(({ state }) => state === 'complete'));
    assert.deepEqual(
      rows.map(({ client, qos }) => [client, qos]),
      [
        ['pub', 2],
        ['sub', 1],
      ],
    );
  });

  for (const [transport, words] of [
    ['tls', ['tcp', 'tls']],
    ['ws', ['websockets', 'plain']],
    ['wss', ['websockets', 'tls']],
  ] as const) {
    it(`carry paho-mqtt for Python over ${transport}, large messages too`, async () => {
      const paho = await Program.start(
        PYTHON,
        ['-c', PAHO, ...words, String(portOf(traced, transport)), certificate.files.certificate],
        'python3-paho-mqtt',
      );
      const lines = (await paho.succeeded()).trim().split('\n').sort();
      assert.deepEqual(lines, ['paho/0 0 200000', 'paho/1 1 200000', 'paho/2 2 200000']);
    });
  }
});
