/** Packets and sessions of a trace as records of the command line. */

import type { Packet, PacketType, Qos, Session, Side } from '../../shared/model';
import { reasonText } from '../../shared/reasonCodes';
import { say } from '../../shared/sentences';

/** One control packet. */
export interface PacketRecord {
  readonly kind: 'packet';
  readonly n: number;
  /** Seconds since the first packet. */
  readonly t: number;
  readonly wire: number;
  readonly from: Side;
  readonly type: PacketType;
  readonly qos: Qos;
  readonly dup: boolean;
  readonly retain: boolean;
  readonly packetId: number | null;
  readonly topic: string | null;
  /** The whole control packet in bytes. */
  readonly length: number;
  readonly reason: number | null;
  /** Why it could not be read, in words; null where it could. */
  readonly error: string | null;
}

/** What a client has at a broker. */
export interface SessionRecord extends Omit<Session, 'connections'> {
  readonly kind: 'session';
  readonly connections: readonly ConnectionRecord[];
}

/** One of its connections. */
export interface ConnectionRecord {
  readonly wire: number;
  /** Seconds since the first packet. */
  readonly from: number;
  /** Null while it stands. */
  readonly to: number | null;
  /** Why it ended, in words; null while it stands. */
  readonly end: string | null;
}

/** The record of a packet. */
export function packetRecord(packet: Packet): PacketRecord {
  const { n, wire, from, type, qos, dup, retain, packetId, topic, length, reason } = packet;
  const error = packet.error === null ? null : say(packet.error);
  const t = inSeconds(packet.time);
  return { kind: 'packet', n, t, wire, from, type, qos, dup, retain, packetId, topic, length, reason, error };
}

/** The record of a session. */
export function sessionRecord(session: Session): SessionRecord {
  const connections = session.connections.map(({ wire, from, to, end }) => ({
    wire,
    from: inSeconds(from),
    to: to === null ? null : inSeconds(to),
    end: end === null ? null : say(end),
  }));
  return { kind: 'session', ...session, connections };
}

/** One line for a person. */
export function packetInWords(record: PacketRecord): string {
  const { n, t, wire, from, type, qos, dup, retain, packetId, topic, length, reason, error } = record;
  const parts = [
    type,
    ...(type === 'PUBLISH' ? [`QoS ${qos}`] : []),
    ...(dup ? ['DUP'] : []),
    ...(retain ? ['RETAIN'] : []),
    ...(packetId === null ? [] : [`id ${packetId}`]),
    ...(topic === null ? [] : [topic]),
    `${length} bytes`,
    ...(reason === null || reason === 0 ? [] : [reasonText(reason)]),
    ...(error === null ? [] : [error]),
  ];
  return `${t.toFixed(6)} packet ${n}, wire ${wire} ${from === 'client' ? '>' : '<'} ${parts.join(', ')}`;
}

/** One line for a person. */
export function sessionInWords(session: SessionRecord): string {
  const { n, client, broker, kept, connected, subscriptions, connections, will } = session;
  const subscribed = subscriptions.map(({ filter, grantedQos }) => `${filter} at QoS ${grantedQos ?? '?'}`);
  const state = [connected ? 'connected' : 'away', kept ? 'kept' : 'ends with its connection'].join(', ');
  const wills = will === null ? [] : [`a will for ${will.topic} at QoS ${will.qos}`];
  const came = `connections ${connections.length}`;
  return `session ${n}: ${client} at ${broker}: ${[state, came, ...inFlightInWords(session), ...wills, ...subscribed].join(', ')}`;
}

function inFlightInWords(session: SessionRecord): string[] {
  const { inFlightToBroker, inFlightToClient, mostInFlightToBroker, mostInFlightToClient } = session;
  const { brokerReceiveMaximum, clientReceiveMaximum } = session;
  return [
    `in flight to broker ${inFlightToBroker} (at most ${mostInFlightToBroker} of ${brokerReceiveMaximum})`,
    `to client ${inFlightToClient} (at most ${mostInFlightToClient} of ${clientReceiveMaximum})`,
  ];
}

/** To the nanosecond. */
function inSeconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e9;
}
