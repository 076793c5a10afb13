/** The local broker's figures as rows: what it publishes under `$SYS`, for a person. */

import { l10n, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';

import type { BrokerFigures } from '../../shared/engineApi';
import { count, size, timeOfDay } from '../figures';

/** The row above the figures; they are asked for while it is open. */
export class FiguresRow {
  readonly kind = 'figures';
}

/** One figure. */
export class FigureRow {
  constructor(
    readonly label: string,
    readonly value: string,
    /** What it counts, where the label leaves that open. */
    readonly meaning: string,
  ) {}
}

/** The figures as rows; `now` is the wall clock in milliseconds since 1970. */
export function figureRows(figures: BrokerFigures, now: number): FigureRow[] {
  const { clientsConnected, clientsDisconnected, messagesReceived, bytesReceived, messagesSent, bytesSent } = figures;
  const row = (label: string, value: string, meaning: string): FigureRow => new FigureRow(label, value, meaning);
  return [
    row(
      l10n.t('Clients'),
      l10n.t('{0} connected · {1} away', count(clientsConnected), count(clientsDisconnected)),
      l10n.t('Of those who are away the broker keeps the session.'),
    ),
    row(l10n.t('Subscriptions'), count(figures.subscriptions), l10n.t('Of all sessions, kept ones included.')),
    row(l10n.t('Retained messages'), count(figures.retained), l10n.t('One for each topic that has one.')),
    row(
      l10n.t('Queued messages'),
      count(figures.queued),
      l10n.t('They wait for a client that is away or lags behind.'),
    ),
    row(
      l10n.t('Dropped messages'),
      count(figures.messagesDropped),
      l10n.t('No queue had room for them, their client was away at QoS 0, or they expired while they waited.'),
    ),
    row(l10n.t('Received'), packets(messagesReceived, bytesReceived), l10n.t('Packets of every kind from clients.')),
    row(l10n.t('Sent'), packets(messagesSent, bytesSent), l10n.t('Packets of every kind to clients.')),
    row(l10n.t('Started'), timeOfDay(now - figures.uptime * 1000), l10n.t('All counts begin there.')),
  ];
}

/** The row above the figures as VS Code shows it. */
export function figuresItem(): TreeItem {
  const item = new TreeItem(l10n.t('Figures'), TreeItemCollapsibleState.Collapsed);
  item.id = 'figures';
  item.contextValue = 'figures';
  item.iconPath = new ThemeIcon('graph');
  item.description = l10n.t('as under {0}', '$SYS');
  return item;
}

/** A figure as VS Code shows it. */
export function figureItem({ label, value, meaning }: FigureRow): TreeItem {
  const item = new TreeItem(label);
  item.id = `figure:${label}`;
  item.contextValue = 'figure';
  item.description = value;
  item.tooltip = `${label}: ${value}\n${meaning}`;
  return item;
}

function packets(number: number, bytes: number): string {
  return l10n.t('{0} packets · {1}', count(number), size(bytes));
}
