/** IPv4 (RFC 791) and IPv6 (RFC 8200) down to the TCP segment that they carry. */

import { uint16 } from '../../wire/bytes';
import { readTcp, type Segment } from './segment';

/** What a frame turned out to be. */
export type Finding = 'tcp' | 'fragment' | 'other';

const PROTOCOL_TCP = 6;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
/** Hop-by-hop options, routing, destination options: their length counts 8 bytes behind the first 8. */
const EXTENSIONS = new Set([0, 43, 60]);

/** Reads the IP packet at `start` of `segment.bytes`, as far as it was captured, into `segment`. */
export function readInternet(segment: Segment, start: number): Finding {
  const version = (segment.bytes[start] ?? 0) >> 4;
  if (version === 4) return readVersion4(segment, start);
  return version === 6 ? readVersion6(segment, start) : 'other';
}

function readVersion4(segment: Segment, start: number): Finding {
  const { bytes, end } = segment;
  const headerLength = ((bytes[start] ?? 0) & 15) * 4;
  if (headerLength < 20 || start + headerLength > end || bytes[start + 9] !== PROTOCOL_TCP) return 'other';
  // More Fragments or an offset (the bit before them is Don't Fragment).
  if ((uint16(bytes, start + 6) & 0x3fff) !== 0) return 'fragment';
  // A length of 0 stands for "longer than 65,535": the card is to cut it into segments (TSO).
  const total = uint16(bytes, start + 2) || end - start;
  if (total < headerLength) return 'other';
  segment.source = start + 12;
  segment.destination = start + 16;
  segment.addressLength = 4;
  return payload(segment, start + headerLength, start + total);
}

function readVersion6(segment: Segment, start: number): Finding {
  const { bytes } = segment;
  let next = bytes[start + 6] ?? 0;
  let offset = start + 40;
  if (offset > segment.end) return 'other';
  // 0 stands for a jumbogram, or for a length that the card fills in.
  const end = offset + (uint16(bytes, start + 4) || segment.end - offset);
  while (next !== PROTOCOL_TCP) {
    if (offset + 8 > segment.end) return 'other';
    const length = bytes[offset + 1] ?? 0;
    if (next === FRAGMENT) {
      if ((uint16(bytes, offset + 2) & 0xfff9) !== 0) return 'fragment';
      next = bytes[offset] ?? 0;
      offset += 8;
    } else if (EXTENSIONS.has(next) || next === AUTHENTICATION) {
      const size = next === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8;
      next = bytes[offset] ?? 0;
      offset += size;
    } else return 'other';
  }
  segment.source = start + 8;
  segment.destination = start + 24;
  segment.addressLength = 16;
  return payload(segment, offset, end);
}

/** What lies behind the IP packet is padding of the link. */
function payload(segment: Segment, start: number, end: number): Finding {
  const captured = Math.min(end, segment.end);
  return readTcp(segment, start, captured, end - start) ? 'tcp' : 'other';
}
