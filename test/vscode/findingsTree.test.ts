import assert from 'node:assert/strict';
import type { TreeView } from 'vscode';
import {
  DroppedRow,
  FindingRow,
  GroupRow,
  OlderFindingsRow,
  type FindingsRow,
} from '../../src/host/views/findingItems';
import { FindingsTree } from '../../src/host/views/findingsTree';
import { KeptLog } from '../support/engineLog';
import { FakeFindings } from '../support/fakeFindings';

/** Resolves at the view's next refresh. */
function refreshed(tree: FindingsTree): Promise<void> {
  return new Promise((resolve) => {
    const listening = tree.onDidChangeTreeData(() => {
      listening.dispose();
      resolve();
    });
  });
}

/** A view without a window: what is written on it. */
class FakeView {
  description = '';
  badge: TreeView<FindingsRow>['badge'];
  visible = true;
  private readonly dispose = (): void => undefined;
  readonly onDidChangeSelection = (): { dispose(): void } => ({ dispose: this.dispose });
  readonly onDidChangeVisibility = this.onDidChangeSelection;
}

describe('The view Findings', () => {
  let engine: FakeFindings;
  let log: KeptLog;
  let tree: FindingsTree;
  let view: FakeView;
  /** Lets the view's waiting timers run out. */
  let pass: () => void;

  beforeEach(() => {
    engine = new FakeFindings();
    log = new KeptLog();
    const waiting = new Set<() => void>();
    tree = new FindingsTree(engine, log, (task) => {
      waiting.add(task);
      return () => waiting.delete(task);
    });
    pass = () => {
      const due = [...waiting];
      waiting.clear();
      for (const task of due) task();
    };
    view = new FakeView();
    tree.follow(view as unknown as TreeView<FindingsRow>);
  });

  afterEach(() => {
    tree.dispose();
    assert.deepEqual(log.errors, []);
  });

  async function groups(): Promise<readonly GroupRow[]> {
    return (await tree.getChildren()).filter((row) => row instanceof GroupRow);
  }

  async function firstGroup(): Promise<GroupRow> {
    const [group] = await groups();
    assert.ok(group);
    return group;
  }

  it('is empty where nothing was found, so that its welcome text shows', async () => {
    assert.deepEqual(await tree.getChildren(), []);
    assert.equal(view.badge, undefined);
  });

  it('shows each rule with how often it was broken, errors first', async () => {
    engine.add('redeliveredWithoutDup', 2);
    engine.add('downgraded', 1);
    const rows = (await groups()).map((row) => tree.getTreeItem(row));
    assert.deepEqual(
      rows.map(({ label, description }) => [label, description]),
      [
        ['2 × Redelivered without DUP', '3.3.1-1'],
        ['1 × Downgraded for a subscriber', ''],
      ],
    );
    assert.equal(
      rows[0]?.accessibilityInformation?.label,
      '3.3.1-1 Redelivered without DUP, breaks a rule of the standard · 2 findings',
    );
  });

  it('opens a rule into its findings, newest first, each with its place, and the sentence as its tooltip', async () => {
    engine.add('redeliveredWithoutDup', 2);
    const rows = await tree.getChildren(await firstGroup());
    const [newest] = rows.map((row) => tree.getTreeItem(row));
    assert.equal(newest?.label, 'packet 2');
    assert.match(String(newest.description), /^app → broker · sensors\/t · /);
    assert.match(newest.tooltip as string, /^PUBLISH 7 was sent again without DUP\. Set DUP to 1/);
    assert.match(newest.accessibilityInformation?.label ?? '', /sent again without DUP/);
  });

  it('asks for 200 findings of 1,000, and for 200 more at "Older…"', async () => {
    engine.add('redeliveredWithoutDup', 1000);
    const group = await firstGroup();
    engine.asked.length = 0;
    const first = await tree.getChildren(group);
    const older = first.at(-1);
    assert.ok(older instanceof OlderFindingsRow);
    await tree.showOlder(older);
    const second = (await tree.getChildren(group)).filter((row) => row instanceof FindingRow);
    assert.equal(second.length, 400);
    assert.equal(second.at(-1)?.finding.n, 601);
    assert.deepEqual(engine.asked, [
      ['redeliveredWithoutDup', null, 200],
      ['redeliveredWithoutDup', 801, 200],
    ]);
  });

  it('keeps apart what one kind broke under the rules of both versions', async () => {
    engine.add('notEffectiveQos', 1, { rule: '3.8.4-8' });
    engine.add('notEffectiveQos', 250, { rule: '3.8.4-6' });
    const rows = await groups();
    const older = rows.find(({ group }) => group.rule === '3.8.4-8');
    assert.ok(older);
    const findings = (await tree.getChildren(older)).filter((row) => row instanceof FindingRow);
    assert.deepEqual(
      findings.map(({ finding }) => finding.n),
      [1],
    );
  });

  it('says behind the last finding how many are kept no more', async () => {
    engine.add('redeliveredWithoutDup', 3);
    engine.dropped = 12;
    const last = (await tree.getChildren(await firstGroup())).at(-1);
    assert.ok(last instanceof DroppedRow);
    assert.equal(tree.getTreeItem(last).label, '12 older ones are kept no more');
  });

  it('shows what is new while nobody works in it', async () => {
    engine.add('downgraded', 1);
    const before = await firstGroup();
    await tree.getChildren(before);
    engine.add('downgraded', 1);
    const refresh = refreshed(tree);
    engine.tell();
    await refresh;
    const after = await firstGroup();
    assert.equal(after, before, 'the row is the same, so that it stays open');
    assert.equal((await tree.getChildren(after)).length, 2);
  });

  it('moves nothing while a row is selected, and says in its title how many are new', async () => {
    engine.add('downgraded', 1);
    const before = await tree.getChildren();
    const children = await tree.getChildren(before[0]);
    tree.select(children);
    engine.add('redeliveredWithoutDup', 3);
    engine.tell();
    await settled();
    assert.deepEqual(await tree.getChildren(), before);
    assert.equal(view.description, '3 new');
    await tree.showNew();
    assert.equal(view.description, '');
    assert.equal((await groups()).length, 2);
  });

  it('draws nothing anew while nothing is found, however much travels', async () => {
    engine.add('downgraded', 1);
    await tree.getChildren();
    let refreshes = 0;
    tree.onDidChangeTreeData(() => (refreshes += 1));
    for (let i = 0; i < 20; i++) {
      engine.tell();
      await settled();
      pass();
    }
    assert.equal(refreshes, 0);
  });

  it('bears the number of all findings as its badge, and says how many of them break a rule', () => {
    engine.add('redeliveredWithoutDup', 2);
    engine.add('downgraded', 5);
    engine.tell();
    assert.equal(view.badge?.value, 7);
    assert.equal(view.badge.tooltip, '7 findings\nbreaks a rule of the standard: 2\nallowed, and seldom meant: 5');
    engine.clear();
    tree.reset();
    assert.equal(view.badge, undefined);
  });

  it('asks again by itself while handshakes wait: only time shows that one has stalled', async () => {
    engine.inFlight = 1;
    await tree.getChildren();
    engine.tell();
    await settled();
    engine.add('stalled', 1);
    const refresh = refreshed(tree);
    pass();
    await refresh;
    assert.equal((await groups()).length, 1);
  });

  /** What was asked for has been answered: the fake answers within the turn. */
  async function settled(): Promise<void> {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  }
});
