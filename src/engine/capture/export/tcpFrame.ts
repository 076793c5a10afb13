/** Frames as a network would carry them: Ethernet, IPv4 or IPv6, TCP, with right checksums. */

import { view } from '../format/view';

/** One end of a connection; both ends have addresses of one length. */
export interface FrameEnd {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** What a segment says. */
export interface SegmentFields {
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: number;
  /** What is there of its payload. */
  readonly payload: Uint8Array;
  /** Bytes that its payload has; where more than are there, the frame is cut like one with a snapshot length. */
  readonly length: number;
}

const ETHERNET_HEADER = 14;
const TCP_HEADER = 20;
const PROTOCOL_TCP = 6;
const WINDOW = 0xffff;
const HOP_LIMIT = 64;
/** Don't Fragment (RFC 791). */
const DO_NOT_FRAGMENT = 0x4000;

/** Most bytes of payload that a segment here has; an IP packet has at most 65,535 bytes. */
export const LARGEST_PAYLOAD = 60_000;

/** The frame of one segment. */
export function tcpFrame(from: FrameEnd, to: FrameEnd, segment: SegmentFields): Uint8Array {
  const isVersion4 = from.address.length === 4;
  const ipHeader = isVersion4 ? 20 : 40;
  const frame = new Uint8Array(ETHERNET_HEADER + ipHeader + TCP_HEADER + segment.payload.length);
  const tcp = ETHERNET_HEADER + ipHeader;
  frame.set([2, 0, 0, 0, 0, 2], 0); // addresses of local administration: nobody's
  frame.set([2, 0, 0, 0, 0, 1], 6);
  const write = isVersion4 ? writeVersion4 : writeVersion6;
  write(view(frame), from, to, TCP_HEADER + segment.length);
  frame.set(segment.payload, tcp + TCP_HEADER);
  writeTcp(view(frame), tcp, from, to, segment);
  return frame;
}

function writeVersion4(frame: DataView, from: FrameEnd, to: FrameEnd, length: number): void {
  const ip = ETHERNET_HEADER;
  frame.setUint16(12, 0x0800);
  frame.setUint16(ip, 0x4500);
  frame.setUint16(ip + 2, 20 + length);
  frame.setUint16(ip + 6, DO_NOT_FRAGMENT);
  frame.setUint8(ip + 8, HOP_LIMIT);
  frame.setUint8(ip + 9, PROTOCOL_TCP);
  put(frame, ip + 12, from.address);
  put(frame, ip + 16, to.address);
  frame.setUint16(ip + 10, folded(sum(frame, ip, ip + 20)));
}

function writeVersion6(frame: DataView, from: FrameEnd, to: FrameEnd, length: number): void {
  const ip = ETHERNET_HEADER;
  frame.setUint16(12, 0x86dd);
  frame.setUint16(ip, 0x6000);
  frame.setUint16(ip + 4, length);
  frame.setUint8(ip + 6, PROTOCOL_TCP);
  frame.setUint8(ip + 7, HOP_LIMIT);
  put(frame, ip + 8, from.address);
  put(frame, ip + 24, to.address);
}

function writeTcp(frame: DataView, start: number, from: FrameEnd, to: FrameEnd, segment: SegmentFields): void {
  frame.setUint16(start, from.port);
  frame.setUint16(start + 2, to.port);
  frame.setUint32(start + 4, segment.sequence >>> 0);
  frame.setUint32(start + 8, segment.acknowledgement >>> 0);
  frame.setUint8(start + 12, (TCP_HEADER / 4) << 4);
  frame.setUint8(start + 13, segment.flags);
  frame.setUint16(start + 14, WINDOW);
  // The checksum counts both addresses, protocol and length as well (RFC 9293, 3.1).
  const addresses = start - 2 * from.address.length;
  const total = sum(frame, addresses, frame.byteLength) + PROTOCOL_TCP + TCP_HEADER + segment.length;
  frame.setUint16(start + 16, folded(total));
}

function put(frame: DataView, offset: number, bytes: Uint8Array): void {
  new Uint8Array(frame.buffer).set(bytes, offset);
}

/** Of 16-bit words; a last single byte is the upper half of one. */
function sum(frame: DataView, start: number, end: number): number {
  let total = 0;
  for (let offset = start; offset + 1 < end; offset += 2) total += frame.getUint16(offset);
  return (end - start) % 2 === 0 ? total : total + frame.getUint8(end - 1) * 256;
}

/** The Internet checksum of a sum of words (RFC 1071). */
function folded(total: number): number {
  let folding = total;
  while (folding > 0xffff) folding = (folding % 0x1_0000) + Math.floor(folding / 0x1_0000);
  return ~folding & 0xffff;
}
