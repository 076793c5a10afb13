/** PUBACK, PUBREC, PUBREL and PUBCOMP from a client (3.4 to 3.7, 4.3). */

import { noteProgress } from '../backPressure';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { finish } from '../delivery';
import type { Outgoing } from '../outgoing';
import { ACKNOWLEDGEMENT, readAcknowledgement } from '../packets/acknowledgements';
import { ProtocolFault } from '../protocolFault';
import { FIRST_FAILURE, REASON } from '../reasonCodes';
import type { Session } from '../session';

/**
 * The end of a QoS 1 delivery, whatever its reason code (4.3.2-3, 4.4.0-2); no other member of a shared subscription gets
 * what this one refused (4.8.2-6). Throws ProtocolFault.
 */
export function handlePuback(context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array): void {
  const { packetId } = readAcknowledgement(bytes, connection.version);
  const outgoing = session.inFlight.get(packetId);
  if (outgoing === undefined) return;
  expectQos(outgoing, 1, 'PUBACK');
  finish(context, session, outgoing);
}

/** The first half of a QoS 2 delivery (4.3.3-3, -4). Throws ProtocolFault. */
export function handlePubrec(context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array): void {
  const { packetId, reasonCode } = readAcknowledgement(bytes, connection.version);
  const outgoing = session.inFlight.get(packetId);
  if (outgoing === undefined) {
    if (reasonCode >= FIRST_FAILURE) return;
    // 4.3.3-4 asks for a PUBREL in any case; 3.6.2.1 has a code for an identifier that is not known.
    context.acknowledge(connection, ACKNOWLEDGEMENT.pubrel, packetId, REASON.packetIdentifierNotFound);
    return;
  }
  expectQos(outgoing, 2, 'PUBREC');
  if (reasonCode >= FIRST_FAILURE) {
    // 4.3.3-4, 4.4.0-2: a refusal ends the exchange, and no PUBREL goes out.
    finish(context, session, outgoing);
    return;
  }
  // 4.3.3-6: from here on the PUBLISH is never sent again.
  outgoing.stage = 'released';
  noteProgress(session);
  context.durable.released(outgoing);
  context.acknowledge(connection, ACKNOWLEDGEMENT.pubrel, packetId, REASON.success);
}

/**
 * The end of a QoS 2 message from the client, whether or not it has expired since (4.3.3-13): its identifier may come
 * again (4.3.3-11, -12). Throws ProtocolFault.
 */
export function handlePubrel(context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array): void {
  const { packetId } = readAcknowledgement(bytes, connection.version);
  connection.receiving.delete(packetId);
  const known = session.received.delete(packetId);
  if (known) context.durable.completed(session, packetId);
  const reason = known ? REASON.success : REASON.packetIdentifierNotFound;
  context.acknowledge(connection, ACKNOWLEDGEMENT.pubcomp, packetId, reason);
}

/** The end of a QoS 2 delivery (4.3.3-5). Throws ProtocolFault. */
export function handlePubcomp(context: CoreContext, connection: Connection, session: Session, bytes: Uint8Array): void {
  const { packetId } = readAcknowledgement(bytes, connection.version);
  const outgoing = session.inFlight.get(packetId);
  if (outgoing === undefined) return;
  expectQos(outgoing, 2, 'PUBCOMP');
  if (outgoing.stage !== 'released') {
    throw new ProtocolFault(REASON.protocolError, 'PUBCOMP came before PUBREC.');
  }
  finish(context, session, outgoing);
}

/** QoS 1 is answered by PUBACK, QoS 2 by PUBREC (3.3.4-1). */
function expectQos(outgoing: Outgoing, qos: number, type: string): void {
  if (outgoing.qos === qos) return;
  throw new ProtocolFault(REASON.protocolError, `${type} came for a message with QoS ${outgoing.qos}.`);
}
