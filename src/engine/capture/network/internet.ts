/** IPv4 (RFC 791) and IPv6 (RFC 8200) down to the TCP segment that they carry. */

import { uint16 } from '../../wire/bytes';
import type { Fragment } from './fragments';
import { readTcp, type Segment } from './segment';

/** What a frame turned out to be; a fragment stands in the segment, unless the capture has cut it. */
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
  const { bytes, numbers, end } = segment;
  const headerLength = ((bytes[start] ?? 0) & 15) * 4;
  if (headerLength < 20 || start + headerLength > end || bytes[start + 9] !== PROTOCOL_TCP) return 'other';
  // More Fragments or an offset (the bit before them is Don't Fragment).
  if ((numbers.getUint16(start + 6) & 0x3fff) !== 0) return readFragment4(segment, start, headerLength);
  // A length of 0 stands for "longer than 65,535": the card is to cut it into segments (TSO).
  const total = numbers.getUint16(start + 2) || end - start;
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
      if ((uint16(bytes, offset + 2) & 0xfff9) !== 0) return readFragment6(segment, start, offset, end);
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

/** Its bytes are of use where all of them were captured. */
function readFragment4(segment: Segment, start: number, headerLength: number): Finding {
  const { bytes } = segment;
  const end = start + uint16(bytes, start + 2);
  const header = bytes.slice(start, start + headerLength);
  const place = uint16(header, 6);
  header[6] = header[7] = 0;
  return keepFragment(segment, start + headerLength, end, {
    key: keyOf(header.subarray(12, 20), header.subarray(4, 6)),
    header,
    lengthAt: 2,
    counted: headerLength,
    offset: (place & 0x1fff) * 8,
    isLast: (place & 0x2000) === 0,
  });
}

/** `offset` is that of the fragment header. The headers before it say nothing of TCP: the whole packet goes without them. */
function readFragment6(segment: Segment, start: number, offset: number, end: number): Finding {
  const { bytes } = segment;
  const header = bytes.slice(start, start + 40);
  header[6] = bytes[offset] ?? 0;
  const place = uint16(bytes, offset + 2);
  return keepFragment(segment, offset + 8, end, {
    key: keyOf(header.subarray(8, 40), bytes.subarray(offset + 4, offset + 8)),
    header,
    lengthAt: 4,
    counted: 0,
    offset: place & 0xfff8,
    isLast: (place & 1) === 0,
  });
}

function keepFragment(segment: Segment, start: number, end: number, found: Omit<Fragment, 'bytes'>): Finding {
  const isCut = end > segment.end || end < start;
  segment.fragment = isCut ? null : { ...found, bytes: segment.bytes.slice(start, end) };
  return 'fragment';
}

function keyOf(addresses: Uint8Array, identification: Uint8Array): string {
  return `${Buffer.from(addresses).toString('hex')} ${Buffer.from(identification).toString('hex')}`;
}

/** What lies behind the IP packet is padding of the link. */
function payload(segment: Segment, start: number, end: number): Finding {
  const captured = Math.min(end, segment.end);
  return readTcp(segment, start, captured, end - start) ? 'tcp' : 'other';
}
