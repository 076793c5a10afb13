import assert from 'node:assert/strict';
import { EventEmitter, TreeItemCollapsibleState, type TreeView, type TreeViewVisibilityChangeEvent } from 'vscode';
import type { EngineClient } from '../../src/host/engineClient';
import {
  BrokerRow,
  ConnectionRow,
  OwnSubscriptionRow,
  sessionItem,
  SessionRow,
  type ConnectionsRow,
} from '../../src/host/views/connectionItems';
import { FiguresRow } from '../../src/host/views/figureItems';
import { ConnectionsTree } from '../../src/host/views/connectionsTree';
import { connectionOptions } from '../../src/host/settings';
import { brokerTooltip } from '../../src/host/status/brokerStatus';
import type { TraceCounts } from '../../src/shared/engineApi';
import type { Session } from '../../src/shared/model';
import { KeptLog } from '../support/engineLog';
import { qoscope, startEngine, until } from '../support/inVSCode';

const SUBSCRIPTION: Session['subscriptions'][number] = {
  filter: 'a/#',
  requestedQos: 1,
  grantedQos: 1,
  reason: null,
  subscriptionIdentifier: null,
};

/** Resolves when what an answer leads to is done: all that waits for it runs before the next turn of the event loop. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('The view Connections', () => {
  let engine: EngineClient;
  let tree: ConnectionsTree;

  beforeEach(async () => {
    await qoscope();
    const log = new KeptLog();
    engine = startEngine(log);
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
    const [, session] = await tree.getChildren(broker);
    assert.ok(session instanceof SessionRow);
    assert.equal(tree.getTreeItem(session).label, 'dash');
    assert.match(String(tree.getTreeItem(session).description), /^this window/);
    const [subscription] = await tree.getChildren(session);
    assert.equal(tree.getTreeItem(subscription!).label, 'alarms/+');
    assert.equal(tree.getTreeItem(subscription!).description, 'QoS 2');
  });

  it('shows the figures of the local broker as they are when their row is opened', async () => {
    await startAndConnect();
    await engine.request('client.subscribe', { connection: 'local', filter: 'alarms/+', qos: 2 });
    const [broker] = await tree.getChildren();
    const [figures] = await tree.getChildren(broker);
    assert.ok(figures instanceof FiguresRow);
    assert.equal(tree.getTreeItem(figures).collapsibleState, TreeItemCollapsibleState.Collapsed);
    const shown = async (): Promise<Record<string, string>> => {
      const items = (await tree.getChildren(figures)).map((row) => tree.getTreeItem(row));
      return Object.fromEntries(
        items.map(({ label, description }) => [typeof label === 'string' ? label : '', String(description)]),
      );
    };
    const before = await shown();
    assert.deepEqual(
      [before.Clients, before.Subscriptions, before['Dropped messages']],
      ['1 connected · 0 away', '1', '0'],
    );
    assert.match(before.Received ?? '', /^2 packets · \d+ bytes$/);
    const message = { connection: 'local', topic: 'a', payload: Buffer.from('x'), qos: 0, retain: true } as const;
    await engine.request('client.publish', message);
    await engine.request('client.disconnect', { connection: 'local' });
    const after = await shown();
    assert.equal(after['Retained messages'], '1');
    await engine.request('broker.stop', null);
    assert.deepEqual(await shown(), {});
  });

  it('shows our connection and its session as the rows that they were while what they show changes', async () => {
    await startAndConnect();
    const [broker, connection] = await tree.getChildren();
    const [, session] = await tree.getChildren(broker);
    await engine.request('client.subscribe', { connection: 'local', filter: 'alarms/+', qos: 2 });
    const again = await tree.getChildren();
    assert.ok(again[0] === broker && again[1] === connection && (await tree.getChildren(broker))[1] === session);
    assert.equal((await tree.getChildren(session)).length, 1);
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

describe('What the view Connections tells VS Code to read again', () => {
  const changes = new EventEmitter<TraceCounts>();
  const visibility = new EventEmitter<TreeViewVisibilityChangeEvent>();
  const none = new EventEmitter<never>().event;
  const broker = { running: true, address: { host: '127.0.0.1', port: 1883 }, doors: [], clients: 2 };
  let sessions: Session[];
  let asked: number;
  let failing: Error | null;
  let told: (readonly ConnectionsRow[] | undefined)[];
  let pass: () => Promise<void>;
  let tree: ConnectionsTree;

  beforeEach(() => {
    sessions = [sessionNumber(1), sessionNumber(2)];
    [asked, failing, told] = [0, null, []];
    const request = (name: string): Promise<never> => {
      if (name === 'broker.figures') return Promise.resolve(null as never);
      asked++;
      if (failing !== null) return Promise.reject(failing);
      return Promise.resolve({ rows: sessions, version: 1, more: false, now: 0 } as never);
    };
    tree = new ConnectionsTree(
      {
        ...{ broker, connections: [], onDidChangeBroker: none, onDidChangeConnections: none },
        ...{ onDidChangeTrace: changes.event, request },
      },
      new KeptLog(),
      (task, milliseconds) => {
        assert.equal(milliseconds, 500);
        pass = async () => {
          task();
          await settled();
        };
        return () => undefined;
      },
    );
    tree.onDidChangeTreeData((rows) => told.push(rows));
    const view = { visible: true, onDidChangeVisibility: visibility.event };
    tree.follow(view as unknown as TreeView<ConnectionsRow>);
  });

  afterEach(() => tree.dispose());

  /** The trace has changed, many times at once. */
  async function change(): Promise<void> {
    for (let i = 0; i < 100; i++) changes.fire(undefined as never);
    await settled();
  }

  it('is asked for twice a second at most, and not while the view is hidden', async () => {
    await change();
    assert.equal(asked, 1);
    await pass();
    assert.equal(asked, 2);
    visibility.fire({ visible: false });
    await pass();
    await change();
    assert.equal(asked, 2);
    visibility.fire({ visible: true });
    assert.equal(asked, 3);
  });

  it('is nothing where nothing looks another: a row that is read again is none for a drag that begins meanwhile', async () => {
    await tree.getChildren();
    await change();
    await pass();
    assert.equal(asked, 3);
    assert.deepEqual(told, []);
  });

  it('is the session alone that shows something else', async () => {
    const [brokerRow] = await tree.getChildren();
    const [, first, second] = await tree.getChildren(brokerRow);
    sessions = [sessionNumber(1), { ...sessionNumber(2), inFlightToClient: 3 }];
    await change();
    assert.deepEqual(told, [[second]]);
    assert.match(String(tree.getTreeItem(second!).description), /in flight 3 of/);
    assert.notEqual(first, second);
  });

  it('is the broker where a session comes, ends, or has its first subscription', async () => {
    const [brokerRow] = await tree.getChildren();
    sessions = [sessionNumber(1)];
    await change();
    assert.deepEqual(told.at(-1), [brokerRow]);
    sessions = [{ ...sessionNumber(1), subscriptions: [SUBSCRIPTION] }];
    await pass();
    assert.ok(told.at(-1)?.includes(brokerRow!));
  });

  it('is the figures too while their row is open', async () => {
    const [brokerRow] = await tree.getChildren();
    const [figures] = await tree.getChildren(brokerRow);
    await change();
    assert.deepEqual(told, []);
    await tree.getChildren(figures); // it was opened
    await pass();
    assert.deepEqual(told, [[figures]]);
    await change();
    await pass(); // it is closed: VS Code has not read it again
    assert.deepEqual(told, [[figures]]);
  });

  it('is all of it where it could not be read before', async () => {
    await tree.getChildren();
    failing = new Error('The engine stopped.');
    await assert.rejects(tree.getChildren(), failing);
    failing = null;
    await change();
    assert.deepEqual(told, [undefined]);
  });
});

describe('A session in the view Connections', () => {
  it('is another row once it has a subscription, so that it opens: VS Code keeps closed what had nothing in it', () => {
    const bare = sessionItem(new SessionRow(sessionNumber(1), false));
    const subscribed = sessionItem(new SessionRow({ ...sessionNumber(1), subscriptions: [SUBSCRIPTION] }, false));
    assert.notEqual(bare.id, subscribed.id);
    assert.equal(subscribed.collapsibleState, TreeItemCollapsibleState.Expanded);
  });

  it('counts what is in flight against Receive Maximum where the protocol has one', () => {
    const busy = { ...sessionNumber(1), inFlightToClient: 2, clientReceiveMaximum: 20 };
    assert.match(String(sessionItem(new SessionRow(busy, false)).description), /in flight 2 of 20$/);
    assert.match(String(sessionItem(new SessionRow({ ...busy, version: 4 }, false)).description), /2 in flight$/);
  });
});

describe('The status-bar entry of the local broker', () => {
  it('names every door in its tooltip', () => {
    const doors = [
      { transport: 'tcp', host: '127.0.0.1', port: 1883 },
      { transport: 'wss', host: '127.0.0.1', port: 8884 },
    ] as const;
    const status = { running: true, address: doors[0], doors, clients: 2 };
    const lines = brokerTooltip(status).split('\n');
    assert.ok(lines.includes('mqtt://127.0.0.1:1883 · MQTT over TCP'));
    assert.ok(lines.includes('wss://127.0.0.1:8884 · MQTT over secure WebSocket'));
    assert.ok(lines.includes('2 clients'));
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
    assert.equal(rows.length, 202, 'the figures, the sessions, and how many more');
    assert.equal(tree.getTreeItem(rows[201]!).label, '4,800 more');
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
    mostInFlightToClient: 0,
    mostInFlightToBroker: 0,
    will: null,
    keepAlive: 60,
    sessionExpiryInterval: 0,
    connections: [],
  };
}
