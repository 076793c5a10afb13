/** The view Connections: the local broker with its clients, and our own connections, each with its subscriptions. */

import { EventEmitter, type Event, type TreeDataProvider, type TreeItem, type TreeView } from 'vscode';

import {
  LIVE_TRACE,
  PAGE_LIMIT,
  type BrokerStatus,
  type ConnectionStatus,
  type TraceCounts,
} from '../../shared/engineApi';
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
  private readonly changed = this.register(new EventEmitter<undefined>());
  private readonly pacer: Pacer;
  private visible = true;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly engine: ConnectionsSource,
    log: Log,
    timer: Timer = systemTimer,
  ) {
    super();
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
    if (row === undefined) return this.roots();
    if (row instanceof BrokerRow) return row.status.running ? [new FiguresRow(), ...(await this.sessions())] : [];
    if (row instanceof FiguresRow) return this.figures();
    if (row instanceof SessionRow) {
      return row.session.subscriptions.map((subscription) => new SubscriptionRow(row.session, subscription));
    }
    if (row instanceof ConnectionRow) {
      const { connection, subscriptions } = row.status;
      return subscriptions.map((subscription) => new OwnSubscriptionRow(connection, subscription));
    }
    return [];
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
    const { broker, connections } = this.engine;
    if (!broker.running && connections.length === 0) return [];
    return [new BrokerRow(broker), ...connections.map((status) => new ConnectionRow(status))];
  }

  /** Asked for only while their row is open. */
  private async figures(): Promise<ConnectionsRow[]> {
    const figures = await this.engine.request('broker.figures', null);
    return figures === null ? [] : figureRows(figures, Date.now());
  }

  private async sessions(): Promise<ConnectionsRow[]> {
    const { rows } = await this.engine.request('trace.sessions', { trace: LIVE_TRACE });
    const ours = new Set(this.engine.connections.map(({ clientId }) => clientId));
    const sessions = rows.filter((session) => session.broker === 'local' && !session.ended);
    const listed = sessions.slice(0, PAGE_LIMIT).map((session) => new SessionRow(session, ours.has(session.client)));
    return sessions.length > PAGE_LIMIT ? [...listed, new MoreRow(sessions.length - PAGE_LIMIT)] : listed;
  }

  private refresh(): Promise<void> {
    this.changed.fire(undefined);
    return Promise.resolve();
  }
}
