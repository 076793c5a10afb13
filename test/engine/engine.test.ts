import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { connectAsync } from 'mqtt';

import { LIVE_TRACE } from '../../src/shared/engineApi';
import type { Qos } from '../../src/shared/model';
import { withCode } from '../support/errors';
import { TracedEngine } from '../support/tracedEngine';

/** Not every container has IPv6. */
const hasIpv6 = Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === '::1'));

const broker = (port: number) => ({ host: '127.0.0.1', port, maximumPacketSize: 1_000_000 });

describe('the engine', () => {
  let own: TracedEngine;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(() => own.close());

  describe('and its local broker', () => {
    it('starts on a free port, says which, and stops', async () => {
      assert.deepEqual(await own.request('broker.status', null), {
        running: false,
        address: null,
        doors: [],
        clients: 0,
      });
      const port = await own.startBroker();
      const address = { host: '127.0.0.1', port };
      const running = { running: true, address, doors: [{ transport: 'tcp', ...address }], clients: 0 };
      assert.deepEqual(await own.request('broker.status', null), running);
      assert.deepEqual(await own.request('broker.start', broker(0)), running, 'one that runs is left as it is');
      assert.deepEqual(await own.request('broker.stop', null), {
        running: false,
        address: null,
        doors: [],
        clients: 0,
      });
      assert.deepEqual(await own.request('broker.stop', null), {
        running: false,
        address: null,
        doors: [],
        clients: 0,
      });
    });

    it('names the port that another program holds', async () => {
      const other = createServer((socket) => socket.end());
      other.listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      await assert.rejects(
        own.request('broker.start', broker(port)),
        withCode('broker.portTaken', new RegExp(`${port}`)),
      );
      assert.equal((await own.request('broker.status', null)).running, false);
      other.close();
    });

    it('says so where QoScope in another window holds the port', async () => {
      const other = new TracedEngine();
      const port = await other.startBroker();
      await assert.rejects(
        own.request('broker.start', broker(port)),
        withCode('broker.portHeldByQoScope', new RegExp(`mqtt://127\\.0\\.0\\.1:${port}`)),
      );
      await other.close();
      assert.equal((await own.request('broker.start', broker(port))).running, true, 'once it is free, it is taken');
    });

    it('restarts with retained messages kept, and starts where it was off', async () => {
      const { address } = await own.request('broker.restart', broker(0));
      const port = address!.port;
      await own.connect(null);
      const delivery = await own.publish('kept', 'x', 1, true);
      await own.request('trace.settled', { trace: LIVE_TRACE, delivery, milliseconds: 1_000 });
      await own.request('broker.restart', broker(port));
      const reader = await connectAsync(`mqtt://127.0.0.1:${port}`);
      const message = new Promise((resolve) =>
        reader.once('message', (_topic, payload) => resolve(payload.toString())),
      );
      await reader.subscribeAsync('kept', { qos: 1 });
      assert.equal(await message, 'x');
      await reader.endAsync();
    });

    it('stays startable after a restart that could not listen', async () => {
      await own.startBroker();
      const other = new TracedEngine();
      const taken = await other.startBroker();
      await assert.rejects(own.request('broker.restart', broker(taken)), withCode('broker.portHeldByQoScope'));
      assert.equal((await own.request('broker.status', null)).running, false);
      assert.equal((await own.request('broker.start', broker(0))).running, true);
      await other.close();
    });
  });

  describe('and our connection to its own broker', () => {
    it('refuses to connect while the broker is off', async () => {
      await assert.rejects(own.connect(null), withCode('broker.notRunning'));
    });

    it('records it once, at the broker, also where it goes by an address', async () => {
      const port = await own.startBroker();
      await own.connect(null);
      await own.connect(port, { connection: 'by address', clientId: 'own-2' });
      const sessions = await own.request('trace.sessions', { trace: LIVE_TRACE });
      assert.deepEqual(
        sessions.rows.map(({ client, broker: name }) => `${client} ${name}`),
        ['own-1 local', 'own-2 local'],
      );
      const delivery = await own.publish('a', 'x', 2);
      await own.until(([first]) => first?.state === 'complete');
      const { packets } = await own.delivery(delivery);
      assert.deepEqual(
        packets.map(({ type }) => type),
        ['PUBLISH', 'PUBREC', 'PUBREL', 'PUBCOMP'],
      );
      assert.equal((await own.deliveries()).length, 1);
    });

    for (const host of hasIpv6 ? ['0.0.0.0', '::', '::1'] : ['0.0.0.0']) {
      it(`records it once where the broker listens on ${host}`, async () => {
        const { address } = await own.request('broker.start', {
          ...{ host, port: 0, maximumPacketSize: 1_000_000, openToAll: true },
        });
        await own.connect(null);
        const names = { '0.0.0.0': ['127.0.0.1', 'localhost'], '::': ['127.0.0.1', '[::1]'], '::1': ['[::1]'] }[host]!;
        const urls = names.map((name) => `mqtt://${name}:${address!.port}`);
        for (const [i, url] of urls.entries()) {
          await own.connect(url, { connection: url, clientId: `other-${i}` });
          const message = { connection: url, topic: `t/${i}`, payload: Buffer.alloc(0), qos: 1 as Qos, retain: false };
          const { delivery } = await own.request('client.publish', message);
          assert.equal((await own.delivery(delivery)).delivery.topic, `t/${i}`);
        }
        const { rows } = await own.request('trace.sessions', { trace: LIVE_TRACE });
        assert.deepEqual(
          rows.map(({ broker: name }) => name),
          ['local', ...urls.map(() => 'local')],
        );
      });
    }

    it('gives each of many messages its own delivery, whatever their QoS', async () => {
      await own.startBroker();
      await own.connect(null);
      const topics = Array.from({ length: 200 }, (_, i) => `t/${i}`);
      const numbers = await Promise.all(topics.map((topic, i) => own.publish(topic, topic, (i % 3) as Qos)));
      for (const [i, n] of numbers.entries()) {
        const message = await own.request('trace.message', { trace: LIVE_TRACE, delivery: n });
        assert.equal(message.delivery.topic, topics[i]);
        assert.equal(message.delivery.to, 'broker');
        assert.equal(Buffer.from(message.payload).toString(), topics[i]);
      }
    });

    for (const qos of [0, 1, 2] as const) {
      it(`gets a QoS ${qos} message out that is published just before it disconnects`, async () => {
        await own.startBroker();
        await own.connect(null);
        const published = own.publish('a', 'x', qos);
        await own.request('client.disconnect', { connection: 'own' });
        const { packets } = await own.delivery(await published);
        assert.equal(packets[0]?.type, 'PUBLISH');
      });
    }

    it('publishes thousands at once without a queue of listeners', async () => {
      await own.startBroker();
      await own.connect(null);
      const warnings: Error[] = [];
      const warned = (warning: Error): number => warnings.push(warning);
      process.on('warning', warned);
      const numbers = await Promise.all(Array.from({ length: 5_000 }, () => own.publish('a', 'x', 0)));
      process.off('warning', warned);
      assert.equal(new Set(numbers).size, 5_000);
      assert.deepEqual(warnings, []);
    });

    it('ends with the broker, and says so', async () => {
      await own.startBroker();
      await own.connect(null);
      await own.request('broker.stop', null);
      const status = await own.status();
      assert.equal(status.state, 'disconnected');
      assert.equal(status.problem?.code, 'client.brokerStopped');
      own.timers.advance(60_000);
      assert.equal((await own.status()).state, 'disconnected', 'it does not come back by itself');
    });

    it('stays away from a broker that restarts where it is disconnected at the same time', async () => {
      await own.startBroker();
      await own.connect(null);
      await Promise.all([
        own.request('client.disconnect', { connection: 'own' }),
        own.request('broker.restart', broker(0)),
      ]);
      own.timers.advance(60_000);
      assert.equal((await own.status()).state, 'disconnected');
      assert.equal((await own.request('broker.status', null)).clients, 0);
    });

    it('comes back at once when the broker restarts on another port, with its session', async () => {
      await own.startBroker();
      await own.connect(null);
      await own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 2 });
      const { address } = await own.request('broker.restart', broker(0));
      const status = await own.untilState('connected');
      assert.equal(status.url, `mqtt://127.0.0.1:${address!.port}`);
      assert.deepEqual(status.subscriptions, [{ filter: 'a', requestedQos: 2, grantedQos: 2 }]);
      await own.publish('a', 'x', 2);
      await own.until((deliveries) => deliveries.filter(({ state }) => state === 'complete').length === 2);
    });
  });

  describe('and a connection to another broker', () => {
    let other: TracedEngine;

    beforeEach(() => {
      other = new TracedEngine();
    });

    afterEach(() => other.close());

    it('records it itself, under the name of the connection', async () => {
      const port = await other.startBroker();
      await own.connect(port, { connection: 'staging' });
      const message = { connection: 'staging', topic: 'a', payload: Buffer.from('x'), qos: 2 as Qos, retain: false };
      const { delivery } = await own.request('client.publish', message);
      await own.until(([first]) => first?.state === 'complete');
      const detail = await own.delivery(delivery);
      assert.equal(detail.delivery.broker, 'staging');
      assert.equal(detail.delivery.client, 'own-1');
      assert.deepEqual(
        detail.packets.map(({ type, from }) => `${from} ${type}`),
        ['client PUBLISH', 'broker PUBREC', 'client PUBREL', 'broker PUBCOMP'],
      );
    });

    it('gives each of many messages its own delivery, whatever their QoS', async () => {
      await own.connect(await other.startBroker());
      const topics = Array.from({ length: 200 }, (_, i) => `t/${i}`);
      const numbers = await Promise.all(topics.map((topic, i) => own.publish(topic, '', (i % 3) as Qos)));
      for (const [i, n] of numbers.entries()) assert.equal((await own.delivery(n)).delivery.topic, topics[i]);
    });

    it('publishes payloads of 0 bytes and of 256 kB as they are', async () => {
      await own.connect(await other.startBroker());
      const large = Buffer.alloc(262_144, 0xfe);
      for (const payload of [Buffer.alloc(0), large]) {
        const { delivery } = await own.request('client.publish', {
          connection: 'own',
          topic: 'a',
          payload,
          qos: 1,
          retain: false,
        });
        const message = await own.request('trace.message', { trace: LIVE_TRACE, delivery });
        assert.equal(Buffer.compare(message.payload, payload), 0);
      }
    });

    it('still publishes while the trace is paused', async () => {
      await own.connect(await other.startBroker());
      await own.request('trace.pause', { trace: LIVE_TRACE, paused: true });
      await own.publish('a', 'x', 1);
      await other.until(([first]) => first?.state === 'complete');
      assert.deepEqual(await own.deliveries(), []);
    });
  });

  describe('and its events', () => {
    it('sends at most 20 of a kind in a second, and always the last', async () => {
      await own.startBroker();
      await own.connect(null);
      await Promise.all(Array.from({ length: 100 }, () => own.publish('a', 'x', 0)));
      const traceEvents = () => own.events.filter(({ name }) => name === 'traceChanged');
      assert.equal(traceEvents().length, 1);
      own.timers.advance(50);
      assert.equal(traceEvents().length, 2);
      assert.deepEqual(traceEvents().at(-1)?.value, await own.request('trace.counts', { trace: LIVE_TRACE }));
      own.timers.advance(1_000);
      assert.equal(traceEvents().length, 2, 'nothing changed, nothing is sent');
    });

    it('tells of the trace once a second while nobody looks, and at once when somebody does', async () => {
      await own.startBroker();
      await own.connect(null);
      own.timers.advance(100);
      await own.request('engine.watched', { watched: false });
      const before = own.events.length;
      const told = () => own.events.slice(before).filter(({ name }) => name === 'traceChanged').length;
      const publish = async (): Promise<void> => {
        await own.publish('a', 'x', 0);
        own.timers.advance(100);
      };
      for (let tenths = 0; tenths < 10; tenths++) await publish();
      assert.equal(told(), 2, 'the first at once, those that follow together');
      await publish();
      assert.equal(told(), 2);
      await own.request('engine.watched', { watched: true });
      assert.equal(told(), 3);
      assert.deepEqual(own.events.at(-1)?.value, await own.request('trace.counts', { trace: LIVE_TRACE }));
    });

    it('tells of the broker and of connections', async () => {
      await own.startBroker();
      own.timers.advance(100);
      await own.connect(null);
      own.timers.advance(100);
      const last = (name: string) => own.events.filter((event) => event.name === name).at(-1)?.value;
      assert.deepEqual(last('brokerChanged'), await own.request('broker.status', null));
      assert.deepEqual(last('connectionsChanged'), await own.request('client.list', null));
    });
  });

  it('knows only traces that exist', async () => {
    await assert.rejects(own.request('trace.counts', { trace: 2 }), withCode('trace.unknownTrace'));
  });

  it('starts nothing once it is closed, sends no event, and leaves no timer', async () => {
    await own.startBroker();
    await own.connect(null);
    await own.close();
    const { length } = own.events;
    await assert.rejects(own.startBroker(), withCode('engine.closed'));
    await assert.rejects(own.connect(null), withCode('engine.closed'));
    assert.equal((await own.request('broker.status', null)).running, false);
    assert.equal((await own.status()).state, 'disconnected');
    assert.equal(own.events.length, length);
    assert.equal(own.timers.pending, 0);
  });
});
