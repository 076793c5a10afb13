/** The view Connections: the local broker with its clients, and our own connections, each with its subscriptions. */

import { EventEmitter, type Event, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';

import {
  LIVE_TRACE,
  PAGE_LIMIT,
  type BrokerStatus,
  type ConnectionStatus,
  type TraceCounts,
} from '../../shared/engineApi';
import type { Session } from '../../shared/model';
import { Disposable } from '../dispose';
import type { Engine } from '../engineClient';
import type { Log } from '../log';
import { Pacer, systemTimer, type Timer } from '../pacer';
import {
  BrokerRow,
  brokerItem,
  connectionItem,
  ConnectionRow,
  moreItem,
  MoreRow,
  OwnSubscriptionRow,
  sessionItem,
  SessionRow,
  subscriptionItem,
  SubscriptionRow,
  type ConnectionsRow,
} from './connectionItems';
import { figureItem, FigureRow, figureRows, figuresItem, FiguresRow } from './figureItems';
import { ShownRows } from './shownRows';

/** At most two refreshes a second. */
const REFRESH_INTERVAL = 500;

/** The engine as this view needs it. */
export interface ConnectionsSource extends Engine {
  readonly broker: BrokerStatus;
  readonly connections: readonly ConnectionStatus[];
  readonly onDidChangeBroker: Event<BrokerStatus>;
  readonly onDidChangeConnections: Event<readonly ConnectionStatus[]>;
  readonly onDidChangeTrace: Event<TraceCounts>;
}

/** Gives the rows; asks for sessions only while they are shown. */
export class ConnectionsTree extends Disposable implements TreeDataProvider<ConnectionsRow> {
  private readonly changed = this.register(new EventEmitter<ConnectionsRow[] | undefined>());
  private readonly shown = new ShownRows<ConnectionsRow>();
  private readonly figuresRow = new FiguresRow();
  private readonly brokerRow: BrokerRow;
  private connections: readonly ConnectionRow[] = [];
  private sessions: readonly SessionRow[] = [];
  private more: readonly MoreRow[] = [];
  private readonly pacer: Pacer;
  private visible = true;
  /** Whether VS Code has read the figures since it was told of others, which it does where their row is open. */
  private figuresRead = false;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly engine: ConnectionsSource,
    log: Log,
    timer: Timer = systemTimer,
  ) {
    super();
    this.brokerRow = new BrokerRow(engine.broker);
    this.pacer = this.register(new Pacer(() => this.refresh(), REFRESH_INTERVAL, log, timer));
    const ask = (): void => {
      if (this.visible) this.pacer.ask();
    };
    this.register(engine.onDidChangeBroker(ask));
    this.register(engine.onDidChangeConnections(ask));
    this.register(engine.onDidChangeTrace(ask));
  }

  /** Asks nothing while the view is hidden. */
  follow(view: TreeView<ConnectionsRow>): void {
    this.visible = view.visible;
    this.register(
      view.onDidChangeVisibility(({ visible }) => {
        this.visible = visible;
        if (visible) this.pacer.ask();
      }),
    );
  }

  async getChildren(row?: ConnectionsRow): Promise<ConnectionsRow[]> {
    if (row === undefined) {
      await this.read();
      return this.roots();
    }
    return row instanceof FiguresRow ? this.figures() : this.childrenOf(row);
  }

  getTreeItem(row: ConnectionsRow): TreeItem {
    if (row instanceof BrokerRow) return brokerItem(row);
    if (row instanceof SessionRow) return sessionItem(row);
    if (row instanceof ConnectionRow) return connectionItem(row);
    if (row instanceof MoreRow) return moreItem(row);
    if (row instanceof FiguresRow) return figuresItem();
    if (row instanceof FigureRow) return figureItem(row);
    return subscriptionItem(row);
  }

  /** Nothing while there is nothing to show: the view's welcome text has the buttons then. */
  private roots(): ConnectionsRow[] {
    if (!this.brokerRow.status.running && this.connections.length === 0) return [];
    return [this.brokerRow, ...this.connections];
  }

  /** As they were read last. */
  private childrenOf(row: ConnectionsRow): ConnectionsRow[] {
    if (row instanceof BrokerRow) return row.status.running ? [this.figuresRow, ...this.sessions, ...this.more] : [];
    if (row instanceof SessionRow) {
      return row.session.subscriptions.map((subscription) => new SubscriptionRow(row.session, subscription));
    }
    if (row instanceof ConnectionRow) {
      const { connection, subscriptions } = row.status;
      return subscriptions.map((subscription) => new OwnSubscriptionRow(connection, subscription));
    }
    return [];
  }

  private async figures(): Promise<ConnectionsRow[]> {
    this.figuresRead = true;
    const figures = await this.engine.request('broker.figures', null);
    return figures === null ? [] : figureRows(figures, Date.now());
  }

  private async refresh(): Promise<void> {
    const changed = await this.read();
    if (changed !== undefined && this.figuresRead) changed.push(this.figuresRow);
    this.figuresRead = false;
    if (changed === undefined || changed.length > 0) this.changed.fire(changed);
  }

  /** Reads all that is shown, one object for each row that stays. Gives what looks another, undefined where that is all. */
  private async read(): Promise<ConnectionsRow[] | undefined> {
    const sessions = await this.readSessions();
    this.brokerRow.status = this.engine.broker;
    this.takeConnections(this.engine.connections);
    this.takeSessions(sessions.filter((session) => session.broker === 'local' && !session.ended));
    return this.shown.update(this.looks());
  }

  private async readSessions(): Promise<readonly Session[]> {
    if (!this.engine.broker.running) return [];
    try {
      return (await this.engine.request('trace.sessions', { trace: LIVE_TRACE })).rows;
    } catch (error) {
      this.shown.forget(); // VS Code may show nothing now
      throw error;
    }
  }

  private takeConnections(connections: readonly ConnectionStatus[]): void {
    const known = new Map(this.connections.map((row) => [row.status.connection, row]));
    this.connections = connections.map((status) => {
      const row = known.get(status.connection) ?? new ConnectionRow(status);
      row.status = status;
      return row;
    });
  }

  private takeSessions(sessions: readonly Session[]): void {
    const clientIds = new Set(this.engine.connections.map(({ clientId }) => clientId));
    const known = new Map(this.sessions.map((row) => [row.session.n, row]));
    this.sessions = sessions.slice(0, PAGE_LIMIT).map((session) => {
      const ours = clientIds.has(session.client);
      const row = known.get(session.n) ?? new SessionRow(session, ours);
      row.session = session;
      row.ours = ours;
      return row;
    });
    this.more = sessions.length > PAGE_LIMIT ? [new MoreRow(sessions.length - PAGE_LIMIT)] : [];
  }

  /** A row under another id is another row, which its parent is asked for; what has no object that stays is its parent's. */
  private looks(): ReadonlyMap<ConnectionsRow | undefined, string> {
    const rows: ConnectionsRow[] = [this.brokerRow, ...this.sessions, ...this.connections];
    const items = new Map(rows.map((row) => [row, this.getTreeItem(row)]));
    const idsOf = (rows: readonly ConnectionsRow[]): unknown[] => rows.map((row) => items.get(row)?.id);
    const below = (row: ConnectionsRow): unknown[] => {
      if (row === this.brokerRow) return [...idsOf(this.sessions), ...this.more.map((more) => this.getTreeItem(more))];
      return this.childrenOf(row).map((child) => this.getTreeItem(child));
    };
    const looks = [...items].map(([row, item]) => [row, JSON.stringify([item, below(row)])] as const);
    return new Map<ConnectionsRow | undefined, string>([[undefined, JSON.stringify(idsOf(this.roots()))], ...looks]);
  }
}
