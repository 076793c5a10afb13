/** One TCP segment (RFC 9293, 3.1) as it stands in a frame. */

import { view } from '../format/view';
import type { Fragment } from './fragments';

/** Offsets into `bytes`. One object serves for all segments; it holds until the call that gives it returns. */
export interface Segment {
  bytes: Uint8Array;
  /** The same bytes, to read numbers from. */
  numbers: DataView;
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
    bytes: NO_BYTES,
    numbers: view(NO_BYTES),
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

const NO_BYTES = new Uint8Array();

/** What follows is read from `bytes`, of which those from `end` on are of others. */
export function beginIn(segment: Segment, bytes: Uint8Array, end: number): void {
  if (segment.bytes !== bytes) {
    segment.bytes = bytes;
    segment.numbers = view(bytes);
  }
  segment.end = end;
}

const SMALLEST_HEADER = 20;

/**
 * Reads the header at `start` of `segment.bytes`. `end` is where the captured bytes of the IP packet end, `length` how
 * long its payload was on the network. False where there is no whole header.
 */
export function readTcp(segment: Segment, start: number, end: number, length: number): boolean {
  const { bytes, numbers } = segment;
  const headerLength = ((bytes[start + 12] ?? 0) >> 4) * 4;
  if (headerLength < SMALLEST_HEADER || headerLength > length || start + headerLength > end) return false;
  segment.sourcePort = numbers.getUint16(start);
  segment.destinationPort = numbers.getUint16(start + 2);
  // Signed, so that their differences wrap as they must.
  segment.sequence = numbers.getInt32(start + 4);
  segment.acknowledgement = numbers.getInt32(start + 8);
  segment.flags = bytes[start + 13] ?? 0;
  segment.dataStart = start + headerLength;
  segment.dataEnd = Math.min(end, start + length);
  segment.dataLength = length - headerLength;
  return true;
}
