/** What a client has at the broker, across its connections (5: 4.1; 3.1.1: 3.1.2.4). */

import type { Alarm } from './alarms';
import { Lag } from './backPressure';
import type { Connection } from './connection';
import { Fifo } from './fifo';
import { InFlight } from './inFlight';
import type { Outgoing } from './outgoing';
import { PacketIds } from './packetIds';
import type { Subscription } from './subscription';
import { WaitingQueue } from './waitingQueue';
import type { Will } from './will';

/** One session. */
export class Session {
  /** By filter, as the client wrote it. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Sent and not yet acknowledged to their end, by packet identifier, in the order of their first sending (4.6.0-6). */
  readonly inFlight = new InFlight();
  /** In flight before the present connection and still to be sent again on it (4.4.0-1). */
  readonly resending = new Fifo<Outgoing>();
  /** Not yet sent. */
  readonly waiting = new WaitingQueue();
  /** Who waits for its client to catch up. */
  readonly lag = new Lag();
  readonly packetIds = new PacketIds();
  /** Identifiers of QoS 2 PUBLISHes from the client whose PUBREL has not come: they survive a reconnect (4.3.3-10). */
  readonly received = new Set<number>();
  connection: Connection | null = null;
  /** Of the CONNECT that began it, or null. */
  userName: string | null = null;
  will: Will | null = null;
  /** In seconds; Infinity never ends (3.1.2.11.2). */
  expiryInterval = 0;
  /** Ends it while its client is away. */
  expiryAlarm: Alarm | null = null;
  /** Sends its will after its delay. */
  willAlarm: Alarm | null = null;
  /** Looks for expired messages among those that wait. */
  sweepAlarm: Alarm | null = null;
  ended = false;

  constructor(readonly clientId: string) {}
}
