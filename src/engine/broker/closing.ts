/** How the broker ends a connection from its side (5: 3.14, 4.13; 3.1.1: 4.8). */

import type { Connection } from './connection';
import type { CoreContext } from './context';
import { encode } from './packets/codec';
import { detach } from './sessions';

/** Closes without a word, as before MQTT 5 or in answer to a DISCONNECT. `normally` keeps the will from going out. */
export function close(context: CoreContext, connection: Connection, normally: boolean): void {
  if (connection.closed) return;
  connection.closed = true;
  context.emit({ kind: 'close', connection: connection.number });
  detach(context, connection, normally);
}

/** Closes with a DISCONNECT where MQTT 5 is spoken and a session stands (3.14.0-1). The will goes out. */
export function disconnect(context: CoreContext, connection: Connection, reasonCode: number, reason: string): void {
  if (connection.closed) return;
  if (connection.version === 5 && connection.session !== null) {
    const bytes = disconnectPacket(reasonCode, reason);
    // 3.14.2-3: no Reason String where the packet would become too large by it.
    const fits = bytes.length <= connection.maximumPacketSize;
    context.send(connection, fits ? bytes : Uint8Array.of(0xe0, 1, reasonCode));
  }
  close(context, connection, false);
}

function disconnectPacket(reasonCode: number, reasonString: string): Uint8Array {
  return encode({ cmd: 'disconnect', reasonCode, properties: { reasonString } }, 5);
}
