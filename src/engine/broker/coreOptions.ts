/** What the core can be told; each has a value that suits most people. */

import type { Qos } from '../../shared/model';

/** Who brings a message: a client's PUBLISH on a connection, or a will. */
export type MessageOrigin =
  { readonly kind: 'publish'; readonly connection: number } | { readonly kind: 'will'; readonly client: string };

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
  /** In seconds; null leaves the client its own (3.2.2.3.14). */
  readonly serverKeepAlive: number | null;
  /** How many messages are in flight to a client that names no Receive Maximum because its version has none, 1 to 65,535. */
  readonly inFlightLimit: number;
  /** How many messages may wait for one client; what comes beyond is dropped, counted and recorded as lost. */
  readonly queueLimit: number;
  /** How many bytes of payload may wait for one client. */
  readonly queueByteLimit: number;
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
    inFlightLimit: 1_000,
    queueLimit: 100_000,
    queueByteLimit: 256 * 1024 * 1024,
    burstBytes: 256 * 1024,
    connectTimeout: 10_000,
    version: '0',
    tagMessage: () => ++journey,
    assignClientId: () => `auto-${++client}`,
  };
}
