/** What our client keeps of a session between its network connections (4.1). */

import { Store } from 'mqtt';
import type { ConnectionOptions } from '../../shared/engineApi';
import { OutgoingStore } from './outgoingStore';
import { SubscriptionTable } from './subscriptionTable';

/** One session of ours with one broker. */
export class ClientSession {
  readonly outgoing = new OutgoingStore();
  readonly subscriptions = new SubscriptionTable();
  /** QoS 2 messages that have come and whose PUBREL has not. */
  incoming = new Store({ clean: false });

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
    return same && this.kept && !options.cleanStart;
  }

  /** The broker has none: the QoS 2 identifiers that had come mean nothing any more (3.2.2-5). */
  forgetIncoming(): void {
    this.incoming = new Store({ clean: false });
  }
}
