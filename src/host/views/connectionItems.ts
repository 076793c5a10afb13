/** The rows of the view Connections, and how each looks. */

import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';

import type { BrokerStatus, ConnectionStatus } from '../../shared/engineApi';
import type { Session, Subscription } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import { doorLines } from '../broker/doorWords';
import { clientName } from '../deliveryWords';
import { count, span } from '../figures';
import { inWords, translate } from '../words';
import type { FigureRow, FiguresRow } from './figureItems';

/** The local broker, on or off. */
export class BrokerRow {
  constructor(public status: BrokerStatus) {}
}

/** A client's session at the local broker. */
export class SessionRow {
  constructor(
    public session: Session,
    /** Whether the client is one of this window's. */
    public ours: boolean,
  ) {}
}

/** A subscription of a session. */
export class SubscriptionRow {
  constructor(
    readonly session: Session,
    readonly subscription: Subscription,
  ) {}
}

/** A connection of ours. */
export class ConnectionRow {
  constructor(public status: ConnectionStatus) {}
}

/** A subscription of one of our connections. */
export class OwnSubscriptionRow {
  constructor(
    readonly connection: string,
    readonly subscription: ConnectionStatus['subscriptions'][number],
  ) {}
}

/** A line in place of sessions that are not listed. */
export class MoreRow {
  constructor(readonly sessions: number) {}
}

/** Any row of the view. */
export type ConnectionsRow =
  BrokerRow | FiguresRow | FigureRow | SessionRow | SubscriptionRow | ConnectionRow | OwnSubscriptionRow | MoreRow;

/** The filter that a drag of the row carries; null where it is no subscription. */
export function filterOfRow(row: ConnectionsRow): string | null {
  const isSubscription = row instanceof SubscriptionRow || row instanceof OwnSubscriptionRow;
  return isSubscription ? row.subscription.filter : null;
}

/** A connection's name for a person. */
export function connectionName(connection: string): string {
  return connection === 'local' ? l10n.t('This window') : connection;
}

/** "3 clients", with the singular where it is one. */
export function clientsInWords(clients: number): string {
  return clients === 1 ? l10n.t('1 client') : l10n.t('{0} clients', count(clients));
}

/** The local broker as a row. */
export function brokerItem({ status }: BrokerRow): TreeItem {
  const on = status.address !== null;
  const item = new TreeItem(
    l10n.t('Local broker'),
    on ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None,
  );
  item.id = on ? 'broker:on' : 'broker:off'; // another id, so that a broker that comes on opens by itself
  item.contextValue = on ? 'broker.on' : 'broker.off';
  item.iconPath = new ThemeIcon('broadcast', on ? new ThemeColor('charts.green') : undefined);
  item.description =
    status.address === null
      ? l10n.t('off')
      : `${status.address.host}:${status.address.port} · ${clientsInWords(status.clients)}`;
  item.tooltip = [`${l10n.t('Local broker')} · ${item.description}`, ...doorLines(status)].join('\n');
  return item;
}

/** A session as a row. */
export function sessionItem({ session, ours }: SessionRow): TreeItem {
  const item = new TreeItem(clientName(session.client), expandable(session.subscriptions.length));
  item.id = idOf(`session:${session.n}`, session.subscriptions.length);
  item.contextValue = 'session';
  item.iconPath = new ThemeIcon(session.connected ? 'vm-active' : 'vm-outline');
  item.description = [
    ...(ours ? [l10n.t('this window')] : []),
    ...(session.connected ? [] : [l10n.t('away')]),
    session.kept ? l10n.t('kept session') : l10n.t('clean session'),
    ...flightOf(session),
  ].join(' · ');
  item.tooltip = tooltipOf(session);
  return item;
}

/** A subscription as a row: the granted QoS, and the one asked for where they differ. */
export function subscriptionItem(row: SubscriptionRow | OwnSubscriptionRow): TreeItem {
  const { subscription } = row;
  const item = new TreeItem(subscription.filter);
  const own = row instanceof OwnSubscriptionRow;
  item.id = own
    ? `own:${row.connection}:${subscription.filter}`
    : `subscription:${row.session.n}:${subscription.filter}`;
  item.contextValue = own ? 'subscription.ours' : 'subscription';
  item.iconPath = new ThemeIcon('bell');
  item.description = qosInWords(subscription);
  item.tooltip = `${subscription.filter}\n${item.description}`;
  return item;
}

/** The sessions beyond those listed as a row; the page lists them all. */
export function moreItem({ sessions }: MoreRow): TreeItem {
  const item = new TreeItem(l10n.t('{0} more', count(sessions)));
  item.id = 'more';
  item.iconPath = new ThemeIcon('ellipsis');
  item.description = l10n.t('see the QoS page');
  item.command = { command: 'qoscope.openPage', title: l10n.t('Open QoS Page in Editor') };
  return item;
}

/** A connection of ours as a row. */
export function connectionItem({ status }: ConnectionRow): TreeItem {
  const item = new TreeItem(connectionName(status.connection), expandable(status.subscriptions.length));
  const on = status.state === 'connected';
  item.id = idOf(`connection:${status.connection}`, status.subscriptions.length);
  item.contextValue = status.state === 'disconnected' ? 'connection.off' : 'connection.on';
  item.iconPath = new ThemeIcon(on ? 'vm-active' : 'vm-outline', on ? new ThemeColor('charts.green') : undefined);
  item.description = [
    ...(status.connection === 'local' ? [l10n.t('local broker')] : []),
    connectionState(status),
    status.clientId,
  ].join(' · ');
  const version = status.version === 5 ? 'MQTT 5' : status.version === 4 ? 'MQTT 3.1.1' : 'MQTT 3.1';
  item.tooltip = [
    `${status.url} · ${version}`,
    l10n.t('client id {0}', status.clientId),
    connectionState(status),
    ...(status.problem === null ? [] : [inWords(status.problem)]),
  ].join('\n');
  return item;
}

function connectionState(status: ConnectionStatus): string {
  switch (status.state) {
    case 'connecting':
      return l10n.t('connecting');
    case 'connected':
      return l10n.t('connected');
    case 'reconnecting':
      return status.retryIn === null ? l10n.t('reconnecting') : l10n.t('reconnecting in {0}', span(status.retryIn));
    case 'disconnected':
      return l10n.t('not connected');
  }
}

function qosInWords(subscription: {
  readonly requestedQos: number;
  readonly grantedQos: number | null;
  readonly reason?: number | null;
}): string {
  const { requestedQos, grantedQos } = subscription;
  if (grantedQos === null) {
    const reason = subscription.reason ?? null;
    return reason === null
      ? l10n.t('QoS {0} asked for, waiting for SUBACK', requestedQos)
      : l10n.t('refused: {0}', reasonText(reason, translate));
  }
  return grantedQos === requestedQos
    ? l10n.t('QoS {0}', grantedQos)
    : l10n.t('QoS {0} (asked for {1})', grantedQos, requestedQos);
}

function flightOf(session: Session): string[] {
  const words = [];
  if (session.inFlightToClient > 0) words.push(flight(session, session.inFlightToClient, session.clientReceiveMaximum));
  if (session.queued > 0) words.push(l10n.t('{0} queued', count(session.queued)));
  return words;
}

/** Against Receive Maximum, which MQTT 3.1.1 does not have. */
function flight({ version }: Session, open: number, receiveMaximum: number): string {
  if (version < 5) return l10n.t('{0} in flight', count(open));
  return l10n.t('in flight {0} of {1}', count(open), count(receiveMaximum));
}

function tooltipOf(session: Session): string {
  const version = session.version === 5 ? 'MQTT 5' : session.version === 4 ? 'MQTT 3.1.1' : 'MQTT 3.1';
  return [
    `${clientName(session.client)} · ${version}`,
    session.kept
      ? l10n.t('The broker keeps this session when the connection ends.')
      : l10n.t('This session ends with its connection.'),
    l10n.t('from the broker: {0}', flight(session, session.inFlightToClient, session.clientReceiveMaximum)),
    l10n.t('to the broker: {0}', flight(session, session.inFlightToBroker, session.brokerReceiveMaximum)),
    l10n.t('{0} queued', count(session.queued)),
  ].join('\n');
}

/** Another id with the first child: VS Code leaves a row closed that it has once drawn without children. */
function idOf(name: string, children: number): string {
  return children === 0 ? `${name}:empty` : name;
}

function expandable(children: number): TreeItemCollapsibleState {
  return children === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded;
}
