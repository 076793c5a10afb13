/** Closes connections that fall silent, or that never say CONNECT (5: 3.1.2-22, 3.1.0-1; 3.1.1: 3.1.2-24). */

import { close, disconnect } from './closing';
import type { Connection } from './connection';
import type { CoreContext } from './context';
import { REASON } from './reasonCodes';

/** Watches a connection whose CONNECT was accepted. One alarm at a time: it moves on by itself while packets come. */
export function watchSilence(context: CoreContext, connection: Connection): void {
  const { silenceLimit } = connection;
  connection.silenceAlarm = context.alarms.cancel(connection.silenceAlarm);
  if (silenceLimit === 0) return;
  connection.silenceAlarm = context.alarms.set(connection.lastReceived + silenceLimit, () => {
    if (context.now < connection.lastReceived + silenceLimit) watchSilence(context, connection);
    else
      disconnect(context, connection, REASON.keepAliveTimeout, 'Nothing came for one and a half keep alive intervals.');
  });
}

/** Watches a connection that has just been made. */
export function watchConnect(context: CoreContext, connection: Connection): void {
  connection.silenceAlarm = context.alarms.set(context.now + context.options.connectTimeout, () => {
    close(context, connection, true);
  });
}
