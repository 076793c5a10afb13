import assert from 'node:assert/strict';
import path from 'node:path';
import { EventEmitter, extensions, TreeItemCollapsibleState } from 'vscode';
import { EngineClient } from '../../src/host/engineClient';
import {
  BrokerRow,
  ConnectionRow,
  OwnSubscriptionRow,
  sessionItem,
  SessionRow,
} from '../../src/host/views/connectionItems';
import { ConnectionsTree } from '../../src/host/views/connectionsTree';
import { connectionOptions } from '../../src/host/settings';
import type { Session } from '../../src/shared/model';
import { KeptLog } from '../support/engineLog';
import { qoscope, until } from '../support/inVSCode';

describe('The view Connections', () => {
  let engine: EngineClient;
  let tree: ConnectionsTree;

  beforeEach(async () => {
    await qoscope();
    const script = path.join(extensions.getExtension('qoscope.qoscope')!.extensionPath, 'dist/engine.js');
    const log = new KeptLog();
    engine = new EngineClient(script, () => ({ maximumTraceBytes: 16 * 1024 * 1024 }), log);
    engine.start();
    tree = new ConnectionsTree(engine, log);
  });

  afterEach(async () => {
    tree.dispose();
    await engine.close();
  });

  async function startAndConnect(): Promise<void> {
    await engine.request('broker.start', { host: '127.0.0.1', port: 0, maximumPacketSize: 1024 * 1024 });
    await engine.request('client.connect', {
      ...connectionOptions('local', null),
      clientId: 'dash',
      cleanStart: false,
    });
  }

  it('is empty while there is neither broker nor connection, so that its welcome text shows', async () => {
    assert.deepEqual(await tree.getChildren(), []);
  });

  it('shows the local broker with address and clients, and our connection', async () => {
    await startAndConnect();
    await until(() => engine.broker.clients === 1, engine.onDidChangeBroker);
    const [broker, connection, ...others] = await tree.getChildren();
    assert.ok(broker instanceof BrokerRow && connection instanceof ConnectionRow);
    assert.deepEqual(others, []);
    assert.equal(tree.getTreeItem(broker).description, `127.0.0.1:${engine.broker.address!.port} · 1 client`);
    assert.equal(tree.getTreeItem(connection).description, 'local broker · connected · dash');
  });

  it('shows the sessions at the local broker with the granted QoS of their subscriptions', async () => {
    await startAndConnect();
    await engine.request('client.subscribe', { connection: 'local', filter: 'alarms/+', qos: 2 });
    const [broker] = await tree.getChildren();
    const [session] = await tree.getChildren(broker);
    assert.ok(session instanceof SessionRow);
    assert.equal(tree.getTreeItem(session).label, 'dash');
    assert.match(String(tree.getTreeItem(session).description), /^this window/);
    const [subscription] = await tree.getChildren(session);
    assert.equal(tree.getTreeItem(subscription!).label, 'alarms/+');
    assert.equal(tree.getTreeItem(subscription!).description, 'QoS 2');
  });

  it('shows the subscriptions of our connection, with the QoS asked for where another was granted', async () => {
    await startAndConnect();
    await engine.request('client.subscribe', { connection: 'local', filter: 'a/#', qos: 1 });
    await until(() => engine.connections[0]?.subscriptions.length === 1, engine.onDidChangeConnections);
    const [, connection] = await tree.getChildren();
    const [own] = await tree.getChildren(connection);
    assert.ok(own instanceof OwnSubscriptionRow);
    assert.equal(tree.getTreeItem(own).description, 'QoS 1');
    const downgraded = new OwnSubscriptionRow('local', { filter: 'a/#', requestedQos: 2, grantedQos: 1 });
    assert.equal(tree.getTreeItem(downgraded).description, 'QoS 1 (asked for 2)');
  });
});

describe('A session in the view Connections', () => {
  const filter: Session['subscriptions'][number] = {
    filter: 'a/#',
    requestedQos: 1,
    grantedQos: 1,
    reason: null,
    subscriptionIdentifier: null,
  };

  it('is another row once it has a subscription, so that it opens: VS Code keeps closed what had nothing in it', () => {
    const bare = sessionItem(new SessionRow(sessionNumber(1), false));
    const subscribed = sessionItem(new SessionRow({ ...sessionNumber(1), subscriptions: [filter] }, false));
    assert.notEqual(bare.id, subscribed.id);
    assert.equal(subscribed.collapsibleState, TreeItemCollapsibleState.Expanded);
  });

  it('counts what is in flight against Receive Maximum where the protocol has one', () => {
    const busy = { ...sessionNumber(1), inFlightToClient: 2, clientReceiveMaximum: 20 };
    assert.match(String(sessionItem(new SessionRow(busy, false)).description), /in flight 2 of 20$/);
    assert.match(String(sessionItem(new SessionRow({ ...busy, version: 4 }, false)).description), /2 in flight$/);
  });
});

describe('The view Connections with very many clients', () => {
  it('lists 200 sessions and says how many more there are', async () => {
    const sessions = Array.from({ length: 5000 }, (_, i) => sessionNumber(i + 1));
    const none = new EventEmitter<never>().event;
    const tree = new ConnectionsTree(
      {
        broker: { running: true, address: { host: '127.0.0.1', port: 1883 }, doors: [], clients: 5000 },
        connections: [],
        onDidChangeBroker: none,
        onDidChangeConnections: none,
        onDidChangeTrace: none,
        request: () => Promise.resolve({ rows: sessions, version: 1, more: false, now: 0 } as never),
      },
      new KeptLog(),
    );
    const [broker] = await tree.getChildren();
    const rows = await tree.getChildren(broker);
    assert.equal(rows.length, 201);
    assert.equal(tree.getTreeItem(rows[200]!).label, '4,800 more');
    tree.dispose();
  });
});

function sessionNumber(n: number): Session {
  return {
    n,
    client: `client-${n}`,
    broker: 'local',
    version: 5,
    cleanStart: true,
    kept: false,
    connected: true,
    ended: false,
    subscriptions: [],
    inFlightToClient: 0,
    inFlightToBroker: 0,
    queued: 0,
    clientReceiveMaximum: 65_535,
    brokerReceiveMaximum: 65_535,
  };
}
