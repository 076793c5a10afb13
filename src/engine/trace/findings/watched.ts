/** What the rules need to know of a session and of a wire beyond what the trace keeps of them anyway. */

import type { Qos, Side } from '../../../shared/model';

/** Beside a SessionState. */
export class SessionWatch {
  /**
   * The span of unbroken recording in which all of the session lies; 0 where its beginning is not in the trace. A rule
   * that needs the past asks whether that span goes on.
   */
  span = 0;
  /** Whether a capture lacks packets of it: nothing can rest on what it seems to hold. */
  lossy = false;
  /** The wire on which it began; 0 where that is not known. */
  firstWire = 0;
  /** The first delivery that can be of this session. */
  firstDelivery = 0;
  /** What became of deliveries before this one may lie outside the trace: connections of the session may be missing. */
  knownFrom = 0;
  /** The number that its latest connection had where that was recorded first; 0 where that is not told. */
  place = 0;
  /** Milliseconds since the trace began when its last connection ended; NaN while connected. */
  closedAt = NaN;
  /** Identifiers of PUBRELs that answer to nothing open and wait for their PUBCOMP, by their sender. */
  readonly strayPubrels: Record<Side, Set<number> | null> = { client: null, broker: null };
  /** The youngest journey that was sent to the client. */
  lastJourney = 0;
  /** By filter: a bit for each pair of QoS published and granted of which a downgrade was told. */
  readonly downgrades = new Map<string, number>();
  /** By topic: the highest QoS that its matching subscriptions were granted. Emptied when a subscription changes. */
  readonly highestGranted = new Map<string, HighestGrant | null>();
  /** Whether a subscription was replaced or left: what was queued before goes out as it was granted then. */
  regranted = false;
  /** A message at less than its highest grant of which another copy may follow. */
  overlap: OverlapCandidate | null = null;
  /** Whether it was told that the session has no subscription. */
  toldUnsubscribed = false;
}

/** The subscription that counts for a topic. */
export interface HighestGrant {
  readonly granted: Qos;
  readonly filter: string;
  /** Whether a shared subscription matches too, whose copies keep to their own QoS (4.8.2-3). */
  readonly shared: boolean;
}

/** A copy below what the rule of overlapping subscriptions demands, where no other copy makes up for it. */
export interface OverlapCandidate {
  readonly delivery: number;
  readonly topic: number;
  readonly payloadLength: number;
  readonly packet: number;
  readonly wire: number;
  readonly time: number;
  readonly qos: Qos;
  readonly published: Qos;
  readonly grant: HighestGrant;
}

/** Beside a WireState. */
export class WireWatch {
  /** The span of unbroken recording in which the wire's CONNECT lies; 0 before it. */
  span = 0;
  /** Whether a capture lacks packets of it. */
  lossy = false;
  /** When its CONNACK came, in milliseconds since the trace began; NaN before. */
  acceptedAt = NaN;
  /** The first delivery that can be of the session that the CONNECT asks for. */
  firstDelivery = 0;
  /** Whether the client sent something before the CONNACK could tell it the broker's limits. */
  eager = false;
  /** Maximum QoS of CONNACK; 2 where it has none. */
  maximumQos: Qos = 2;
  /** PUBLISHes with QoS 1 and 2 that this connection has carried and that are not acknowledged, by their sender (4.9). */
  readonly unacknowledged: Record<Side, number> = { client: 0, broker: 0 };
  /** Since when every slot is in use, by the sender; NaN while one is free. */
  readonly fullSince: Record<Side, number> = { client: NaN, broker: NaN };
  readonly toldFull: Record<Side, boolean> = { client: false, broker: false };
  /** The youngest packet that the client has answered, by the type of its answer: PUBACK, PUBREC, PUBREL. */
  readonly lastAnswered: [puback: number, pubrec: number, pubrel: number] = [0, 0, 0];
  /** The youngest delivery that the client has sent again on this connection. */
  lastResent = 0;
  /** The newest delivery with QoS 1 or 2 that began on this connection, by its sender. */
  readonly lastBegun: Record<Side, number> = { client: 0, broker: 0 };
}
