import assert from 'node:assert/strict';
import { DataTransfer, type TreeView } from 'vscode';
import {
  DeliveryRow,
  OlderRow,
  PacketRow,
  topicOfRow,
  TopRow,
  type HandshakeRow,
} from '../../src/host/views/handshakeItems';
import { HandshakesTree } from '../../src/host/views/handshakesTree';
import { TopicDrag } from '../../src/host/views/topicDrag';
import type { Packet } from '../../src/shared/model';
import { KeptLog } from '../support/engineLog';
import { FakeDeliveries } from '../support/fakeDeliveries';
import { FakeEngine } from '../support/fakeEngine';

/** Resolves with the rows of the view's next refresh. */
function refreshed(tree: HandshakesTree): Promise<unknown> {
  return new Promise((resolve) => {
    const listening = tree.onDidChangeTreeData((rows) => {
      listening.dispose();
      resolve(rows);
    });
  });
}

function deliveriesOf(rows: readonly HandshakeRow[]): readonly DeliveryRow[] {
  return rows.filter((row) => row instanceof DeliveryRow);
}

describe('The view Handshakes', () => {
  let deliveries: FakeDeliveries;
  let engine: FakeEngine;
  let log: KeptLog;
  let tree: HandshakesTree;
  let pass: () => void;

  function build(count: number, open: readonly number[] = [], journeyOf = (n: number): number => n): void {
    deliveries = new FakeDeliveries(count, { open, journeyOf });
    engine = new FakeEngine(deliveries);
    log = new KeptLog();
    tree = new HandshakesTree(engine, log, (task) => {
      pass = task;
      return () => undefined;
    });
  }

  afterEach(() => {
    tree.dispose();
    assert.deepEqual(log.errors, []);
  });

  it('asks for 200 of 50,000 deliveries, and for 200 more at each "Older…"', async () => {
    build(50_000);
    const first = await tree.getChildren();
    assert.ok(first[0] instanceof TopRow);
    assert.equal(deliveriesOf(first).length, 200);
    assert.ok(first.at(-1) instanceof OlderRow);
    await tree.showOlder();
    const second = deliveriesOf(await tree.getChildren());
    assert.equal(second.length, 400);
    assert.equal(second.at(-1)?.delivery.n, 50_000 - 399);
    assert.deepEqual(deliveries.asked, [
      [null, 200],
      [49_801, 200],
    ]);
  });

  it('is empty where the trace is, so that its welcome text shows', async () => {
    build(0);
    assert.deepEqual(await tree.getChildren(), []);
  });

  it('shows new deliveries on top while nobody works in it', async () => {
    build(10);
    await tree.getChildren();
    deliveries.add(3);
    const refresh = refreshed(tree);
    engine.tell();
    assert.equal(await refresh, undefined);
    assert.equal(deliveriesOf(await tree.getChildren())[0]?.delivery.n, 13);
  });

  it('has its first row read again alone where nothing has come, and what went on: a row read again is none meanwhile', async () => {
    build(10, [9]);
    const before = await tree.getChildren();
    engine.tell();
    assert.deepEqual(await refreshed(tree), [before[0]]);
    deliveries.complete(9);
    const refresh = refreshed(tree);
    engine.tell();
    pass();
    assert.deepEqual(await refresh, [before[0], before[2]]);
  });

  it('has the other deliveries of the message read again too: their tooltips tell of the one that went on', async () => {
    build(6, [5], (n) => Math.ceil(n / 2));
    const before = await tree.getChildren();
    deliveries.complete(5);
    const refresh = refreshed(tree);
    engine.tell();
    assert.deepEqual(await refresh, [before[0], before[1], before[2]]);
    assert.deepEqual(
      deliveriesOf(before.slice(1, 3)).map(({ delivery }) => delivery.n),
      [6, 5],
    );
  });

  it('holds new rows back behind the first row while a row is selected, and moves nothing', async () => {
    build(10);
    const before = await tree.getChildren();
    tree.select([before[1]!]);
    deliveries.add(12);
    const refresh = refreshed(tree);
    engine.tell();
    assert.deepEqual(await refresh, [before[0]]);
    assert.deepEqual(await tree.getChildren(), before);
    assert.equal(tree.getTreeItem(before[0]!).label, '12 new');
  });

  it('holds new rows back while a row is opened, and lets go when it is closed', async () => {
    build(10);
    const [, row] = await tree.getChildren();
    tree.open(row!);
    assert.equal(tree.held, true);
    tree.close(row!);
    assert.equal(tree.held, false);
  });

  it('updates a held row in place when its handshake goes on', async () => {
    build(10, [9]);
    const before = await tree.getChildren();
    const waiting = deliveriesOf(before).find(({ delivery }) => delivery.n === 9);
    assert.ok(waiting);
    assert.match(
      String(tree.getTreeItem(waiting).description),
      /^waiting for PUBCOMP · factory\/m009\/command · since \d/,
    );
    tree.select([waiting]);
    deliveries.complete(9);
    const refresh = refreshed(tree);
    engine.tell();
    assert.deepEqual(await refresh, [before[0], waiting]);
    assert.equal(tree.getTreeItem(waiting).description, '1.4 ms · factory/m009/command');
  });

  it('says which way, who and how long before the topic: a narrow side bar cuts the end of a row', async () => {
    build(10);
    const [row] = deliveriesOf(await tree.getChildren());
    const { label, description, accessibilityInformation } = tree.getTreeItem(row!);
    assert.equal(label, 'QoS 2 → client-3');
    assert.equal(description, '1.4 ms · factory/m010/command');
    assert.match(
      accessibilityInformation?.label ?? '',
      /factory\/m010\/command, client-3 → broker, complete in 1\.4 ms$/,
    );
  });

  it('shows the newest again when the person asks for what is new', async () => {
    build(500);
    const rows = await tree.getChildren();
    tree.open(rows[1]!);
    await tree.showOlder();
    deliveries.add(12);
    await tree.showNew();
    const after = deliveriesOf(await tree.getChildren());
    assert.equal(tree.held, false);
    assert.equal(after.length, 200);
    assert.equal(after[0]?.delivery.n, 512);
  });

  it('refreshes at most once per interval, however many events come', async () => {
    build(10);
    await tree.getChildren();
    let refreshes = 0;
    tree.onDidChangeTreeData(() => (refreshes += 1));
    const first = refreshed(tree);
    for (let i = 0; i < 100; i++) engine.tell();
    await first;
    assert.equal(refreshes, 1);
    const second = refreshed(tree);
    pass();
    await second;
    assert.equal(refreshes, 2);
  });

  it('keeps one object and one id for a delivery through all refreshes', async () => {
    build(10);
    const before = deliveriesOf(await tree.getChildren());
    deliveries.add(1);
    const refresh = refreshed(tree);
    engine.tell();
    await refresh;
    const after = deliveriesOf(await tree.getChildren());
    assert.equal(after[1], before[0]);
    assert.equal(tree.getTreeItem(after[1]!).id, 'delivery:10');
  });

  it('reads no more for each refresh, however many deliveries there are', async () => {
    build(50_000);
    await tree.getChildren();
    deliveries.asked.length = 0;
    for (let i = 0; i < 20; i++) {
      const refresh = refreshed(tree);
      deliveries.add(500);
      engine.tell();
      await refresh;
      assert.equal(deliveriesOf(await tree.getChildren()).length, 200);
      pass();
    }
    assert.deepEqual(
      deliveries.asked,
      Array.from({ length: 20 }, () => [null, 200]),
    );
  });

  describe('asked to reveal a delivery', () => {
    let revealed: HandshakeRow[];

    function follow(): void {
      revealed = [];
      const nothing = { dispose: () => undefined };
      const view = {
        visible: true,
        onDidChangeSelection: () => nothing,
        onDidExpandElement: () => nothing,
        onDidCollapseElement: () => nothing,
        onDidChangeVisibility: () => nothing,
        reveal: (row: HandshakeRow) => {
          revealed.push(row);
          return Promise.resolve();
        },
      };
      tree.follow(view as unknown as TreeView<HandshakeRow>);
    }

    it('selects its row where that is shown, and reads nothing anew', async () => {
      build(300);
      follow();
      const rows = deliveriesOf(await tree.getChildren());
      deliveries.asked.length = 0;
      await tree.reveal(290);
      assert.deepEqual(revealed, [rows.find(({ delivery }) => delivery.n === 290)]);
      assert.deepEqual(deliveries.asked, []);
    });

    it('shows the page around an older one, and says how many newer ones there are', async () => {
      build(50_000);
      follow();
      await tree.getChildren();
      await tree.reveal(1000);
      const rows = deliveriesOf(await tree.getChildren());
      assert.equal(rows.length, 200);
      assert.equal(rows.indexOf(revealed[0] as DeliveryRow), 99);
      assert.equal(tree.held, true);
      const [top] = await tree.getChildren();
      assert.equal(tree.getTreeItem(top!).label, '48,901 new');
    });

    it('shows it in a view that was never opened', async () => {
      build(10);
      follow();
      await tree.reveal(4);
      assert.equal((revealed[0] as DeliveryRow).delivery.n, 4);
    });

    it('names the delivery of a packet as its parent, which VS Code asks for', async () => {
      build(10);
      const [row] = deliveriesOf(await tree.getChildren());
      assert.ok(row);
      const packet = { delivery: row.delivery.n } as Packet;
      assert.equal(tree.getParent(new PacketRow(packet, packet)), row);
      assert.equal(tree.getParent(row), undefined);
    });
  });

  it('hands the topics of dragged rows to whoever takes text, each once', async () => {
    build(3);
    const rows = await tree.getChildren();
    const transfer = new DataTransfer();
    new TopicDrag(topicOfRow).handleDrag([...rows, ...rows], transfer);
    assert.equal(
      await transfer.get('text/plain')?.asString(),
      'factory/m003/command\nfactory/m002/command\nfactory/m001/command',
    );
  });
});
