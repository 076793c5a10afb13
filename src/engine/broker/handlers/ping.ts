/** PINGREQ and its PINGRESP (3.12, 3.13). */

import type { Connection } from '../connection';
import type { CoreContext } from '../context';
import { checkPing } from '../packets/checkPackets';

const PINGRESP = Uint8Array.of(0xd0, 0);

/** Answers (3.12.4-1). Throws ProtocolFault. */
export function handlePingreq(context: CoreContext, connection: Connection, bytes: Uint8Array): void {
  checkPing(bytes);
  context.send(connection, PINGRESP);
}
