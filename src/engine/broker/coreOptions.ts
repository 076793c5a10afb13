/** What the core can be told; each has a value that suits most people. */

import type { BrokerRefusal } from '../../shared/engineApi';
import type { Qos } from '../../shared/model';

/** Who brings a message: a client's PUBLISH on a connection, a will, the store, or the broker itself (`$SYS`). */
export type MessageOrigin =
  | { readonly kind: 'publish'; readonly connection: number }
  | { readonly kind: 'will'; readonly client: string }
  | { readonly kind: 'stored' }
  | { readonly kind: 'system' };

/** What a CONNECT with a user name and a password comes to. */
export type Authentication = 'accepted' | 'badUserNameOrPassword' | 'notAuthorized';

/** To be sent (`read`) or to send (`write`). */
export type Access = 'read' | 'write';

/** The switches and bounds of the core. */
export interface CoreOptions {
  /** Largest packet that is accepted, in bytes; the listener's framer enforces it, CONNACK announces it (3.2.2.3.6). */
  readonly maximumPacketSize: number;
  /** Highest QoS granted and accepted (3.2.2.3.4). */
  readonly maximumQos: Qos;
  /** How many QoS 2 PUBLISHes of a client may be unacknowledged, 1 to 65,535 (3.2.2.3.3). */
  readonly receiveMaximum: number;
  /** In seconds; Infinity where no limit is set (3.2.2.3.2). */
  readonly sessionExpiryLimit: number;
  /** How many topic aliases a client may use, 0 to 65,535 (3.2.2.3.8). */
  readonly topicAliasMaximum: number;
  /**
   * Longest Keep Alive of an MQTT 5 client in seconds, from 1; null for no limit. One that wants more, or none, gets this
   * (3.2.2.3.14).
   */
  readonly serverKeepAlive: number | null;
  /** Whether retained messages are known (3.2.2.3.5). */
  readonly retainAvailable: boolean;
  /** One copy of a message for a client however many of its subscriptions match, or one for each (3.3.4-2; 3.1.1: 3.3.5-1). */
  readonly overlap: 'one' | 'each';
  /** What is refused, and with which reason code; the first that fits counts. */
  readonly refusals: readonly BrokerRefusal[];
  /** Who may connect; null lets everybody in. A name or password that did not come is null. */
  readonly authenticate: ((userName: string | null, password: Uint8Array | null) => Authentication) | null;
  /**
   * Who may do what; null allows everything. For 'read' of a filter it says whether any topic under it may be read: each
   * message is asked for again when it is delivered.
   */
  readonly authorize:
    ((clientId: string, userName: string | null, topicOrFilter: string, access: Access) => boolean) | null;
  /** How often `$SYS` topics go out while someone subscribes to them, in milliseconds. */
  readonly systemInterval: number;
  /** The core's clock when the broker was started, in milliseconds. */
  readonly startedAt: number;
  /** How many messages are in flight to a client that names no Receive Maximum because its version has none, 1 to 65,535. */
  readonly inFlightLimit: number;
  /** How many messages may wait for one client; what comes beyond is dropped, counted and recorded as lost. */
  readonly queueLimit: number;
  /** How many bytes of payload may wait for one client. */
  readonly queueByteLimit: number;
  /** From which share of the queue's bounds on those who publish into it get their acknowledgements late, 0 to 1. */
  readonly slowShare: number;
  /** From which share on their connections are not read, `slowShare` to 1. */
  readonly haltShare: number;
  /** How many filters one SUBSCRIBE or UNSUBSCRIBE may have: no other client has a turn before all of them are done. */
  readonly filterLimit: number;
  /** How many bytes are given to one connection before it must say that it has taken them. */
  readonly burstBytes: number;
  /** How long a connection may take until its CONNECT, in milliseconds. */
  readonly connectTimeout: number;
  /** Goes out in CONNACK as user property `qoscope`, by which another window knows us. */
  readonly version: string;
  /** A number for the journey of a message that begins here. */
  readonly tagMessage: (origin: MessageOrigin) => number;
  /** A client identifier for a client that brings none (5: 3.1.3-6, -7; 3.1.1: 3.1.3-6, -7). */
  readonly assignClientId: () => string;
}

/** The values that hold where nothing else is said. */
export function defaultCoreOptions(): CoreOptions {
  let journey = 0;
  let client = 0;
  return {
    maximumPacketSize: 268_435_460,
    maximumQos: 2,
    receiveMaximum: 65_535,
    sessionExpiryLimit: Infinity,
    topicAliasMaximum: 1_000,
    serverKeepAlive: null,
    retainAvailable: true,
    overlap: 'one',
    refusals: [],
    authenticate: null,
    authorize: null,
    systemInterval: 10_000,
    startedAt: 0,
    inFlightLimit: 1_000,
    queueLimit: 100_000,
    queueByteLimit: 256 * 1024 * 1024,
    slowShare: 0.5,
    haltShare: 0.75,
    filterLimit: 65_536,
    burstBytes: 256 * 1024,
    connectTimeout: 10_000,
    version: '0',
    tagMessage: () => ++journey,
    assignClientId: () => `auto-${++client}`,
  };
}
