/** The view Findings: rules that were broken and pitfalls, by rule, each opening into where it was seen. */

import { EventEmitter, l10n, type Event, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';

import { LIVE_TRACE, type TraceCounts } from '../../shared/engineApi';
import type { FindingGroup } from '../../shared/model';
import { Disposable } from '../dispose';
import type { Engine } from '../engineClient';
import { count } from '../figures';
import { severityInWords } from '../findingWords';
import type { Log } from '../log';
import { Pacer, systemTimer, type Timer } from '../pacer';
import {
  DroppedRow,
  droppedItem,
  findingItem,
  foundInWords,
  FindingRow,
  groupItem,
  GroupRow,
  OlderFindingsRow,
  olderFindingsItem,
  type FindingsRow,
} from './findingItems';
import { FindingRows, groupKey, type FindingSource } from './findingRows';

/** At most two refreshes a second. */
const REFRESH_INTERVAL = 500;

/** How long until a trace in which nothing comes is asked again, in milliseconds: that a handshake stalls, only time shows. */
const STALL_INTERVAL = 5000;

/** The engine as this view needs it. */
export interface FindingsEngine extends Engine {
  readonly counts: TraceCounts | null;
  readonly onDidChangeTrace: Event<TraceCounts>;
  readonly onDidChangeProblem: Event<unknown>;
}

/** Gives the rows, and lets nothing move while the person has one selected or has asked for older ones. */
export class FindingsTree extends Disposable implements TreeDataProvider<FindingsRow> {
  private readonly changed = this.register(new EventEmitter<undefined>());
  private readonly source: FindingSource = {
    findings: (kind, before, limit) =>
      this.engine.request('trace.findings', { trace: LIVE_TRACE, kind, before, limit }),
  };
  private readonly pacer: Pacer;
  private groups: readonly GroupRow[] = [];
  private readonly windows = new Map<string, FindingRows>();
  private view: Pick<TreeView<FindingsRow>, 'description' | 'badge'> | null = null;
  private selected = false;
  private isVisible = true;
  private loaded = false;
  private cancelStallTimer: (() => void) | null = null;
  /** The one piece of work on the rows that is under way; the next waits for it. */
  private work: Promise<unknown> = Promise.resolve();

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly engine: FindingsEngine,
    log: Log,
    private readonly timer: Timer = systemTimer,
  ) {
    super();
    this.pacer = this.register(new Pacer(() => this.refresh(), REFRESH_INTERVAL, log, timer));
    this.register(engine.onDidChangeTrace(() => this.traceChanged()));
    this.register(engine.onDidChangeProblem(() => this.reset()));
    this.register({ dispose: () => this.cancelStallTimer?.() });
  }

  /** Whether new rows wait because the person works in the view. */
  get held(): boolean {
    return this.selected || [...this.windows.values()].some(({ extended }) => extended);
  }

  /** Follows what the person does in the view, and writes its badge. */
  follow(view: TreeView<FindingsRow>): void {
    this.view = view;
    this.register(view.onDidChangeSelection(({ selection }) => this.select(selection)));
    this.register(view.onDidChangeVisibility(({ visible }) => this.show(visible)));
    this.isVisible = view.visible;
    this.drawBadge();
  }

  /** The person's selection holds the list. */
  select(selection: readonly FindingsRow[]): void {
    this.selected = selection.some((row) => row instanceof FindingRow || row instanceof GroupRow);
    if (!this.held) this.pacer.ask();
  }

  /** Shows what is new, whatever is selected or was asked for. */
  async showNew(): Promise<void> {
    this.selected = false;
    this.windows.clear();
    await this.inTurn(() => this.begin());
    this.changed.fire(undefined);
  }

  /** Shows the next page of older findings of that group. */
  async showOlder({ group }: OlderFindingsRow): Promise<void> {
    await this.inTurn(() => this.windowOf(group).showOlder());
    this.changed.fire(undefined);
  }

  /** Begins anew: the trace was cleared, or belongs to another engine. */
  reset(): void {
    this.windows.clear();
    this.groups = [];
    this.selected = false;
    this.loaded = false;
    this.traceChanged();
    this.changed.fire(undefined);
  }

  async getChildren(row?: FindingsRow): Promise<FindingsRow[]> {
    if (row instanceof GroupRow) return this.findingsOf(row);
    if (row !== undefined || this.engine.counts === null) return [];
    if (!this.loaded) await this.inTurn(() => this.begin());
    return [...this.groups];
  }

  getTreeItem(row: FindingsRow): TreeItem {
    if (row instanceof GroupRow) return groupItem(row);
    if (row instanceof FindingRow) return findingItem(row, this.engine.counts?.startedAt ?? 0);
    return row instanceof OlderFindingsRow ? olderFindingsItem(row) : droppedItem(row);
  }

  private async findingsOf(row: GroupRow): Promise<FindingsRow[]> {
    const window = this.windowOf(row);
    if (!window.loaded) await this.inTurn(() => window.showNewest());
    const findings = window.shown.map((finding) => new FindingRow(finding));
    if (window.more) return [...findings, new OlderFindingsRow(row)];
    return row.group.dropped > 0 ? [...findings, new DroppedRow(row)] : findings;
  }

  private windowOf({ group }: GroupRow): FindingRows {
    const key = groupKey(group);
    const window = this.windows.get(key) ?? new FindingRows(this.source, group.kind, group.rule);
    this.windows.set(key, window);
    return window;
  }

  private async refresh(): Promise<void> {
    if (this.loaded && this.held) {
      const { groups } = await this.source.findings(null, null, 1);
      this.describe(sumOf(groups) - sumOf(this.groups.map(({ group }) => group)));
    } else {
      if (await this.inTurn(() => this.begin())) this.changed.fire(undefined);
    }
    this.watchForStalls();
  }

  /** Reads the groups anew, their findings when they are shown. Gives whether anything is another than before. */
  private async begin(): Promise<boolean> {
    const { groups } = await this.source.findings(null, null, 1);
    const known = new Map(this.groups.map((row) => [groupKey(row.group), row]));
    const before = this.groups.map(({ group }) => group);
    this.groups = groups.map((group) => {
      const row = known.get(groupKey(group)) ?? new GroupRow(group);
      if (row.group.latest !== group.latest) this.windows.delete(groupKey(group));
      row.group = group;
      return row;
    });
    this.loaded = true;
    this.describe(0);
    return groups.length !== before.length || groups.some((group, i) => !isSame(group, before[i]));
  }

  private inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    const run = this.work.then(task);
    const settled = (): void => undefined; // a failure is the caller's to tell, not the next task's
    this.work = run.then(settled, settled);
    return run;
  }

  private traceChanged(): void {
    this.drawBadge();
    if (this.isVisible) this.pacer.ask();
  }

  /** The number of all findings, also while the view is closed. */
  private drawBadge(): void {
    if (this.view === null) return;
    const { error, pitfall } = this.engine.counts?.findings ?? { error: 0, pitfall: 0 };
    const value = error + pitfall;
    // Asked with each change of the trace; and the first number in the person's language costs tens of milliseconds.
    if ((this.view.badge?.value ?? 0) === value) return;
    this.view.badge = value === 0 ? undefined : { value, tooltip: badgeTooltip(error, pitfall) };
  }

  /** In the view's title, where it moves no row. */
  private describe(newer: number): void {
    if (this.view !== null) this.view.description = newer > 0 ? l10n.t('{0} new', count(newer)) : '';
  }

  private watchForStalls(): void {
    this.cancelStallTimer?.();
    this.cancelStallTimer = null;
    if (this.disposed || !this.isVisible || (this.engine.counts?.inFlight ?? 0) === 0) return;
    this.cancelStallTimer = this.timer(() => this.pacer.ask(), STALL_INTERVAL);
  }

  private show(visible: boolean): void {
    this.isVisible = visible;
    if (visible) this.pacer.ask();
  }
}

function sumOf(groups: readonly FindingGroup[]): number {
  return groups.reduce((sum, { count: found }) => sum + found, 0);
}

function isSame(group: FindingGroup, before: FindingGroup | undefined): boolean {
  return before !== undefined && groupKey(group) === groupKey(before) && group.latest === before.latest;
}

function badgeTooltip(errors: number, pitfalls: number): string {
  const parts = (['error', 'pitfall'] as const).map(
    (severity) => `${severityInWords(severity)}: ${count(severity === 'error' ? errors : pitfalls)}`,
  );
  return [foundInWords(errors + pitfalls), ...parts].join('\n');
}
