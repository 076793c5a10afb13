/** A delivery and its packets in words: for rows, tooltips, the status bar and the clipboard. */

import { l10n } from 'vscode';

import type { DeliveryDetail } from '../shared/engineApi';
import type { Delivery, Packet } from '../shared/model';
import { reasonText } from '../shared/reasonCodes';
import { count, dateAndTime, size, span, timeOfDay } from './figures';
import { inWords, translate } from './words';

/** Who sends and who receives: "ctrl → broker". */
export function routeOf(delivery: Delivery): string {
  const client = clientName(delivery.client);
  return delivery.to === 'broker' ? `${client} → ${brokerName(delivery)}` : `${brokerName(delivery)} → ${client}`;
}

/** A client's id, or words for one that has none. */
export function clientName(client: string): string {
  return client === '' ? l10n.t('(no client id)') : client;
}

/** What has become of it; `startedAt` is the wall clock of the trace's time 0, in milliseconds since 1970. */
export function stateOf(delivery: Delivery, startedAt: number): string {
  switch (delivery.state) {
    case 'queued':
      return l10n.t('queued since {0}', timeOfDay(startedAt + delivery.start));
    case 'open':
      return l10n.t('waiting for {0} since {1}', delivery.missing ?? '', timeOfDay(startedAt + delivery.start));
    case 'complete':
      return delivery.ms === null ? l10n.t('sent') : l10n.t('complete in {0}', span(delivery.ms));
    case 'refused':
      return delivery.reason === null
        ? l10n.t('refused')
        : l10n.t('refused: {0}', reasonText(delivery.reason, translate));
    case 'lost':
      return lostInWords(delivery);
    case 'expired':
      return l10n.t('expired: its Message Expiry Interval ran out first');
  }
}

function lostInWords(delivery: Delivery): string {
  if (delivery.sends > 0) return l10n.t('lost: its session ended first');
  return delivery.qos === 0
    ? l10n.t('lost: QoS 0 is not kept for later')
    : l10n.t('lost before it was sent: its session ended or its queue was full');
}

/** One packet without its time: "PUBREC id 12", with what stands out about it. */
export function packetName(packet: Packet): string {
  const parts: string[] = [packet.type];
  if (packet.packetId !== null) parts.push(l10n.t('id {0}', packet.packetId));
  if (packet.dup) parts.push('DUP');
  if (packet.retain) parts.push('RETAIN');
  if (packet.reason !== null && packet.reason >= 0x80) parts.push(reasonText(packet.reason, translate));
  return parts.join(' ');
}

/** The time of a packet after the first of its handshake. */
export function packetTime(packet: Packet, first: Packet): string {
  return packet.n === first.n ? '0' : `+${span(packet.time - first.time)}`;
}

/** The whole story of a delivery in lines: for its tooltip and the clipboard. */
export function storyOf(detail: DeliveryDetail, startedAt: number): string {
  const { delivery } = detail;
  return [
    l10n.t('QoS {0} · {1}', delivery.qos, delivery.topic),
    `${routeOf(delivery)} · ${stateOf(delivery, startedAt)}`,
    ...aboutMessage(delivery, startedAt),
    ...aboutQos(delivery),
    '',
    ...packetLines(detail),
    ...journeyLines(detail, startedAt),
  ].join('\n');
}

function brokerName(delivery: Delivery): string {
  return delivery.broker === 'local' ? l10n.t('broker') : delivery.broker;
}

function aboutMessage(delivery: Delivery, startedAt: number): string[] {
  const lines = [l10n.t('{0} of payload, {1}', size(delivery.payloadLength), dateAndTime(startedAt + delivery.start))];
  if (delivery.retain) lines.push(l10n.t('RETAIN is set'));
  if (delivery.sends > 1) lines.push(l10n.t('its PUBLISH was sent {0} times', count(delivery.sends)));
  if (delivery.via === 'retained') lines.push(l10n.t('a retained message'));
  if (delivery.via === 'queue') lines.push(l10n.t('it waited in the queue while the client was away'));
  if (delivery.via === 'will') lines.push(l10n.t('a Will Message'));
  return lines;
}

/** Why it goes at this QoS: the lower of published and granted (3.8.4-8; 3.1.1: 3.8.4-6). */
function aboutQos(delivery: Delivery): string[] {
  const { publishedQos, grantedQos, filter } = delivery;
  if (delivery.to === 'broker' || publishedQos === null || grantedQos === null || filter === null) return [];
  return [
    l10n.t('published at QoS {0}; the subscription to {1} was granted QoS {2}', publishedQos, filter, grantedQos),
  ];
}

function packetLines({ delivery, packets }: DeliveryDetail): string[] {
  const [first] = packets;
  if (first === undefined) return [];
  const gone = delivery.packets - packets.length;
  const lines = packets.map((packet) => {
    const arrow = packet.from === 'client' ? '→' : '←';
    const error = packet.error === null ? '' : ` · ${inWords(packet.error)}`;
    return `${arrow} ${packetName(packet)}  ${packetTime(packet, first)}${error}`;
  });
  return gone > 0 ? [packetsGone(gone), ...lines] : lines;
}

/** What is said where packets of a delivery have left the log. */
export function packetsGone(gone: number): string {
  return gone === 1 ? l10n.t('1 packet has left the log') : l10n.t('{0} packets have left the log', count(gone));
}

function journeyLines({ delivery, journey }: DeliveryDetail, startedAt: number): string[] {
  const others = [journey?.origin ?? null, ...(journey?.branches ?? [])].filter(
    (other): other is Delivery => other !== null && other.n !== delivery.n,
  );
  if (others.length === 0) return [];
  const lines = others.map((other) =>
    l10n.t('QoS {0} · {1} · {2}', other.qos, routeOf(other), stateOf(other, startedAt)),
  );
  return ['', l10n.t('The same message:'), ...lines];
}
