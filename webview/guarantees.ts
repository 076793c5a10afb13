/**
 * What a pair of levels promises from publisher to subscriber, computed from the handshakes of its two deliveries (4.3.1,
 * 4.3.2, 4.3.3) and from the level of the second (5: 3.8.4-8; 3.1.1: 3.8.4-6). Nothing here is a table of answers.
 */

import { effectiveQos, type PacketType, type Qos } from '../src/shared/model';
import { promiseOf } from './levels';

/** One of the two deliveries of a message. */
export interface Hop {
  readonly qos: Qos;
  readonly handshake: readonly PacketType[];
  readonly canBeLost: boolean;
  readonly canBeDoubled: boolean;
  /** What the sender keeps until its acknowledgement, so that it can send it again. */
  readonly senderKeeps: 'message' | 'nothing';
  /** What the receiver keeps: at QoS 2 the identifier, until PUBREL, so that a repeat is not taken twice (4.3.3-10). */
  readonly receiverKeeps: 'identifier' | 'nothing';
  /** Bytes on the wire beyond topic, payload and MQTT 5 properties, where the packet is below 128 bytes long. */
  readonly overhead: number;
}

/** What is kept at each of the three, and what may happen on the way. */
export interface Guarantee {
  readonly published: Qos;
  readonly granted: Qos;
  readonly effective: Qos;
  readonly toBroker: Hop;
  readonly toSubscriber: Hop;
  readonly canBeLost: boolean;
  readonly canBeDoubled: boolean;
  readonly packets: number;
  readonly overhead: number;
}

/** Packet type and Remaining Length, in bytes. */
const FIXED_HEADER = 2;
const PACKET_IDENTIFIER = 2;
/** The length before the topic (1.5.4). */
const TOPIC_LENGTH = 2;

/** The promise for a message published at one level to a subscription that was granted the other. */
export function guaranteeOf(published: Qos, granted: Qos): Guarantee {
  const effective = effectiveQos(published, granted);
  const hops = [hopOf(published), hopOf(effective)] as const;
  return {
    published,
    granted,
    effective,
    toBroker: hops[0],
    toSubscriber: hops[1],
    canBeLost: hops.some((hop) => hop.canBeLost),
    canBeDoubled: hops.some((hop) => hop.canBeDoubled),
    packets: hops[0].handshake.length + hops[1].handshake.length,
    overhead: hops[0].overhead + hops[1].overhead,
  };
}

function hopOf(qos: Qos): Hop {
  const { handshake, canBeLost, canBeDoubled, keptUntil } = promiseOf(qos);
  return {
    qos,
    handshake,
    canBeLost,
    canBeDoubled,
    senderKeeps: keptUntil === null ? 'nothing' : 'message',
    receiverKeeps: handshake.includes('PUBREL') ? 'identifier' : 'nothing',
    overhead: overheadOf(handshake),
  };
}

/** An acknowledgement without a reason is a fixed header and the identifier (3.4.2.1); a QoS 0 PUBLISH has none (2.2.1-2). */
function overheadOf(handshake: readonly PacketType[]): number {
  const acknowledgements = handshake.length - 1;
  const identifier = acknowledgements > 0 ? PACKET_IDENTIFIER : 0;
  return FIXED_HEADER + TOPIC_LENGTH + identifier + acknowledgements * (FIXED_HEADER + PACKET_IDENTIFIER);
}
