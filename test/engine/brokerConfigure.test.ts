import assert from 'node:assert/strict';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';

import { DEFAULT_SWITCHES, type BrokerConfiguration, type BrokerUser } from '../../src/shared/engineApi';
import { TracedEngine } from '../support/tracedEngine';

const DASH: BrokerUser = { name: 'dash', password: 'secret', read: ['sensors/#'], write: [] };

function configuration(changes: Partial<BrokerConfiguration>): BrokerConfiguration {
  return { maximumPacketSize: 1_000_000, switches: DEFAULT_SWITCHES, users: null, ...changes };
}

describe('broker.configure', () => {
  let own: TracedEngine;
  let port: number;
  let clients: MqttClient[];

  beforeEach(async () => {
    own = new TracedEngine();
    port = await own.startBroker();
    clients = [];
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.endAsync(true)));
    await own.close();
  });

  async function client(options: IClientOptions = {}): Promise<MqttClient> {
    const all = { protocolVersion: 5, reconnectPeriod: 0, ...options } as const;
    const connected = await connectAsync(`mqtt://127.0.0.1:${port}`, all, false);
    clients.push(connected);
    return connected;
  }

  const refuse = (filter: string): BrokerConfiguration =>
    configuration({ switches: { ...DEFAULT_SWITCHES, refusals: [{ filter, reasonCode: 0x97 }] } });

  it('refuses topics at once to a client that is connected', async () => {
    const connected = await client();
    await connected.publishAsync('a/b', 'x', { qos: 1 });
    await own.request('broker.configure', refuse('a/#'));
    await assert.rejects(connected.publishAsync('a/b', 'x', { qos: 1 }), { code: 0x97 });
    await assert.rejects(connected.publishAsync('a/b', 'x', { qos: 2 }), { code: 0x97 });
    await assert.rejects(connected.subscribeAsync('a/b'));
    await own.request('broker.configure', configuration({}));
    await connected.publishAsync('a/b', 'x', { qos: 2 });
  });

  it('holds for a broker that starts later, and after a restart', async () => {
    await own.request('broker.configure', refuse('a'));
    const restarted = await own.request('broker.restart', { host: '127.0.0.1', port: 0, maximumPacketSize: 1_000_000 });
    port = restarted.address?.port ?? 0;
    await assert.rejects((await client()).publishAsync('a', 'x', { qos: 1 }), { code: 0x97 });
    await own.request('broker.stop', null);
    port = await own.startBroker();
    await assert.rejects((await client()).publishAsync('a', 'x', { qos: 1 }), { code: 0x97 });
  });

  it('bounds the packets of clients that connect from then on', async () => {
    const before = await client({ clientId: 'before' });
    await own.request('broker.configure', configuration({ maximumPacketSize: 2_000 }));
    await before.publishAsync('a', 'x'.repeat(3_000), { qos: 1 });
    const after = await client({ clientId: 'after', protocolVersion: 4 });
    const closed = new Promise((resolve) => after.once('close', () => resolve('closed')));
    after.publish('a', 'x'.repeat(3_000), { qos: 0 });
    assert.equal(await closed, 'closed');
  });

  it('lets in users with their passwords alone, and our own connection, which carries on', async () => {
    await own.connect(null);
    await own.request('broker.configure', configuration({ users: [DASH] }));
    await own.untilState('connected');
    await assert.rejects(client(), { code: 0x87 });
    await assert.rejects(client({ username: 'dash', password: 'wrong' }), { code: 0x86 });
    const dash = await client({ username: 'dash', password: 'secret' });
    await dash.subscribeAsync('#', { qos: 1 });
    const arrived = new Promise<string>((resolve) => dash.once('message', (topic) => resolve(topic)));
    await own.publish('other/t', 'x', 1);
    await own.publish('sensors/t', 'x', 1);
    assert.equal(await arrived, 'sensors/t');
    await assert.rejects(dash.publishAsync('sensors/t', 'x', { qos: 1 }), { code: 0x87 });
    await own.request('broker.configure', configuration({}));
    await own.untilState('connected');
    await client({ clientId: 'nobody' });
  });
});
