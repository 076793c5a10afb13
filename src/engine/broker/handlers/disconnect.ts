/** DISCONNECT from a client (3.14). */

import { close } from '../closing';
import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { checkDisconnect } from '../packets/checkPackets';
import { decode } from '../packets/codec';
import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';
import type { Session } from '../session';
import { grantedExpiry } from '../sessions';

/** Ends the connection; the will is dropped unless the client asks for it (3.14.4-3). Throws ProtocolFault. */
export function handleDisconnect(
  context: CoreContext,
  connection: Connection,
  session: Session,
  bytes: Uint8Array,
): void {
  checkDisconnect(bytes, connection.version);
  const packet = decode('disconnect', bytes, connection.version);
  const expiry = packet.properties?.sessionExpiryInterval;
  if (expiry !== undefined) changeExpiry(context, session, expiry);
  // Before MQTT 5 there is no reason code, and every DISCONNECT is a normal one.
  close(context, connection, (packet.reasonCode ?? REASON.success) === REASON.success);
}

/** 3.14.2.2.2: a session that was to end with its connection cannot be kept afterwards. */
function changeExpiry(context: CoreContext, session: Session, expiry: number): void {
  if (session.expiryInterval === 0 && expiry !== 0) {
    throw new ProtocolFault(REASON.protocolError, 'DISCONNECT prolongs a session that had no Session Expiry Interval.');
  }
  session.expiryInterval = grantedExpiry(context, expiry);
}
