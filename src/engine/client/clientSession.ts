/** What our client keeps of a session between its network connections (4.1). */

import type { ConnectionOptions } from '../../shared/engineApi';
import { IncomingStore } from './incomingStore';
import { OutgoingStore } from './outgoingStore';
import { SubscriptionTable } from './subscriptionTable';

/** One session of ours with one broker. */
export class ClientSession {
  readonly outgoing = new OutgoingStore();
  readonly incoming = new IncomingStore();
  readonly subscriptions = new SubscriptionTable();

  constructor(private readonly options: ConnectionOptions) {}

  /** Whether it outlives a network connection: MQTT 5 by its expiry interval (3.1.2-23), before by clean session 0. */
  get kept(): boolean {
    const { version, sessionExpiryInterval, cleanStart } = this.options;
    return version === 5 ? sessionExpiryInterval > 0 : !cleanStart;
  }

  /** Whether a connection with `options` may go on with it. */
  serves(options: ConnectionOptions): boolean {
    const own = this.options;
    const same = own.url === options.url && own.clientId === options.clientId && own.version === options.version;
    // Without a client id of its own it is found again by nobody but the connection that was given one.
    return same && own.clientId !== '' && this.kept && !options.cleanStart;
  }
}
