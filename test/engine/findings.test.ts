/** Real clients against the local broker: who keeps the rules gives no error, and who is known to break one gives that. */

import assert from 'node:assert/strict';
import { connectAsync, type MqttClient } from 'mqtt';

import { runBroker } from '../../src/engine/commandLine/brokerCommand';
import { asWords, type OutputRecord } from '../../src/engine/commandLine/records';
import { readCommand } from '../../src/engine/commandLine/words';
import type { Trace } from '../../src/engine/trace/trace';
import { QOS_LEVELS, type Delivery } from '../../src/shared/model';
import { say } from '../../src/shared/sentences';
import { Program } from '../support/programs';
import { Relay, type RelayedPacket, type RelayVerdict } from '../support/relay';
import { TracedBroker } from '../support/tracedBroker';
import { TracedEngine } from '../support/tracedEngine';

/** Publishes at each QoS, several at once, and ends when all are acknowledged. */
const PAHO = `
import sys, paho.mqtt.client as mqtt
port, version, topic, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
client = mqtt.Client(client_id="paho-%d" % version, protocol=mqtt.MQTTv5 if version == 5 else mqtt.MQTTv311)
seen = 0
def arrived(c, u, m):
    global seen
    seen += 1
    if seen == 3 * count: c.disconnect()
def granted(*a):
    for i in range(count):
        for qos in (0, 1, 2): client.publish(topic, "%d %d" % (qos, i), qos)
client.on_message = arrived
client.on_subscribe = granted
client.on_connect = lambda *a: client.subscribe(topic, 2)
client.connect("127.0.0.1", port)
client.loop_forever()
`;

const ended = (deliveries: readonly Delivery[]): boolean =>
  deliveries.every(({ state }) => state !== 'open' && state !== 'queued');

describe('findings on the traffic of real clients', function () {
  this.timeout(30_000);

  let broker: TracedBroker;
  let clients: MqttClient[];
  let running: Program[];

  beforeEach(async () => {
    clients = [];
    running = [];
    broker = await TracedBroker.start();
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    for (const program of running) await program.stop();
    await broker.stop();
  });

  const errors = (trace: Trace = broker.trace): string[] =>
    trace
      .findings(null, null, 200)
      .rows.filter(({ severity }) => severity === 'error')
      .map(({ rule, sentence }) => `${rule} ${say(sentence)}`);

  const start = async (command: string, words: readonly string[], debianPackage: string): Promise<Program> => {
    const program = await Program.start(command, words, debianPackage);
    running.push(program);
    return program;
  };

  const mosquitto = (name: 'mosquitto_pub' | 'mosquitto_sub', ...words: string[]): Promise<Program> =>
    start(name, ['-h', '127.0.0.1', '-p', String(broker.port), ...words], 'mosquitto-clients');

  for (const version of [4, 5] as const) {
    const flag = version === 5 ? '5' : '311';

    it(`has none of mosquitto's clients at any QoS, also when they come back, in version ${version}`, async () => {
      for (const qos of QOS_LEVELS) {
        const kept = ['-V', flag, '-c', '-i', `sub${qos}`, '-t', 'a/#', '-q', String(qos)];
        if (version === 5) kept.push('-x', '60');
        await (await mosquitto('mosquitto_sub', ...kept, '-E')).succeeded();
      }
      for (const qos of QOS_LEVELS) {
        const words = ['-V', flag, '-i', `pub${qos}`, '-t', 'a/b', '-q', String(qos)];
        await (await mosquitto('mosquitto_pub', ...words, '-m', 'x', '--repeat', '30')).succeeded();
      }
      for (const qos of [1, 2]) {
        const words = ['-V', flag, '-c', '-i', `sub${qos}`, '-t', 'a/#', '-q', String(qos), '-C', '60'];
        if (version === 5) words.push('-x', '60');
        await (await mosquitto('mosquitto_sub', ...words)).succeeded();
      }
      // With its last message mosquitto_sub leaves, without waiting for the end of that handshake.
      await broker.until((deliveries) => deliveries.length >= 90 + 120);
      assert.deepEqual(errors(), []);
    });

    it(`has none of paho-mqtt at any QoS in version ${version}`, async () => {
      const words = ['-c', PAHO, String(broker.port), String(version), 'p/q', '40'];
      await (await start('/usr/bin/python3', words, 'python3-paho-mqtt')).succeeded();
      await broker.until((deliveries) => deliveries.length === 240);
      assert.deepEqual(errors(), []);
    });

    it(`has none of mqtt.js while its connection stands, in version ${version}`, async () => {
      const options = { protocolVersion: version, clientId: 'js' } as const;
      const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, options);
      clients.push(client);
      await client.subscribeAsync('j/#', { qos: 2 });
      for (const qos of QOS_LEVELS) {
        await Promise.all(Array.from({ length: 30 }, (_, i) => client.publishAsync('j/k', `${qos} ${i}`, { qos })));
      }
      await client.unsubscribeAsync('j/#');
      await broker.until((deliveries) => deliveries.length === 180 && ended(deliveries));
      assert.deepEqual(errors(), []);
    });

    it(`has the missing DUP of mqtt.js after a cut, and nothing else, in version ${version}`, async () => {
      const relay = await Relay.start(broker.port);
      relay.judge = once(({ type }) => type === 'PUBREC');
      try {
        const client = await connectAsync(`mqtt://127.0.0.1:${relay.port}`, {
          protocolVersion: version,
          clientId: 'js',
          clean: false,
          reconnectPeriod: 1,
          ...(version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {}),
        });
        clients.push(client);
        await client.publishAsync('j/k', 'x', { qos: 2 });
        await broker.until(ended);
        const [finding, ...others] = broker.trace.findings(null, null, 200).rows;
        assert.deepEqual(
          [finding?.kind, finding?.rule, finding?.client, finding?.topic, others],
          ['redeliveredWithoutDup', '3.3.1-1', 'js', 'j/k', []],
        );
      } finally {
        await relay.close();
      }
    });

    for (const type of ['PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP'] as const) {
      it(`has none of our own client that is cut at a ${type} and resumes, in version ${version}`, async () => {
        const relay = await Relay.start(broker.port);
        const own = new TracedEngine();
        try {
          await own.connect(relay.port, { version });
          await own.request('client.subscribe', { connection: 'own', filter: 'o/#', qos: 2 });
          relay.judge = once((packet) => packet.type === type);
          const lost = own.timers.scheduled(1_000);
          for (const payload of ['one', 'two', 'three']) await own.publish('o/p', payload, type === 'PUBACK' ? 1 : 2);
          await lost;
          own.timers.advance(1_000);
          await own.untilState('connected');
          await own.until((deliveries) => deliveries.length >= 6 && ended(deliveries));
          await broker.until(ended);
          assert.deepEqual(errors(), [], "in the broker's trace");
          assert.deepEqual(errors(own.engine.trace), [], "in the client's trace");
        } finally {
          await own.close();
          await relay.close();
        }
      });
    }
  }
});

describe('qoscope broker', () => {
  it('prints a finding with its packet, rule, severity and text', async () => {
    const records: OutputRecord[] = [];
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    let opened: (port: number) => void = () => undefined;
    const port = new Promise<number>((resolve) => (opened = resolve));
    const command = readCommand(['broker', '--port', '0']);
    assert.equal(command.kind, 'broker');
    const print = (record: OutputRecord): void => {
      records.push(record);
      if (record.kind === 'listening') opened(record.port);
    };
    const running = runBroker(command, { print, stopped, version: '0', note: () => undefined });
    const client = await connectAsync(`mqtt://127.0.0.1:${await port}`, { protocolVersion: 5, clientId: 'c' });
    await client.subscribeAsync('a/#', { qos: 0 });
    const arrived = new Promise((resolve) => client.once('message', resolve));
    await client.publishAsync('a/b', 'x', { qos: 2 });
    await arrived;
    await client.endAsync();
    stop();
    await running;
    const findings = records.filter((record) => record.kind === 'finding');
    const branch = records.find((record) => record.kind === 'delivery' && record.to === 'client');
    assert.ok(branch?.kind === 'delivery');
    assert.deepEqual(
      findings.map(({ text, ...rest }) => [rest, /^What is published at QoS 2 .* QoS 0 through a\/#/.test(text)]),
      [
        [
          {
            kind: 'finding',
            packet: branch.packets[0],
            delivery: branch.n,
            rule: 'exactlyOnceLost',
            severity: 'pitfall',
          },
          true,
        ],
      ],
    );
    assert.match(asWords(findings[0]!), /^pitfall exactlyOnceLost \(packet \d+, delivery \d+\): What is published/);
  });
});

describe('the request trace.findings', () => {
  it('gives rows and groups', async () => {
    const own = new TracedEngine();
    try {
      await own.startBroker();
      await own.connect(null);
      await own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 1 });
      await own.publish('a', 'x', 2);
      await own.until((deliveries) => deliveries.length === 2 && ended(deliveries));
      const page = await own.request('trace.findings', { trace: 1, kind: null, before: null, limit: 200 });
      assert.deepEqual(
        page.rows.map(({ n, kind, client, broker, topic }) => ({ n, kind, client, broker, topic })),
        [{ n: 1, kind: 'downgraded', client: 'own-1', broker: 'local', topic: 'a' }],
      );
      assert.deepEqual(page.groups, [
        { kind: 'downgraded', rule: 'downgraded', severity: 'pitfall', count: 1, dropped: 0, latest: 1 },
      ]);
    } finally {
      await own.close();
    }
  });
});

/** Swallows the first packet that matches, and cuts there. */
function once(matches: (packet: RelayedPacket) => boolean): (packet: RelayedPacket) => RelayVerdict {
  let done = false;
  return (packet) => {
    if (done || !matches(packet)) return 'pass';
    done = true;
    return 'swallow and cut';
  };
}
