/** The rows of the view Handshakes, and how each looks. */

import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';

import type { TraceCounts } from '../../shared/engineApi';
import type { Delivery, DeliveryState, Packet } from '../../shared/model';
import { shortened } from '../../shared/shortened';
import { clientName, packetName, packetTime, routeOf, stateOf } from '../deliveryWords';
import { count, span, timeOfDay } from '../figures';
import { inWords } from '../words';

/** A delivery; the same object stays for the same number, so that VS Code knows it again. */
export class DeliveryRow {
  constructor(public delivery: Delivery) {}
}

/** A packet under its delivery. */
export class PacketRow {
  constructor(
    readonly packet: Packet,
    readonly first: Packet,
  ) {}
}

/** The first row of the list: how many there are, or how many wait while the person works. */
export class TopRow {
  readonly id = 'top';
}

/** The last row: asks for the next page. */
export class OlderRow {
  readonly id = 'older';
}

/** A line in place of packets that cannot be shown. */
export class NoteRow {
  constructor(
    readonly id: string,
    readonly text: string,
  ) {}
}

/** Any row of the view. */
export type HandshakeRow = DeliveryRow | PacketRow | TopRow | OlderRow | NoteRow;

/** The topic that a drag of the row carries; null for rows that have none. */
export function topicOfRow(row: HandshakeRow): string | null {
  if (row instanceof DeliveryRow) return row.delivery.topic;
  return row instanceof PacketRow ? row.packet.topic : null;
}

const STATE_ICONS: Readonly<Record<DeliveryState, readonly [icon: string, color: string]>> = {
  queued: ['inbox', 'charts.blue'],
  open: ['watch', 'charts.yellow'],
  complete: ['pass', 'charts.green'],
  refused: ['error', 'charts.red'],
  lost: ['circle-slash', 'charts.red'],
  expired: ['history', 'charts.red'],
};

/**
 * Characters in a row. A narrow side bar cuts its end: QoS, direction, client and duration come first and are short, so
 * that the topic, which tells rows apart even where it is cut, gets all the room that is left.
 */
const CLIENT_ROOM = 12;
const TOPIC_ROOM = 40;

/** The icon of a state; its word stands beside it in the row. */
export function stateIcon(state: DeliveryState): ThemeIcon {
  const [icon, color] = STATE_ICONS[state];
  return new ThemeIcon(icon, new ThemeColor(color));
}

/** A delivery as a row; its tooltip is filled in when it is asked for. */
export function deliveryItem({ delivery }: DeliveryRow, startedAt: number): TreeItem {
  const arrow = delivery.to === 'broker' ? '→' : '←';
  const label = `QoS ${delivery.qos} ${arrow} ${shortened(clientName(delivery.client), CLIENT_ROOM)}`;
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const state = stateOf(delivery, startedAt);
  item.id = `delivery:${delivery.n}`;
  item.description = [briefOf(delivery), shortened(delivery.topic, TOPIC_ROOM), ...sinceOf(delivery, startedAt)]
    .filter((part) => part !== '')
    .join(' · ');
  item.iconPath = stateIcon(delivery.state);
  item.contextValue = `delivery.${delivery.state}`;
  item.accessibilityInformation = {
    label: l10n.t('QoS {0}, {1}, {2}, {3}', delivery.qos, delivery.topic, routeOf(delivery), state),
  };
  return item;
}

/** The state in as few words as there are: a narrow side bar cuts the end. The tooltip has all of them. */
function briefOf({ state, ms, missing }: Delivery): string {
  switch (state) {
    case 'queued':
      return l10n.t('queued');
    case 'open':
      return l10n.t('waiting for {0}', missing ?? '');
    case 'complete':
      return ms === null ? '' : span(ms);
    case 'refused':
      return l10n.t('refused');
    case 'lost':
      return l10n.t('lost');
    case 'expired':
      return l10n.t('expired');
  }
}

function sinceOf({ state, start }: Delivery, startedAt: number): string[] {
  return state === 'queued' || state === 'open' ? [l10n.t('since {0}', timeOfDay(startedAt + start))] : [];
}

/** A packet as a row: the arrow says which way it went. */
export function packetItem({ packet, first }: PacketRow): TreeItem {
  const item = new TreeItem(packetName(packet));
  const fromClient = packet.from === 'client';
  item.id = `packet:${packet.n}`;
  item.description = packetTime(packet, first);
  item.iconPath = new ThemeIcon(fromClient ? 'arrow-right' : 'arrow-left');
  item.contextValue = 'packet';
  const way = fromClient ? l10n.t('client to broker') : l10n.t('broker to client');
  item.tooltip = [
    l10n.t('{0}, {1}, packet {2} of the trace, {3} bytes', packetName(packet), way, packet.n, count(packet.length)),
    ...(packet.error === null ? [] : [inWords(packet.error)]),
  ].join('\n');
  item.accessibilityInformation = { label: `${packetName(packet)}, ${way}, ${packetTime(packet, first)}` };
  return item;
}

/** The first row: always there, so that no row moves when it begins to count. */
export function topItem(row: TopRow, counts: TraceCounts | null, held: boolean, newer: number): TreeItem {
  const item = new TreeItem(held ? newOnes(newer) : totalOf(counts));
  item.id = row.id;
  item.contextValue = 'top';
  item.iconPath = new ThemeIcon(held ? 'arrow-up' : 'pulse');
  item.description = held
    ? l10n.t('the list stands still while you work in it: show the newest')
    : l10n.t('newest first');
  item.tooltip = `${totalOf(counts)}\n${droppedOf(counts)}`;
  if (held) item.command = { command: 'qoscope.handshakes.showNew', title: l10n.t('Show New Handshakes') };
  return item;
}

function newOnes(newer: number): string {
  return newer === 0 ? l10n.t('Nothing new') : l10n.t('{0} new', count(newer));
}

/** The last row. */
export function olderItem(row: OlderRow): TreeItem {
  const item = new TreeItem(l10n.t('Older…'));
  item.id = row.id;
  item.contextValue = 'older';
  item.iconPath = new ThemeIcon('arrow-down');
  item.command = { command: 'qoscope.handshakes.older', title: l10n.t('Show Older Handshakes') };
  return item;
}

/** A line of text. */
export function noteItem(row: NoteRow): TreeItem {
  const item = new TreeItem(row.text);
  item.id = row.id;
  item.tooltip = row.text;
  item.iconPath = new ThemeIcon('info');
  return item;
}

function totalOf(counts: TraceCounts | null): string {
  const deliveries = counts?.deliveries ?? 0;
  return deliveries === 1 ? l10n.t('1 delivery') : l10n.t('{0} deliveries', count(deliveries));
}

function droppedOf(counts: TraceCounts | null): string {
  return l10n.t('{0} packets in the log, {1} have left it', count(counts?.packets ?? 0), count(counts?.dropped ?? 0));
}
