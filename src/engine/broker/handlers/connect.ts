/** CONNECT and its CONNACK (3.1, 3.2). */

import type { IConnectPacket } from 'mqtt-packet';
import { close, disconnect } from '../closing';
import { sendConnack, sendRefusal } from '../connack';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { resend } from '../delivery';
import { OutgoingAliases } from '../outgoingAliases';
import { checkConnect, protocolVersion, readConnectHead } from '../packets/checkPackets';
import { decode } from '../packets/codec';
import { asBuffer } from '../packets/packetReader';
import { mayWrite } from '../permission';
import { ProtocolFault } from '../protocolFault';
import { REASON, RETURN_CODE } from '../reasonCodes';
import { attach, grantedExpiry } from '../sessions';
import { greetAgain } from '../systemTopics';
import { readWill } from '../will';
import { watchSilence } from '../keepAlive';

/** Opens the session, or refuses with a CONNACK. Throws ProtocolFault for what gets no answer. */
export function handleConnect(context: CoreContext, connection: Connection, bytes: Uint8Array): void {
  const head = readConnectHead(bytes);
  const version = protocolVersion(head);
  if (version === null) {
    refuseVersion(context, connection, head.protocolName, head.level);
    return;
  }
  connection.version = version;
  try {
    const willProperties = checkConnect(bytes, version);
    const packet = decode('connect', bytes, version);
    connection.maximumPacketSize = packet.properties?.maximumPacketSize ?? Infinity;
    const problem = refusal(context, connection, packet);
    if (problem === null) accept(context, connection, packet, willProperties);
    else refuse(context, connection, problem);
  } catch (fault) {
    if (!(fault instanceof ProtocolFault) || version !== 5) throw fault;
    // 4.13.1: a malformed CONNECT may be answered by a CONNACK with the reason.
    refuse(context, connection, fault.reasonCode);
  }
}

/** 5: 3.1.2-2; 3.1.1: 3.1.2-2. A name that is not MQTT's gets no answer (3.1.2-1). */
function refuseVersion(context: CoreContext, connection: Connection, protocolName: string, level: number): void {
  if (protocolName !== 'MQTT' && protocolName !== 'MQIsdp') {
    throw new ProtocolFault(REASON.unsupportedProtocolVersion, 'The protocol is not MQTT.');
  }
  // Levels of 0x80 and above are bridges of the days before MQTT 5, which understand return code 1 alone.
  const speaksReasons = level > 5 && level < 0x80;
  connection.version = speaksReasons ? 5 : 4;
  refuse(
    context,
    connection,
    speaksReasons ? REASON.unsupportedProtocolVersion : RETURN_CODE.unacceptableProtocolVersion,
  );
}

/** The code that a CONNACK refuses with, or null. */
function refusal(context: CoreContext, connection: Connection, packet: IConnectPacket): number | null {
  const { protocolVersion: version, clientId, will, properties } = packet;
  // 3.1.1: 3.1.3-8. MQTT 3.1 asks for an identifier in any case.
  if (clientId === '' && (version === 3 || (version === 4 && packet.clean !== true))) {
    return RETURN_CODE.identifierRejected;
  }
  // 4.12.0-1: no method of enhanced authentication is known here.
  if (properties?.authenticationMethod !== undefined) return REASON.badAuthenticationMethod;
  const unwelcome = identityRefusal(context, packet);
  if (unwelcome !== null) return unwelcome;
  if (will !== undefined) checkWill(connection, will);
  const identity = { clientId, userName: packet.username ?? null };
  if (will === undefined || mayWrite(context, identity, will.topic)) return null;
  return version === 5 ? REASON.notAuthorized : RETURN_CODE.notAuthorized;
}

/** 5: 3.1.4-2, 3.2.2.2; 3.1.1: 3.1.4-3, table 3.1. */
function identityRefusal({ options }: CoreContext, packet: IConnectPacket): number | null {
  const { username, password } = packet;
  const bytes = password === undefined ? null : asBuffer(Buffer.from(password));
  const answer = options.authenticate?.(username ?? null, bytes) ?? 'accepted';
  if (answer === 'accepted') return null;
  return (packet.protocolVersion === 5 ? REASON : RETURN_CODE)[answer];
}

/**
 * 3.2.2-12, -13: a will above Maximum QoS or with RETAIN where that is not available is refused. Throws ProtocolFault:
 * before MQTT 5 no return code fits, and the connection is closed without a CONNACK (3.1.1: 3.2.2-6).
 */
function checkWill({ limits }: Connection, { qos = 0, retain = false }: NonNullable<IConnectPacket['will']>): void {
  if (qos > limits.maximumQos) throw new ProtocolFault(REASON.qosNotSupported, 'The will is above Maximum QoS.');
  if (retain && !limits.retainAvailable) {
    throw new ProtocolFault(REASON.retainNotSupported, 'Retained messages are not available here.');
  }
}

/** The connection is closed after a CONNACK that refuses (3.2.2-7; 3.1.1: 3.2.2-5). */
function refuse(context: CoreContext, connection: Connection, code: number): void {
  sendRefusal(context, connection, code);
  close(context, connection, true);
}

function accept(
  context: CoreContext,
  connection: Connection,
  packet: IConnectPacket,
  willProperties: Uint8Array | null,
): void {
  const assigned = packet.clientId === '';
  const clientId = assigned ? context.options.assignClientId() : packet.clientId;
  takeOver(context, clientId);
  const identity = { clientId, userName: packet.username ?? null };
  const { session, present } = attach(context, identity, packet.clean === true, connection);
  const expiry = wishedExpiry(packet);
  session.expiryInterval = grantedExpiry(context, expiry);
  session.will = readWill(packet, willProperties);
  context.durable.sessionOpened(session);
  const serverKeepAlive = imposedKeepAlive(connection, packet);
  applyLimits(context, connection, packet, serverKeepAlive ?? packet.keepalive ?? 0);
  sendConnack(context, connection, {
    sessionPresent: present,
    assignedClientId: assigned ? clientId : null,
    sessionExpiryInterval: session.expiryInterval === unlimited(expiry) ? null : session.expiryInterval,
    serverKeepAlive,
  });
  watchSilence(context, connection);
  resend(context, session);
  if (present) greetAgain(context, session);
}

/** The older connection of a client identifier gives way (5: 3.1.4-3; 3.1.1: 3.1.4-2). */
function takeOver(context: CoreContext, clientId: string): void {
  const older = context.sessions.get(clientId)?.connection;
  if (older === undefined || older === null) return;
  disconnect(context, older, REASON.sessionTakenOver, 'Another connection uses this client identifier.');
}

/** In seconds: before MQTT 5 a session that is not clean never ends (3.1.1: 3.1.2-4, -5), a clean one with its connection. */
function wishedExpiry(packet: IConnectPacket): number {
  if (packet.protocolVersion === 5) return packet.properties?.sessionExpiryInterval ?? 0;
  return packet.clean === true ? 0 : 0xffff_ffff;
}

function unlimited(wished: number): number {
  return wished === 0xffff_ffff ? Infinity : wished;
}

/** The Keep Alive that an MQTT 5 client has to use in place of its own (3.2.2-21), or null. */
function imposedKeepAlive({ limits }: Connection, { protocolVersion, keepalive = 0 }: IConnectPacket): number | null {
  const { serverKeepAlive } = limits;
  if (protocolVersion !== 5 || serverKeepAlive === null) return null;
  return keepalive === 0 || keepalive > serverKeepAlive ? serverKeepAlive : null;
}

/** `keepAlive` is in seconds. */
function applyLimits(
  { options: { inFlightLimit } }: CoreContext,
  connection: Connection,
  packet: IConnectPacket,
  keepAlive: number,
): void {
  const isFive = packet.protocolVersion === 5;
  connection.silenceLimit = keepAlive * 1500;
  // 3.1.2.11.3: 65,535 where MQTT 5 says nothing; older versions know no such limit, so ours holds.
  connection.slots = isFive ? (packet.properties?.receiveMaximum ?? 65_535) : inFlightLimit;
  connection.outgoingAliases = new OutgoingAliases(isFive ? (packet.properties?.topicAliasMaximum ?? 0) : 0);
}
