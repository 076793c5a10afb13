/** PUBACK, PUBREC, PUBREL and PUBCOMP by hand: four of the five packets on the hot path (3.4 to 3.7). */

import type { ProtocolVersion } from '../../../shared/model';
import { REASON } from '../reasonCodes';
import { malformed, PacketReader } from './packetReader';
import { ALLOWED_PROPERTIES, readProperties } from './properties';

/** First byte of each acknowledgement, its reserved flags included (PUBREL: 3.6.1-1). */
export const ACKNOWLEDGEMENT = { puback: 0x40, pubrec: 0x50, pubrel: 0x62, pubcomp: 0x70 } as const;

/** The fields of an acknowledgement. */
export interface Acknowledgement {
  readonly packetId: number;
  /** 0 where the packet carries none. */
  readonly reasonCode: number;
}

/** Reads any of the four. Throws ProtocolFault. */
export function readAcknowledgement(bytes: Uint8Array, version: ProtocolVersion): Acknowledgement {
  if (bytes.length === 4 && bytes[1] === 2) {
    const packetId = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
    if (packetId !== 0) return { packetId, reasonCode: REASON.success };
  }
  const reader = new PacketReader(bytes);
  const packetId = reader.packetId();
  if (version !== 5) {
    reader.expectEnd();
    return { packetId, reasonCode: REASON.success };
  }
  if (reader.atEnd()) throw malformed('An acknowledgement is too short.');
  const reasonCode = reader.byte();
  if (!reader.atEnd()) readProperties(reader, ALLOWED_PROPERTIES.acknowledgement);
  reader.expectEnd();
  return { packetId, reasonCode };
}

/**
 * Builds one, with the identifier of what it acknowledges (5: 2.2.1-5; 3.1.1: 2.3.1-6). The reason code goes out in MQTT 5 only, and there not when it is 0 (3.4.2.1).
 */
export function writeAcknowledgement(
  first: number,
  packetId: number,
  reasonCode: number,
  version: ProtocolVersion,
): Uint8Array {
  if (version !== 5 || reasonCode === REASON.success) {
    return Uint8Array.of(first, 2, packetId >> 8, packetId & 0xff);
  }
  return Uint8Array.of(first, 3, packetId >> 8, packetId & 0xff, reasonCode);
}
