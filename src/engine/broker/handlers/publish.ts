/** PUBLISH from a client (3.3, 4.3): the broker is its receiver. */

import { newPublishFields, readPublish, type PublishFields } from '../../wire/publishFields';
import { answerPublish } from '../backPressure';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { composeMessage, Message, type MessageHead } from '../message';
import { ACKNOWLEDGEMENT } from '../packets/acknowledgements';
import { checkTopicName } from '../packets/checkPackets';
import { forwardedProperties } from '../packets/forwardedProperties';
import { asBuffer, checkUtf8, malformed, PacketReader } from '../packets/packetReader';
import { ALLOWED_PROPERTIES, PROPERTY, readProperties } from '../packets/properties';
import { publishRefusal } from '../permission';
import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';
import { publish } from '../routing';
import type { Session } from '../session';

/** What the properties of a PUBLISH say to the broker itself. */
interface PublishProperties {
  readonly alias: number | null;
  /** In seconds. */
  readonly expiry: number | null;
}

const NO_PROPERTIES: PublishProperties = { alias: null, expiry: null };

/** One for all packets: nothing of it is kept. */
const fields = newPublishFields();

/** Takes the message, then acknowledges it. Throws ProtocolFault. */
export function handlePublish(context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array): void {
  readPublish(bytes, connection.version, fields);
  checkHeader(connection, fields);
  const properties = readOwnProperties(connection, bytes, fields);
  const topic = resolveTopic(connection, bytes, fields, properties.alias);
  const { qos, packetId } = fields;
  // One with QoS 1 is a new message each time, whatever its identifier and DUP (4.3.2-5; 3.1.1: 4.3.2-2).
  if (qos === 2 && !admit(context, connection, session, packetId)) return;
  const refusal = publishRefusal(context, session, topic);
  if (refusal !== null) {
    refuse(context, connection, session, refusal);
    return;
  }
  const receivers = publish(context, takeMessage(context, connection, session, bytes, properties, topic), 'live');
  if (qos === 0) return;
  const reason = receivers === 0 && connection.version === 5 ? REASON.noMatchingSubscribers : REASON.success;
  // 3.3.4-1: QoS 1 is answered by PUBACK, QoS 2 by PUBREC; the message is owned by now (4.3.2-4, 4.3.3-8).
  answerPublish(context, connection, qos === 1 ? ACKNOWLEDGEMENT.puback : ACKNOWLEDGEMENT.pubrec, packetId, reason);
}

/**
 * Answers a message that is not taken. MQTT 5 says why, except to QoS 0, and after such a PUBREC the identifier is free
 * (4.3.3-9). In 3.1.1 there is no way to say it: it is acknowledged by the usual rules and dropped (3.3.5-2).
 */
function refuse(context: CoreContext, connection: Connection, session: Session, reason: number): void {
  const { qos, packetId } = fields;
  context.dropped.refused++;
  if (qos === 0) return;
  if (qos === 2 && connection.version === 5) {
    session.received.delete(packetId);
    context.durable.completed(session, packetId);
    connection.receiving.delete(packetId);
  }
  context.acknowledge(connection, qos === 1 ? ACKNOWLEDGEMENT.puback : ACKNOWLEDGEMENT.pubrec, packetId, reason);
}

function checkHeader({ limits }: Connection, { fault, dup, qos, retain }: PublishFields): void {
  if (fault !== null) {
    const isForm = fault.code === 'packet.truncated' || fault.code === 'packet.qos3';
    throw new ProtocolFault(isForm ? REASON.malformedPacket : REASON.protocolError, `PUBLISH: ${fault.code}`);
  }
  // 3.3.1-2.
  if (dup && qos === 0) throw malformed('DUP is set on a PUBLISH with QoS 0.');
  // 3.2.2-11.
  if (qos > limits.maximumQos) throw new ProtocolFault(REASON.qosNotSupported, 'QoS above Maximum QoS.');
  // 3.2.2-14. Before MQTT 5 nothing announces it, and nothing but the end of the connection can say it.
  if (retain && !limits.retainAvailable) {
    throw new ProtocolFault(REASON.retainNotSupported, 'Retained messages are not available here.');
  }
}

function readOwnProperties(connection: Connection, bytes: Uint8Array, at: PublishFields): PublishProperties {
  if (connection.version !== 5 || at.propertiesStart === at.propertiesEnd) return NO_PROPERTIES;
  const start = at.topicEnd + (at.qos > 0 ? 2 : 0);
  const { numbers } = readProperties(new PacketReader(bytes, start), ALLOWED_PROPERTIES.publish);
  return {
    alias: numbers.get(PROPERTY.topicAlias) ?? null,
    expiry: numbers.get(PROPERTY.messageExpiryInterval) ?? null,
  };
}

/** The topic, by its alias where one stands for it (3.3.2.3.4). */
function resolveTopic(
  connection: Connection,
  bytes: Uint8Array,
  { topicStart, topicEnd }: PublishFields,
  alias: number | null,
): string {
  if (alias !== null && alias > connection.limits.topicAliasMaximum) {
    throw new ProtocolFault(REASON.topicAliasInvalid, 'The topic alias is above Topic Alias Maximum.');
  }
  if (topicStart === topicEnd && alias !== null) {
    const known = connection.aliases.get(alias);
    if (known === undefined) throw new ProtocolFault(REASON.protocolError, 'The topic alias stands for no topic yet.');
    return known.topic;
  }
  checkUtf8(bytes, topicStart, topicEnd);
  const topic = asBuffer(bytes).toString('utf8', topicStart, topicEnd);
  checkTopicName(topic);
  if (alias !== null) connection.aliases.set(alias, { topic, field: bytes.slice(topicStart - 2, topicEnd) });
  return topic;
}

/**
 * Whether a QoS 2 PUBLISH is a new message: until its PUBREL, a repeat is answered and not delivered onward again
 * (4.3.3-10; 3.1.1: 4.3.3-2). More of them at once than our Receive Maximum ends the connection (3.3.4-7, 0x93).
 */
function admit(context: CoreContext, connection: Connection, session: Session, packetId: number): boolean {
  connection.receiving.add(packetId);
  if (connection.version === 5 && connection.receiving.size > connection.limits.receiveMaximum) {
    throw new ProtocolFault(
      REASON.receiveMaximumExceeded,
      'More QoS 2 messages are in flight than Receive Maximum allows.',
    );
  }
  if (!session.received.has(packetId)) {
    session.received.add(packetId);
    context.durable.received(session, packetId);
    return true;
  }
  context.acknowledge(connection, ACKNOWLEDGEMENT.pubrec, packetId, REASON.success);
  return false;
}

function takeMessage(
  context: CoreContext,
  connection: Connection,
  session: Session,
  bytes: Uint8Array,
  { alias, expiry }: PublishProperties,
  topic: string,
): Message {
  const head: MessageHead = {
    journey: context.options.tagMessage({ kind: 'publish', connection: connection.number }),
    topic,
    qos: fields.qos,
    retain: fields.retain,
    expiresAt: expiry === null ? null : context.now + expiry * 1000,
    publisher: session.clientId,
  };
  const { topicStart, topicEnd, propertiesStart, propertiesEnd, payloadStart } = fields;
  if (alias === null && expiry === null) {
    const parts = { bytes, topicStart: topicStart - 2, topicEnd, propertiesStart, propertiesEnd, payloadStart };
    return new Message(head, parts, false);
  }
  const field =
    (topicStart === topicEnd ? connection.aliases.get(alias ?? 0)?.field : undefined) ??
    bytes.subarray(topicStart - 2, topicEnd);
  const forwarded = forwardedProperties(bytes.subarray(propertiesStart, propertiesEnd));
  return composeMessage(head, field, forwarded, bytes.subarray(payloadStart));
}
