/**
 * The words of QoScope as types: what host, engine, page and command line mean by packet, delivery, session and journey.
 * Plain data, so that every value here can cross a thread or a webview bridge as it is.
 */

import type { FindingKind, Severity } from './findingRules';
import type { Sentence } from './sentences';

/** Quality of Service: at most once, at least once, exactly once. */
export type Qos = 0 | 1 | 2;

/** All levels, in ascending order. */
export const QOS_LEVELS: readonly Qos[] = [0, 1, 2];

/** The protocol level byte of CONNECT: 3 is MQTT 3.1, 4 is MQTT 3.1.1, 5 is MQTT 5. */
export type ProtocolVersion = 3 | 4 | 5;

/** One end of a wire. */
export type Side = 'client' | 'broker';

/** The names of the control packets, in the order of their type numbers (1 to 15); index 0 is reserved by the standard. */
export const PACKET_TYPES = [
  'RESERVED',
  'CONNECT',
  'CONNACK',
  'PUBLISH',
  'PUBACK',
  'PUBREC',
  'PUBREL',
  'PUBCOMP',
  'SUBSCRIBE',
  'SUBACK',
  'UNSUBSCRIBE',
  'UNSUBACK',
  'PINGREQ',
  'PINGRESP',
  'DISCONNECT',
  'AUTH',
] as const;

/** The name of a control packet's type. */
export type PacketType = (typeof PACKET_TYPES)[number];

/** What became of a packet at a wire with faults, in the order of the numbers that the packet log keeps. */
export const FATES = ['passed', 'held', 'dropped', 'changed', 'duplicated', 'injected'] as const;

/** What became of a packet at a wire with faults; "passed" until someone asks for faults. */
export type Fate = (typeof FATES)[number];

/** One MQTT control packet of a trace as a row. Its bytes are asked for separately. */
export interface Packet {
  /** 1 for the first packet of the trace; never used again, also after the oldest were dropped. */
  readonly n: number;
  /** Milliseconds since the trace began, monotonic. */
  readonly time: number;
  readonly wire: number;
  readonly from: Side;
  readonly type: PacketType;
  readonly qos: Qos;
  readonly dup: boolean;
  readonly retain: boolean;
  /** 1 to 65,535; null where the type carries none or the packet could not be read. */
  readonly packetId: number | null;
  /** Of PUBLISH only. */
  readonly topic: string | null;
  /** The whole control packet in bytes, fixed header included. */
  readonly length: number;
  /** The reason code (MQTT 5) or CONNACK return code; null where the packet carries none. */
  readonly reason: number | null;
  readonly fate: Fate;
  /** The delivery that the packet belongs to, or null. */
  readonly delivery: number | null;
  /** Why the packet could not be read, or null. */
  readonly error: Sentence | null;
}

/** One network connection between a client and a broker. */
export interface Wire {
  /** 1 for the first wire of the trace. */
  readonly n: number;
  /** The client id; empty while none is known. */
  readonly client: string;
  readonly broker: string;
  readonly version: ProtocolVersion;
  /** The client's end, `address:port`. */
  readonly clientAddress: string;
  readonly brokerAddress: string;
  /** Recorded from its middle on, without its CONNECT. */
  readonly underway: boolean;
  /** Whether the connection has ended. */
  readonly closed: boolean;
  /** The number of its newest packet; 0 where it has none. */
  readonly lastPacket: number;
  /** The trace lacks packets of it with nothing that shows where: a filter had left them, or it was paused meanwhile. */
  readonly isPart?: boolean;
}

/** Of a delivery. QoS 0 is complete when sent; "open" is begun and not yet acknowledged to its end. */
export const DELIVERY_STATES = ['queued', 'open', 'complete', 'refused', 'lost', 'expired'] as const;

/** Of a delivery. QoS 0 is complete when sent; "open" is begun and not yet acknowledged to its end. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The acknowledgement that an open delivery waits for. */
export type Missing = 'PUBACK' | 'PUBREC' | 'PUBREL' | 'PUBCOMP';

/** Where the message of a delivery to a client came from. */
export type Via = 'live' | 'retained' | 'queue' | 'will';

/** One message on its way over one session in one direction. */
export interface Delivery {
  /** 1 for the first delivery of the trace; never used again. */
  readonly n: number;
  readonly client: string;
  /** The broker's name: "local" for the local broker, else the profile's or the capture's. */
  readonly broker: string;
  readonly session: number;
  /** The receiver: "broker" for what a client publishes, "client" for what it gets. */
  readonly to: Side;
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  /** Null for QoS 0 and while queued. */
  readonly packetId: number | null;
  readonly state: DeliveryState;
  /** What an open delivery waits for; null in every other state. */
  readonly missing: Missing | null;
  /** The reason code that refused it (0x80 and above), or the one of its last acknowledgement; null where none was given. */
  readonly reason: number | null;
  /** Milliseconds since the trace began: the first PUBLISH, or the moment of queueing. */
  readonly start: number;
  /** From the first PUBLISH to the last packet of the handshake, in milliseconds; null for QoS 0 and until it has ended. */
  readonly ms: number | null;
  /** How many packets belong to it, those that have left the log included. */
  readonly packets: number;
  /** How often its PUBLISH was sent: above 1, it was sent again. */
  readonly sends: number;
  /** Bytes of application message. */
  readonly payloadLength: number;
  /** The journey it is part of; null where none is known. */
  readonly journey: number | null;
  /** The QoS at which the message was published; null where the trace does not know. */
  readonly publishedQos: Qos | null;
  /** The granted QoS of the subscription by which it was delivered; null towards the broker or where unknown. */
  readonly grantedQos: Qos | null;
  /** The filter of that subscription. */
  readonly filter: string | null;
  readonly via: Via;
  /** When its acknowledgements came, in milliseconds after its first PUBLISH: none to three, as far as they are in the log. */
  readonly legs: readonly number[];
  /** How many kept findings name it. */
  readonly findings: number;
}

/** One application message: its publisher's delivery, if any, and each subscriber's delivery from it. */
export interface Journey {
  readonly n: number;
  /** The publisher's delivery to the broker; null for a will or when it has left the log. */
  readonly origin: Delivery | null;
  /** In the order in which they began. */
  readonly branches: readonly Delivery[];
  /** Put together from topic, payload, QoS and order, as in a capture; false where the broker told. */
  readonly inferred: boolean;
}

/** A subscription as its session holds it. */
export interface Subscription {
  readonly filter: string;
  readonly requestedQos: Qos;
  /** Null until the SUBACK, and where it refused (then `reason` tells). */
  readonly grantedQos: Qos | null;
  readonly reason: number | null;
  readonly subscriptionIdentifier: number | null;
  /** What came through it; left out where nothing has. */
  readonly delivered?: SubscriptionDeliveries;
}

/** What came through a subscription, as far as it is in the log. */
export interface SubscriptionDeliveries {
  /** How many deliveries were seen at QoS 0, 1 and 2. */
  readonly observed: readonly [number, number, number];
  /** How many of them came at a lower QoS than they were published at. */
  readonly lowered: number;
  /** Number of the latest. */
  readonly latest: number;
  /** When the latest began, in milliseconds since the trace began. */
  readonly lastAt: number;
}

/** The message that a broker publishes for a client that goes without taking its leave (3.1.2.5). */
export interface SessionWill {
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
}

/** One of a session's connections. */
export interface SessionConnection {
  readonly wire: number;
  /** Milliseconds since the trace began: when it was accepted. */
  readonly from: number;
  /** When it ended; null while it stands. */
  readonly to: number | null;
  /** Why it ended, as far as its packets tell; null while it stands. */
  readonly end: Sentence | null;
}

/** What a client has at a broker. */
export interface Session {
  /** A new number for each clean start, for Session Present 0, and per connection where the client id is empty. */
  readonly n: number;
  readonly client: string;
  readonly broker: string;
  readonly version: ProtocolVersion;
  readonly cleanStart: boolean;
  /** Kept beyond its connection: MQTT 5 by Session Expiry Interval, before by clean session 0. */
  readonly kept: boolean;
  readonly connected: boolean;
  /** Whether it has been replaced by a later session of the same client, or has ended. */
  readonly ended: boolean;
  readonly subscriptions: readonly Subscription[];
  /** Open QoS 1 and 2 deliveries to the client. */
  readonly inFlightToClient: number;
  /** Open QoS 1 and 2 deliveries to the broker. */
  readonly inFlightToBroker: number;
  /** Deliveries that wait to be sent to the client. */
  readonly queued: number;
  /** The client's Receive Maximum (65,535 when absent). */
  readonly clientReceiveMaximum: number;
  /** The broker's Receive Maximum (65,535 when absent). */
  readonly brokerReceiveMaximum: number;
  /** The most deliveries to the client that were ever open at once. */
  readonly mostInFlightToClient: number;
  /** The most deliveries to the broker that were ever open at once. */
  readonly mostInFlightToBroker: number;
  /** As the latest CONNECT has it; null for none. */
  readonly will: SessionWill | null;
  /** In seconds, as the broker has it; 0 is off. */
  readonly keepAlive: number;
  /** In seconds after a connection's end; 0 ends the session with it, 4,294,967,295 is never. Before MQTT 5 one of these two. */
  readonly sessionExpiryInterval: number;
  /** The latest 20 that were accepted, oldest first. */
  readonly connections: readonly SessionConnection[];
}

/** A rule of MQTT that a packet broke, or a pitfall. */
export interface Finding {
  /** 1 for the first finding of the trace; never used again. */
  readonly n: number;
  readonly kind: FindingKind;
  /** The rule's number in the version that the connection speaks; the kind's name where no rule stands behind a pitfall. */
  readonly rule: string;
  readonly severity: Severity;
  /** Milliseconds since the trace began. */
  readonly time: number;
  /** The packet that shows it, which may have left the log; null where it is no single one. */
  readonly packet: number | null;
  /** The packet's sender; null without a packet. */
  readonly from: Side | null;
  readonly wire: number | null;
  readonly delivery: number | null;
  /** Empty where the session is not known. */
  readonly client: string;
  readonly broker: string;
  /** The delivery's, while that is known. */
  readonly topic: string | null;
  /** What happened, and what to do. */
  readonly sentence: Sentence;
}

/** All findings of one kind under one rule. */
export interface FindingGroup {
  readonly kind: FindingKind;
  readonly rule: string;
  readonly severity: Severity;
  /** How many there were, those included that are kept no more. */
  readonly count: number;
  /** How many of them are kept no more: of each group the oldest leave first. */
  readonly dropped: number;
  /** The number of its latest finding. */
  readonly latest: number;
}

/** One cell of the effective-QoS matrix. */
export interface MatrixCell {
  readonly published: Qos;
  readonly granted: Qos;
  readonly predicted: Qos;
  /** How many deliveries were seen at QoS 0, 1 and 2. */
  readonly observed: readonly [number, number, number];
  /** The latest delivery that disagrees with the rule, or null. */
  readonly disagreement: number | null;
}

/** What goes from one publisher to one subscriber under one topic, as far as it is in the log. */
export interface Flow {
  readonly topic: string;
  /** The publisher's client id; null for a will, a retained message, or where it is not known. */
  readonly from: string | null;
  /** The subscriber's client id. */
  readonly to: string;
  readonly broker: string;
  /** The subscription's filter; null where it is not known. */
  readonly filter: string | null;
  readonly published: Qos;
  readonly granted: Qos;
  readonly predicted: Qos;
  /**
   * Of its latest delivery, as are `latest`, `filter` and the other QoS; where one in the log disagrees with the rule, of
   * the latest that does.
   */
  readonly observed: Qos;
  /** How many deliveries; up to an eighth too many where the log is full and the oldest leave. */
  readonly count: number;
  readonly latest: number;
  /** Why the observed QoS is what it is; null where it is as published. */
  readonly why: Sentence | null;
}

/** One field of a control packet, by the name that the standard gives it. */
export interface PacketField {
  /** "Packet Identifier". */
  readonly name: string;
  readonly value: string;
  /** Its first byte in the packet, from 0, and how many bytes it takes. */
  readonly offset: number;
  readonly length: number;
  readonly children: readonly PacketField[];
}

/** Effective QoS: the lower of the QoS published and the QoS granted (MQTT 5: 3.8.4-8; 3.1.1: 3.8.4-6). */
export function effectiveQos(published: Qos, granted: Qos): Qos {
  return published < granted ? published : granted;
}

/** Whether `value` is a QoS level. */
export function isQos(value: unknown): value is Qos {
  return value === 0 || value === 1 || value === 2;
}
