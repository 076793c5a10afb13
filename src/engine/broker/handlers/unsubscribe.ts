/** UNSUBSCRIBE and its UNSUBACK (3.10, 3.11). */

import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { checkUnsubscribe } from '../packets/checkPackets';
import { decode, encode } from '../packets/codec';
import { REASON } from '../reasonCodes';
import type { Session } from '../session';

/** Removes the subscriptions; what is in flight or waits goes on (3.10.4-1, -2, -3). Throws ProtocolFault. */
export function handleUnsubscribe(
  context: CoreContext,
  connection: Connection,
  session: Session,
  bytes: Uint8Array,
): void {
  checkUnsubscribe(bytes, connection.version, context.options.filterLimit);
  const packet = decode('unsubscribe', bytes, connection.version);
  const granted = packet.unsubscriptions.map((filter) => {
    if (!context.subscriptions.remove(session, filter)) return REASON.noSubscriptionExisted;
    context.durable.unsubscribed(session, filter);
    return REASON.success;
  });
  // 3.10.4-5 (3.1.1: 3.10.4-5): answered also where nothing was removed, with its identifier (5: 2.2.1-6; 3.1.1: 2.3.1-7).
  context.send(connection, encode({ cmd: 'unsuback', messageId: packet.messageId ?? 0, granted }, connection.version));
}
