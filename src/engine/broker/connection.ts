/** What the core knows of one connection; all of it ends with the connection, unlike the session. */

import type { ProtocolVersion } from '../../shared/model';
import type { Alarm } from './alarms';
import type { CoreOptions } from './coreOptions';
import { OutgoingAliases } from './outgoingAliases';
import type { Session } from './session';

/** What CONNACK announces (3.2.2.3); it holds as long as the connection, whatever is configured meanwhile. */
export type AnnouncedLimits = Pick<
  CoreOptions,
  'maximumPacketSize' | 'maximumQos' | 'receiveMaximum' | 'topicAliasMaximum' | 'retainAvailable' | 'serverKeepAlive'
>;

/** One client's connection. */
export class Connection {
  /** Decided by CONNECT. */
  version: ProtocolVersion = 4;
  /** Null until CONNECT was accepted, and after the connection was closed. */
  session: Session | null = null;
  closed = false;
  /** Core's clock when the last packet came, for keep alive. */
  lastReceived: number;
  /** Milliseconds without a packet after which it is closed: one and a half times the keep alive; 0 for never (3.1.2-22; 3.1.1: 3.1.2-24). */
  silenceLimit = 0;
  /** Closes it when it falls silent, or never says CONNECT. */
  silenceAlarm: Alarm | null = null;
  /** Slots of the client's Receive Maximum that are free (4.9). */
  slots = 0;
  /** The client's Maximum Packet Size in bytes (3.1.2-24). */
  maximumPacketSize = Infinity;
  /** Aliases for topics towards the client. */
  outgoingAliases = new OutgoingAliases(0);
  /** Topics by the client's aliases, as they stood in its PUBLISH; they end with the connection (3.3.2-7). */
  readonly aliases = new Map<number, { readonly topic: string; readonly field: Uint8Array }>();
  /** QoS 2 identifiers whose PUBLISH came on this connection and whose PUBCOMP is still to go: they count for our Receive Maximum. */
  readonly receiving = new Set<number>();
  /** Whether the listener has to say first that what was sent is taken. */
  paused = false;
  /** Bytes given out since it last said so. */
  burst = 0;
  /** How many PUBACKs and PUBRECs wait for lagging subscribers. */
  withheld = 0;
  /** Reads it again; null while it is read. */
  haltAlarm: Alarm | null = null;

  constructor(
    readonly number: number,
    now: number,
    readonly limits: AnnouncedLimits,
  ) {
    this.lastReceived = now;
  }
}
