/** The local broker with real sockets: what only the way from bytes to the core and back can get wrong. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

import { isQoScope } from '../../src/engine/broker/identify';
import { LocalBroker, type LocalBrokerParts } from '../../src/engine/broker/localBroker';
import { systemClock } from '../../src/engine/clock';
import type { BrokerOptions, BrokerStatus } from '../../src/shared/engineApi';
import { BrokerRecorder } from '../support/brokerRecorder';
import { BrokerSocket } from '../support/brokerSocket';
import { TracedBroker } from '../support/tracedBroker';

const OPTIONS: BrokerOptions = { host: '127.0.0.1', port: 0, maximumPacketSize: 1_000_000 };

describe('the local broker on a socket', function () {
  this.timeout(20_000);

  let trace: BrokerRecorder;
  let statuses: BrokerStatus[];
  let brokers: LocalBroker[];
  let broker: LocalBroker;
  let port: number;

  beforeEach(async () => {
    brokers = [];
    statuses = [];
    trace = new BrokerRecorder();
    broker = await start();
    port = portOf(broker);
  });

  afterEach(async () => {
    for (const one of brokers) await one.stop();
  });

  async function start(
    options: Partial<BrokerOptions> = {},
    parts: Partial<LocalBrokerParts> = {},
  ): Promise<LocalBroker> {
    const onChanged = (status: BrokerStatus): void => void statuses.push(status);
    const started = await LocalBroker.start(
      { ...OPTIONS, ...options },
      { trace, clock: systemClock, onChanged, ...parts },
    );
    brokers.push(started);
    return started;
  }

  /** The broker still serves others. */
  async function stillServes(): Promise<void> {
    const client = await BrokerSocket.connect(port, 'afterwards');
    await client.subscribe('still', 1);
    client.publish('still', 'here', 1, 1);
    assert.deepEqual(await client.take(2), ['PUBLISH q1 id1 still=here', 'PUBACK 1']);
    client.destroy();
  }

  it('says where it listens and how many clients it has', async () => {
    const address = { host: '127.0.0.1', port };
    const doors = [{ transport: 'tcp', ...address }];
    assert.deepEqual(broker.status(), { running: true, address, doors, clients: 0 });
    const client = await BrokerSocket.connect(port, 'c');
    assert.equal(broker.status().clients, 1);
    client.destroy();
    await trace.noted('1 end');
    assert.equal(broker.status().clients, 0);
    await broker.stop();
    assert.deepEqual(broker.status(), { running: false, address: null, doors: [], clients: 0 });
    assert.deepEqual(
      statuses.map(({ running, clients }) => [running, clients]),
      [
        [true, 0],
        [true, 1],
        [true, 0],
        [false, 0],
      ],
    );
  });

  it('records both ends of a wire and every packet in its order', async () => {
    const client = await BrokerSocket.connect(port, 'c');
    client.publish('a', 'x', 2, 1);
    assert.equal(await client.next(), 'PUBREC 1');
    client.write({ cmd: 'pubrel', messageId: 1 }, { cmd: 'disconnect' });
    assert.deepEqual(await client.take(2), ['PUBCOMP 1', 'closed']);
    await trace.noted('1 end');
    const clientPort = /:(\d+)$/.exec(trace.openings[0]?.clientAddress ?? '')?.[1];
    assert.ok(Number(clientPort) > 0);
    assert.equal(trace.openings[0]?.brokerAddress, `127.0.0.1:${port}`);
    assert.deepEqual(trace.lines, [
      '1 client CONNECT',
      '1 broker CONNACK',
      '1 client PUBLISH',
      '1 broker PUBREC',
      '1 client PUBREL',
      '1 broker PUBCOMP',
      '1 client DISCONNECT',
      '1 end',
    ]);
  });

  it('reads packets that come byte by byte, and many that come at once', async () => {
    const client = await BrokerSocket.open(port);
    for (const byte of '100d00044d5154540402000000 0163 c000'.replaceAll(' ', '').match(/../g) ?? [])
      client.rawWrite(byte);
    assert.deepEqual(await client.take(2), ['CONNACK 0', 'PINGRESP']);
    client.rawWrite('c000'.repeat(10_000));
    assert.equal(new Set(await client.take(10_000)).size, 1);
  });

  it('delivers what a client wrote before it ended, CONNACK awaited or not', async () => {
    const subscriber = await BrokerSocket.connect(port, 'sub');
    await subscriber.subscribe('a', 0);
    const publisher = await BrokerSocket.open(port);
    publisher.write(
      { cmd: 'connect', clientId: 'pub', clean: true },
      { cmd: 'publish', topic: 'a', payload: 'x', qos: 0, dup: false, retain: false },
      { cmd: 'disconnect' },
    );
    publisher.socket.end();
    assert.equal(await subscriber.next(), 'PUBLISH q0 a=x');
  });

  for (const { what, bytes, code } of [
    { what: 'a Remaining Length of five bytes', bytes: '30 ff ff ff ff 7f', code: 'packet.badRemainingLength' },
    { what: 'a packet above the maximum, from its header alone', bytes: '30 ff ff ff 7f', code: 'packet.tooLarge' },
  ]) {
    it(`answers ${what} and lives on`, async () => {
      const five = await BrokerSocket.connect(port, 'five', 5);
      five.rawWrite(`${bytes} ${'00'.repeat(1_000)}`);
      const reason = code === 'packet.tooLarge' ? '0x95' : '0x81';
      assert.deepEqual(await five.take(2), [`DISCONNECT ${reason}`, 'closed']);
      const four = await BrokerSocket.connect(port, 'four');
      four.rawWrite(bytes);
      assert.equal(await four.next(), 'closed');
      assert.ok(trace.lines.includes(`1 unreadable ${code}`));
      assert.ok(trace.lines.includes(`2 unreadable ${code}`));
      await stillServes();
    });
  }

  it('lets the client read the DISCONNECT also where more of its bytes were on their way', async () => {
    const client = await BrokerSocket.connect(port, 'c', 5);
    client.rawWrite(`c0 01 00 ${'00'.repeat(500_000)}`);
    assert.deepEqual(await client.take(2), ['DISCONNECT 0x81', 'closed']);
  });

  it('outlives a client that vanishes in the middle of a packet and of a handshake', async () => {
    const client = await BrokerSocket.connect(port, 'c');
    client.publish('a', 'x', 2, 1);
    await client.next();
    client.rawWrite('30 20 00 01');
    client.socket.end();
    await trace.noted('1 unreadable packet.incomplete');
    await stillServes();
  });

  it('shows as lost what was in flight and is too large for the client that comes back', async () => {
    const traced = await TracedBroker.start();
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const first = await BrokerSocket.connect(traced.port, 'c', 5, kept);
    await first.subscribe('a', 1);
    first.publish('a', 'x'.repeat(100), 1, 1);
    assert.deepEqual((await first.take(2)).map((line) => line.slice(0, 7)).sort(), ['PUBACK ', 'PUBLISH']);
    first.destroy();
    const properties = { ...kept.properties, maximumPacketSize: 50 };
    const second = await BrokerSocket.connect(traced.port, 'c', 5, { clean: false, properties });
    const deliveries = await traced.until((rows) => rows.every(({ state }) => state !== 'open'));
    assert.deepEqual(
      deliveries.map(({ to, state }) => [to, state]),
      [
        ['broker', 'complete'],
        ['client', 'lost'],
      ],
    );
    assert.equal(traced.trace.counts().inFlight, 0);
    second.destroy();
    await traced.stop();
  });

  it('hands a client identifier to the newer connection', async () => {
    const older = await BrokerSocket.connect(port, 'same', 5);
    const newer = await BrokerSocket.connect(port, 'same', 5);
    assert.deepEqual(await older.take(2), ['DISCONNECT 0x8e', 'closed']);
    newer.write({ cmd: 'pingreq' });
    assert.equal(await newer.next(), 'PINGRESP');
  });

  it('carries payloads of 0 bytes and 256 kB unaltered, at every QoS', async () => {
    const subscriber = await BrokerSocket.connect(port, 'sub');
    await subscriber.subscribe('a', 2);
    const publisher = await BrokerSocket.connect(port, 'pub');
    const large = 'é'.repeat(128_000);
    for (const qos of [0, 1, 2] as const) {
      publisher.publish('a', '', qos, 2 * qos + 1);
      publisher.publish('a', large, qos, 2 * qos + 2);
      const payloads = (await subscriber.take(2)).map((line) => line.slice(line.indexOf('=') + 1));
      assert.deepEqual(payloads, ['', large]);
    }
  });

  it('does not let a client that does not read slow the others', async () => {
    const frozen = await BrokerSocket.connect(port, 'frozen');
    await frozen.subscribe('a', 0);
    frozen.socket.pause();
    const healthy = await BrokerSocket.connect(port, 'healthy');
    await healthy.subscribe('a', 0);
    const publisher = await BrokerSocket.connect(port, 'pub');
    const payload = Buffer.alloc(100_000);
    for (let i = 0; i < 200; i++) {
      publisher.publish('a', payload, 0);
      await healthy.next();
    }
    const dropped = broker.figures().dropped.qos0;
    assert.ok(dropped > 0 && dropped < 200, `${dropped} dropped`);
    frozen.destroy();
  });

  it('ends its clients when it stops, with the reason in MQTT 5, and frees the port', async () => {
    const four = await BrokerSocket.connect(port, 'four');
    const five = await BrokerSocket.connect(port, 'five', 5);
    await broker.stop();
    assert.equal(await four.next(), 'closed');
    assert.deepEqual(await five.take(2), ['DISCONNECT 0x8b', 'closed']);
    await start({ port });
  });

  it('keeps sessions and retained messages over a restart', async () => {
    const kept = { clean: false };
    const client = await BrokerSocket.connect(port, 'c', 4, kept);
    await client.subscribe('a', 1);
    client.write({ cmd: 'publish', topic: 'r', payload: 'kept', qos: 1, messageId: 1, dup: false, retain: true });
    await client.next();
    await broker.restart({ ...OPTIONS, port });
    const back = await BrokerSocket.open(port);
    back.write({ cmd: 'connect', clientId: 'c', ...kept });
    assert.equal(await back.next(), 'CONNACK 0 present');
    back.publish('a', 'x', 1, 1);
    assert.deepEqual(await back.take(2), ['PUBLISH q1 id1 a=x', 'PUBACK 1']);
    await back.subscribe('r', 0);
    assert.equal(await back.next(), 'PUBLISH q0 retain r=kept');
  });

  it('names the port that is taken, and can be restarted on another', async () => {
    const holder = net.createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const taken = (holder.address() as AddressInfo).port;
    await assert.rejects(start({ port: taken }), {
      code: 'broker.portTaken',
      args: { host: '127.0.0.1', port: taken, setting: 'qoscope.localBroker.port' },
    });
    await assert.rejects(broker.restart({ ...OPTIONS, port: taken }), { code: 'broker.portTaken' });
    assert.equal(broker.status().running, false);
    await broker.restart(OPTIONS);
    assert.equal(broker.status().running, true);
    holder.close();
    await once(holder, 'close');
  });

  it('names an address that this machine does not have', async () => {
    await assert.rejects(start({ host: '192.0.2.1', openToAll: true }), {
      code: 'broker.addressUnavailable',
      args: { host: '192.0.2.1' },
    });
  });

  it('says why where it cannot listen for another reason', async () => {
    await assert.rejects(start({ port: 65_536 }), { code: 'broker.listenFailed' });
  });

  it('knows which remote ends are its own doors', async () => {
    assert.ok(broker.owns('127.0.0.1', port));
    assert.ok(broker.owns('::ffff:127.0.0.1', port));
    assert.ok(!broker.owns('127.0.0.1', port + 1));
    assert.ok(!broker.owns('127.0.0.2', port));
    const everywhere = await start({ host: '0.0.0.0', openToAll: true });
    const other = portOf(everywhere);
    assert.ok(everywhere.owns('127.0.0.1', other) && everywhere.owns('127.0.0.9', other));
    assert.ok(!everywhere.owns('192.0.2.1', other));
    await broker.stop();
    assert.ok(!broker.owns('127.0.0.1', port));
  });

  it('is known as QoScope by what it says in CONNACK; others and silence are not', async () => {
    assert.equal(await isQoScope('127.0.0.1', port), true);
    const other = net
      .createServer((socket) => socket.resume().end(Buffer.from('2003000000', 'hex')))
      .listen(0, '127.0.0.1');
    await once(other, 'listening');
    const otherPort = (other.address() as AddressInfo).port;
    assert.equal(await isQoScope('127.0.0.1', otherPort), false);
    other.close();
    await once(other, 'close');
    assert.equal(await isQoScope('127.0.0.1', otherPort), false);
  });

  it('does by its own timer what becomes due', async () => {
    const impatient = await start({}, { core: { connectTimeout: 20 } });
    const silent = await BrokerSocket.open(portOf(impatient));
    assert.equal(await silent.next(), 'closed');
  });
});

function portOf(broker: LocalBroker): number {
  const { address } = broker.status();
  if (address === null) throw new Error('The broker does not listen.');
  return address.port;
}
