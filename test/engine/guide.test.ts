/**
 * The programs and lines of the guide that QoScope starts from, run as they stand against the local broker; what the
 * guide says of them is then read from the trace.
 */

import assert from 'node:assert/strict';
import path from 'node:path';

import type { Delivery } from '../../src/shared/model';
import { Program } from '../support/programs';
import { TracedBroker } from '../support/tracedBroker';

// Compiled tests run from out/test/engine; the programs stay where they are.
const programs = path.resolve(__dirname, '../../../test/fixtures/guide');

const HANDSHAKES = [['PUBLISH'], ['PUBLISH', 'PUBACK'], ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP']] as const;

describe('the guide', function () {
  this.timeout(30_000);

  let traced: TracedBroker;
  let running: Program[];

  beforeEach(async () => {
    running = [];
    traced = await TracedBroker.start();
  });

  afterEach(async () => {
    for (const program of running) await program.stop();
    await traced.stop();
  });

  /** Debian's paho-mqtt is seen by Debian's own python3, which need not be the first on PATH. */
  const python = async (name: string, ...args: string[]): Promise<Program> =>
    start('/usr/bin/python3', [path.join(programs, name), String(traced.port), ...args], 'python3-paho-mqtt');

  const mosquittoPub = async (topic: string, message: string, qos: number): Promise<string> =>
    (
      await start('mosquitto_pub', [...address(), '-t', topic, '-m', message, '-q', String(qos)], 'mosquitto-clients')
    ).succeeded();

  const mosquittoSub = (...args: string[]): Promise<Program> =>
    start('mosquitto_sub', [...address(), ...args], 'mosquitto-clients');

  const address = (): string[] => ['-h', '127.0.0.1', '-p', String(traced.port)];

  async function start(command: string, args: readonly string[], debianPackage: string): Promise<Program> {
    const program = await Program.start(command, args, debianPackage);
    running.push(program);
    return program;
  }

  function assertHandshake(delivery: Delivery | undefined, expected: Partial<Delivery> & { qos: 0 | 1 | 2 }): void {
    assert.ok(delivery, 'the delivery is in the trace');
    const actual = Object.fromEntries(Object.keys(expected).map((key) => [key, delivery[key as keyof Delivery]]));
    assert.deepEqual({ ...actual, state: delivery.state }, { ...expected, state: 'complete' });
    assert.deepEqual(traced.handshake(delivery), HANDSHAKES[expected.qos]);
  }

  const allComplete =
    (count: number) =>
    (deliveries: readonly Delivery[]): boolean =>
      deliveries.length >= count && deliveries.every(({ state }) => state === 'complete');

  const publishers = [
    {
      program: 'qos0_publisher.py',
      client: 'qos0_publisher',
      topic: 'sensors/temperature',
      qos: 0,
      says: /fire and forget/,
    },
    {
      program: 'qos1_publisher.py',
      client: 'qos1_publisher',
      topic: 'devices/status',
      qos: 1,
      says: /acknowledged by broker/,
    },
    {
      program: 'qos2_publisher.py',
      client: 'qos2_publisher',
      topic: 'transactions/payment',
      qos: 2,
      says: /delivered exactly once/,
    },
  ] as const;

  for (const { program, client, topic, qos, says } of publishers) {
    it(`${program}: one QoS ${qos} delivery with ${HANDSHAKES[qos].join(', ')}`, async () => {
      assert.match(await (await python(program)).succeeded(), says);
      const deliveries = await traced.until(allComplete(1));
      assert.equal(deliveries.length, 1);
      assertHandshake(deliveries[0], { client, topic, qos, to: 'broker', sends: 1 });
    });
  }

  it('downgrade.py: published at QoS 2, delivered at the subscription’s QoS 1', async () => {
    assert.match(await (await python('downgrade.py')).succeeded(), /received at QoS 1/);
    const [published, delivered, ...rest] = await traced.until(allComplete(2));
    assert.equal(rest.length, 0);
    assertHandshake(published, { client: 'downgrade_publisher', qos: 2, to: 'broker' });
    assertHandshake(delivered, {
      client: 'downgrade_subscriber',
      qos: 1,
      publishedQos: 2,
      grantedQos: 1,
      to: 'client',
    });
    assert.equal(delivered?.journey, published?.journey);
  });

  it('temperature_publisher.py: readings at QoS 0, alerts at QoS 1', async () => {
    await (await python('temperature_publisher.py', '30')).succeeded();
    const deliveries = await traced.until(allComplete(6));
    assert.equal(deliveries.length, 6);
    for (const delivery of deliveries) {
      const alert = delivery.topic === 'home/alerts/high_temp';
      assertHandshake(delivery, {
        client: 'temp_sensor',
        topic: alert ? 'home/alerts/high_temp' : 'home/livingroom/temperature',
        qos: alert ? 1 : 0,
      });
    }
    assert.equal(deliveries.filter(({ qos }) => qos === 1).length, 3);
  });

  it('industrial_control.py: telemetry at QoS 0, the emergency stop at QoS 2', async () => {
    assert.match(await (await python('industrial_control.py')).succeeded(), /'EMERGENCY_STOP' delivered to m001/);
    const [telemetry, command, ...rest] = await traced.until(allComplete(2));
    assert.equal(rest.length, 0);
    assertHandshake(telemetry, { topic: 'factory/machine/m001/telemetry', qos: 0 });
    assertHandshake(command, { topic: 'factory/machine/m001/command', qos: 2, retain: false });
  });

  it('duplicate_detection.py: names the second copy of a message that was published twice', async () => {
    const subscriber = await python('duplicate_detection.py');
    await traced.subscribed('sensors/#');
    await mosquittoPub('sensors/door', 'open', 1);
    await mosquittoPub('sensors/door', 'open', 1);
    await mosquittoPub('sensors/door', 'shut', 1);
    await subscriber.printed(/= open\nDuplicate detected: sensors\/door\nProcessing: sensors\/door = shut/);
    const deliveries = await traced.until(allComplete(6));
    const received = deliveries.filter(({ to }) => to === 'client');
    assert.equal(received.length, 3);
    for (const delivery of received) assertHandshake(delivery, { client: 'dedup_subscriber', qos: 1, sends: 1 });
    assert.equal(
      new Set(received.map(({ journey }) => journey)).size,
      3,
      'the application published it twice: two journeys',
    );
  });

  it('benchmark.py: a hundred deliveries at each QoS, each with its whole handshake', async () => {
    assert.match(await (await python('benchmark.py')).succeeded(), /QoS 2: .* for 100 messages/);
    const deliveries = await traced.until(allComplete(300));
    for (const qos of [0, 1, 2] as const) {
      const ofLevel = deliveries.filter((delivery) => delivery.qos === qos);
      assert.equal(ofLevel.length, 100);
      for (const delivery of ofLevel)
        assertHandshake(delivery, { client: `benchmark_qos${qos}`, topic: 'benchmark/test', qos });
    }
  });

  it('mosquitto_sub and mosquitto_pub: each level arrives as it was asked for', async () => {
    for (const qos of [0, 1, 2] as const) {
      const subscriber = await mosquittoSub('-t', `test/qos${qos}`, '-q', String(qos), '-v', '-C', '1');
      await traced.subscribed(`test/qos${qos}`);
      await mosquittoPub(`test/qos${qos}`, `QoS ${qos} message`, qos);
      assert.match(await subscriber.succeeded(), new RegExp(`^test/qos${qos} QoS ${qos} message$`, 'm'));
    }
    const deliveries = await traced.until(allComplete(6));
    for (const qos of [0, 1, 2] as const) {
      const [published, delivered] = deliveries.filter(({ topic }) => topic === `test/qos${qos}`);
      assertHandshake(published, { qos, to: 'broker' });
      assertHandshake(delivered, { qos, to: 'client', publishedQos: qos, grantedQos: qos });
    }
  });

  it('interruption: QoS 0 is lost, QoS 1 and 2 are delivered after the reconnect of a kept session', async () => {
    const kept = ['-i', 'kept', '-c', '-t', 'test/#', '-q', '2', '-v'];
    const before = await mosquittoSub(...kept);
    await traced.subscribed('test/#');
    await before.stop();
    for (const qos of [0, 1, 2]) await mosquittoPub(`test/qos${qos}`, `QoS ${qos} message`, qos);

    const away = await traced.until((deliveries) => deliveries.filter(({ state }) => state === 'queued').length === 2);
    assert.deepEqual(
      away.filter(({ to }) => to === 'client').map(({ client, qos, state }) => ({ client, qos, state })),
      [
        { client: 'kept', qos: 0, state: 'lost' },
        { client: 'kept', qos: 1, state: 'queued' },
        { client: 'kept', qos: 2, state: 'queued' },
      ],
    );

    const after = await mosquittoSub(...kept, '-C', '2');
    assert.equal(await after.succeeded(), 'test/qos1 QoS 1 message\ntest/qos2 QoS 2 message\n');
    const deliveries = await traced.until((all) => !all.some(({ state }) => state === 'queued' || state === 'open'));
    const received = deliveries.filter(({ to, state }) => to === 'client' && state !== 'lost');
    assert.equal(received.length, 2, 'the QoS 0 message was not kept');
    for (const delivery of received) {
      assertHandshake(delivery, {
        client: 'kept',
        qos: delivery.topic === 'test/qos1' ? 1 : 2,
        via: 'queue',
        sends: 1,
      });
    }
  });
});
