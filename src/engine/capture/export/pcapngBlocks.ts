/** The blocks of a pcapng file that is written (draft-ietf-opsawg-pcapng), little endian, times in nanoseconds. */

import { BLOCK, BYTE_ORDER_MARK } from '../format/pcapngReader';
import { view } from '../format/view';

/** Codes of options: in a section its writer, in an interface its time resolution, anywhere a comment. */
const OPTION = { end: 0, comment: 1, application: 4, timeResolution: 9 } as const;

const ETHERNET = 1;
const NANOSECONDS = 9;

/** Longest comment, in bytes of UTF-8. */
const LONGEST_COMMENT = 4096;

/** The beginning of a file: one section with one Ethernet interface. */
export function fileStart(application: string): Uint8Array {
  const section = new Uint8Array(16);
  const fields = view(section);
  fields.setUint32(0, BYTE_ORDER_MARK, true);
  fields.setUint16(4, 1, true); // version 1.0
  fields.setBigInt64(8, -1n, true); // the section's length is not known
  const origin = new Uint8Array(8);
  view(origin).setUint16(0, ETHERNET, true);
  return Buffer.concat([
    block(BLOCK.section, section, option(OPTION.application, Buffer.from(application)), END),
    block(BLOCK.interface, origin, option(OPTION.timeResolution, Uint8Array.of(NANOSECONDS)), END),
  ]);
}

/** A frame of the interface. `length` is its length on the network where less of it is there. */
export function frameBlock(nanoseconds: bigint, frame: Uint8Array, length: number, comment = ''): Uint8Array {
  const header = new Uint8Array(20);
  const fields = view(header);
  fields.setUint32(4, Number(BigInt.asUintN(32, nanoseconds >> 32n)), true);
  fields.setUint32(8, Number(BigInt.asUintN(32, nanoseconds)), true);
  fields.setUint32(12, frame.length, true);
  fields.setUint32(16, length, true);
  const options = comment === '' ? [] : [option(OPTION.comment, cut(Buffer.from(comment))), END];
  return block(BLOCK.enhancedPacket, header, padded(frame), ...options);
}

const END = new Uint8Array(4);

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = 12 + parts.reduce((sum, part) => sum + part.length, 0);
  const start = new Uint8Array(8);
  view(start).setUint32(0, type, true);
  view(start).setUint32(4, length, true);
  return Buffer.concat([start, ...parts, start.subarray(4)]);
}

function option(code: number, value: Uint8Array): Uint8Array {
  const header = new Uint8Array(4);
  view(header).setUint16(0, code, true);
  view(header).setUint16(2, value.length, true);
  return Buffer.concat([header, padded(value)]);
}

/** To a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  return bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(-bytes.length & 3)]);
}

/** Not within a character. */
function cut(text: Uint8Array): Uint8Array {
  let end = Math.min(text.length, LONGEST_COMMENT);
  while (end < text.length && ((text[end] ?? 0) & 0xc0) === 0x80) end--;
  return text.subarray(0, end);
}
