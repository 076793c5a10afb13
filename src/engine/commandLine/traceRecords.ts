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
export interface SessionRecord extends Session {
  readonly kind: 'session';
}

/** The record of a packet. */
export function packetRecord(packet: Packet): PacketRecord {
  const { n, wire, from, type, qos, dup, retain, packetId, topic, length, reason } = packet;
  const error = packet.error === null ? null : say(packet.error);
  const t = Math.round(packet.time * 1e6) / 1e9;
  return { kind: 'packet', n, t, wire, from, type, qos, dup, retain, packetId, topic, length, reason, error };
}

/** The record of a session. */
export function sessionRecord(session: Session): SessionRecord {
  return { kind: 'session', ...session };
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
  const { n, client, broker, kept, connected, subscriptions, inFlightToBroker, inFlightToClient } = session;
  const subscribed = subscriptions.map(({ filter, grantedQos }) => `${filter} at QoS ${grantedQos ?? '?'}`);
  const state = [connected ? 'connected' : 'away', kept ? 'kept' : 'ends with its connection'].join(', ');
  const inFlight = `in flight to broker ${inFlightToBroker}, to client ${inFlightToClient}`;
  return `session ${n}: ${client} at ${broker}: ${[state, inFlight, ...subscribed].join(', ')}`;
}
