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

describe('A broker that others reach', () => {
  const OTHERS = { host: '0.0.0.0', port: 0, maximumPacketSize: 1_000_000 };
  let own: TracedEngine;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(() => own.close());

  it('opens with users, or where the caller says that it is meant to be open to all', async () => {
    await assert.rejects(own.request('broker.start', OTHERS), { code: 'broker.openToAll', args: { host: '0.0.0.0' } });
    assert.equal((await own.request('broker.status', null)).running, false);
    assert.equal((await own.request('broker.start', { ...OTHERS, openToAll: true })).running, true);
    await own.request('broker.stop', null);
    await own.request('broker.configure', configuration({ users: [DASH] }));
    assert.equal((await own.request('broker.start', OTHERS)).running, true);
  });

  it('is not made of one on this machine by a restart, which leaves that as it was', async () => {
    await own.startBroker();
    await own.connect(null);
    const { address } = await own.request('broker.status', null);
    await assert.rejects(own.request('broker.restart', OTHERS), { code: 'broker.openToAll' });
    assert.deepEqual((await own.request('broker.status', null)).address, address);
    await own.untilState('connected');
  });

  it('restarts on its address without saying so again, and on no other', async () => {
    await own.request('broker.start', { ...OTHERS, openToAll: true });
    assert.equal((await own.request('broker.restart', OTHERS)).running, true);
    await assert.rejects(own.request('broker.restart', { ...OTHERS, host: '::' }), { code: 'broker.openToAll' });
    assert.equal((await own.request('broker.status', null)).address?.host, '0.0.0.0');
  });

  it('keeps its users where the last is taken away, unless that is meant', async () => {
    await own.request('broker.configure', configuration({ users: [DASH] }));
    const { address } = await own.request('broker.start', OTHERS);
    const stranger = (): Promise<MqttClient> =>
      connectAsync(`mqtt://127.0.0.1:${address!.port}`, { reconnectPeriod: 0 }, false);
    await assert.rejects(own.request('broker.configure', configuration({})), { code: 'broker.lastUser' });
    await assert.rejects(stranger());
    await own.request('broker.configure', configuration({ openToAll: true }));
    await (await stranger()).endAsync(true);
  });
});
