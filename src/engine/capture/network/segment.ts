/** One TCP segment (RFC 9293, 3.1) as it stands in a frame. */

import type { Fragment } from './fragments';

/** Offsets into `bytes`. One object serves for all segments; it holds until the call that gives it returns. */
export interface Segment {
  bytes: Uint8Array;
  /** Behind the frame, in which all of it stands; what follows is of others. */
  end: number;
  /** Of the address of the sender, and of the receiver. */
  source: number;
  destination: number;
  /** 4 or 16 bytes each. */
  addressLength: number;
  sourcePort: number;
  destinationPort: number;
  sequence: number;
  acknowledgement: number;
  flags: number;
  /** The captured payload. */
  dataStart: number;
  dataEnd: number;
  /** Bytes of payload that the segment had on the network, at least as many as were captured. */
  dataLength: number;
  /** Milliseconds since the first frame of the capture. */
  time: number;
  /** In place of all else where the frame holds a fragment of an IP packet. */
  fragment: Fragment | null;
}

/** Bits of `flags`. */
export const TCP = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** A segment with nothing in it. */
export function newSegment(): Segment {
  return {
    bytes: new Uint8Array(),
    end: 0,
    source: 0,
    destination: 0,
    addressLength: 4,
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgement: 0,
    flags: 0,
    dataStart: 0,
    dataEnd: 0,
    dataLength: 0,
    time: 0,
    fragment: null,
  };
}

const SMALLEST_HEADER = 20;

/**
 * Reads the header at `start` of `segment.bytes`. `end` is where the captured bytes of the IP packet end, `length` how
 * long its payload was on the network. False where there is no whole header.
 */
export function readTcp(segment: Segment, start: number, end: number, length: number): boolean {
  const { bytes } = segment;
  const headerLength = ((bytes[start + 12] ?? 0) >> 4) * 4;
  if (headerLength < SMALLEST_HEADER || headerLength > length || start + headerLength > end) return false;
  segment.sourcePort = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
  segment.destinationPort = ((bytes[start + 2] ?? 0) << 8) | (bytes[start + 3] ?? 0);
  segment.sequence = int32(bytes, start + 4);
  segment.acknowledgement = int32(bytes, start + 8);
  segment.flags = bytes[start + 13] ?? 0;
  segment.dataStart = start + headerLength;
  segment.dataEnd = Math.min(end, start + length);
  segment.dataLength = length - headerLength;
  return true;
}

/** Sequence numbers are kept as signed 32 bits: their differences wrap as they must. */
function int32(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] ?? 0) << 24) |
    ((bytes[offset + 1] ?? 0) << 16) |
    ((bytes[offset + 2] ?? 0) << 8) |
    (bytes[offset + 3] ?? 0)
  );
}
