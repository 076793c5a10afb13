/** PUBLISH from a client (3.3, 4.3): the broker is its receiver. */

import { newPublishFields, readPublish, type PublishFields } from '../../wire/publishFields';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { composeMessage, Message, type MessageHead } from '../message';
import { ACKNOWLEDGEMENT } from '../packets/acknowledgements';
import { checkTopicName } from '../packets/checkPackets';
import { forwardedProperties } from '../packets/forwardedProperties';
import { asBuffer, checkUtf8, malformed, PacketReader } from '../packets/packetReader';
import { ALLOWED_PROPERTIES, PROPERTY, readProperties } from '../packets/properties';
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
  checkHeader(context, fields);
  const properties = readOwnProperties(connection, bytes, fields);
  const topic = resolveTopic(context, connection, bytes, fields, properties.alias);
  const { qos, packetId } = fields;
  if (qos === 2 && !admit(context, connection, session, packetId)) return;
  const receivers = publish(context, takeMessage(context, connection, session, bytes, properties, topic), 'live');
  if (qos === 0) return;
  const reason = receivers === 0 && connection.version === 5 ? REASON.noMatchingSubscribers : REASON.success;
  // 3.3.4-1: QoS 1 is answered by PUBACK, QoS 2 by PUBREC; the message is owned by now (4.3.2-4, 4.3.3-8).
  context.acknowledge(connection, qos === 1 ? ACKNOWLEDGEMENT.puback : ACKNOWLEDGEMENT.pubrec, packetId, reason);
}

function checkHeader(context: CoreContext, { fault, dup, qos }: PublishFields): void {
  if (fault !== null) {
    const isForm = fault.code === 'packet.truncated' || fault.code === 'packet.qos3';
    throw new ProtocolFault(isForm ? REASON.malformedPacket : REASON.protocolError, `PUBLISH: ${fault.code}`);
  }
  // 3.3.1-2.
  if (dup && qos === 0) throw malformed('DUP is set on a PUBLISH with QoS 0.');
  // 3.2.2-11.
  if (qos > context.options.maximumQos) throw new ProtocolFault(REASON.qosNotSupported, 'QoS above Maximum QoS.');
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
  context: CoreContext,
  connection: Connection,
  bytes: Uint8Array,
  { topicStart, topicEnd }: PublishFields,
  alias: number | null,
): string {
  if (alias !== null && alias > context.options.topicAliasMaximum) {
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
  if (connection.version === 5 && connection.receiving.size > context.options.receiveMaximum) {
    throw new ProtocolFault(
      REASON.receiveMaximumExceeded,
      'More QoS 2 messages are in flight than Receive Maximum allows.',
    );
  }
  if (!session.received.has(packetId)) {
    session.received.add(packetId);
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
