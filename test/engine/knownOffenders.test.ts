/** Clients and brokers that are known to break a rule: each gives that finding, and no other. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { connectAsync, type MqttClient } from 'mqtt';

import type { Trace } from '../../src/engine/trace/trace';
import { DEFAULT_SWITCHES } from '../../src/shared/engineApi';
import { BrokerSocket } from '../support/brokerSocket';
import { importBytes, recordedBytes } from '../support/captures';
import { freePort } from '../support/freePort';
import { Program } from '../support/programs';
import { TracedEngine } from '../support/tracedEngine';

/** The kinds of all errors, each once. */
function errors(trace: Trace): string[] {
  const { rows } = trace.findings(null, null, 200);
  return [...new Set(rows.filter(({ severity }) => severity === 'error').map(({ kind, rule }) => `${kind} ${rule}`))];
}

describe('known offenders', function () {
  this.timeout(20_000);

  let own: TracedEngine;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(() => own.close());

  describe('at a broker with Receive Maximum 2', () => {
    let port: number;
    let clients: MqttClient[];

    beforeEach(async () => {
      clients = [];
      const switches = { ...DEFAULT_SWITCHES, receiveMaximum: 2 };
      await own.request('broker.configure', { maximumPacketSize: 1_000_000, switches, users: null });
      port = await own.startBroker();
    });

    afterEach(() => Promise.all(clients.map((client) => client.endAsync(true))));

    it('mqtt.js overruns it', async () => {
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5, reconnectPeriod: 0 });
      clients.push(client);
      const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
      for (let i = 0; i < 10; i++) client.publish('a', String(i), { qos: 2 }, () => undefined);
      await closed;
      assert.deepEqual(errors(own.engine.trace), ['clientOverReceiveMaximum 3.3.4-7']);
    });

    it('one that sends all in one piece with CONNECT cannot know of it', async () => {
      const socket = await BrokerSocket.open(port, 5);
      const message = { cmd: 'publish', topic: 'a', payload: 'x', qos: 2, dup: false, retain: false } as const;
      const connect = { cmd: 'connect', protocolVersion: 5, clientId: 'eager', clean: true, keepalive: 0 } as const;
      socket.write(connect, ...[1, 2, 3].map((messageId) => ({ ...message, messageId })));
      assert.match(await socket.next(), /^CONNACK 0/);
      socket.socket.destroy();
      await own.until((deliveries) => deliveries.length >= 3);
      assert.deepEqual(errors(own.engine.trace), []);
    });
  });

  it('RabbitMQ 3.10 answers QoS 2 by PUBACK, as recorded', () => {
    const { trace } = importBytes(recordedBytes('rabbitmq.pcapng'));
    assert.deepEqual(errors(trace), ['wrongAnswer 3.3.4-1']);
    const { rows } = trace.deliveries(null, 200);
    const published = rows.filter(({ to }) => to === 'broker').map(({ qos, state, missing }) => [qos, state, missing]);
    assert.deepEqual(published.reverse(), [
      [0, 'complete', null],
      [1, 'complete', null],
      [2, 'lost', null],
    ]);
  });

  it('mosquitto 2.0 takes a lower one of two overlapping subscriptions', async () => {
    const port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), 'qoscope-'));
    const config = path.join(folder, 'mosquitto.conf');
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
    const mosquitto = await Program.start('mosquitto', ['-v', '-c', config], 'mosquitto');
    try {
      await mosquitto.printed(/running/);
      await own.connect(port, { version: 4 });
      const subscribe = (filter: string, qos: 0 | 2) =>
        own.request('client.subscribe', { connection: 'own', filter, qos });
      await subscribe('a/b', 0);
      await subscribe('a/#', 2);
      await own.publish('a/b', 'message', 2);
      const all = await own.until((deliveries) => deliveries.filter(({ state }) => state === 'complete').length === 2);
      // While the connection stands, a better copy may still follow.
      const found = new Promise((resolve) => own.engine.trace.onFinding(resolve));
      await own.request('client.disconnect', { connection: 'own' });
      await found;
      assert.deepEqual(
        all.map(({ qos }) => qos),
        [2, 0],
        'as mosquitto 2.0.11 does',
      );
      assert.deepEqual(errors(own.engine.trace), ['belowHighestGranted 3.3.5-1']);
    } finally {
      await mosquitto.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
