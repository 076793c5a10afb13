/** The options of blocks that are read: what the time stamps of an interface depend on, and comments (draft-ietf-opsawg-pcapng, 3.5, 4.2). */

import { text } from '../../wire/bytes';
import { view } from './view';

const END_OF_OPTIONS = 0;
const COMMENT = 1;
const TIME_RESOLUTION = 9;
const TIME_OFFSET = 14;

/** Where the options of an interface description begin. */
const OPTIONS_START = 16;

/** How an interface counts time. */
export interface InterfaceTime {
  readonly unitsPerSecond: bigint;
  /** Seconds to add to each time stamp. */
  readonly offsetSeconds: bigint;
}

/** Reads them from a whole interface description block; microseconds since 1970 where it says nothing. */
export function readInterfaceTime(block: DataView, littleEndian: boolean): InterfaceTime {
  let unitsPerSecond = 1_000_000n;
  let offsetSeconds = 0n;
  for (const { code, value, length } of options(block, OPTIONS_START, littleEndian)) {
    if (code === TIME_RESOLUTION && length >= 1) unitsPerSecond = resolution(block.getUint8(value));
    if (code === TIME_OFFSET && length >= 8) offsetSeconds = block.getBigInt64(value, littleEndian);
  }
  return { unitsPerSecond, offsetSeconds };
}

/** The first comment among the options that begin at `start` of a whole block; empty where there is none. */
export function readComment(block: Uint8Array | null, start: number, littleEndian: boolean): string {
  if (block === null) return '';
  for (const { code, value, length } of options(view(block), start, littleEndian)) {
    if (code === COMMENT) return text(block, value, value + length);
  }
  return '';
}

interface Option {
  readonly code: number;
  /** Where its value begins. */
  readonly value: number;
  readonly length: number;
}

/** Behind the last one stands the length of the block. */
function* options(block: DataView, start: number, littleEndian: boolean): Generator<Option> {
  const end = block.byteLength - 4;
  for (let offset = start; offset + 4 <= end;) {
    const code = block.getUint16(offset, littleEndian);
    const length = block.getUint16(offset + 2, littleEndian);
    const value = offset + 4;
    if (code === END_OF_OPTIONS || value + length > end) return;
    yield { code, value, length };
    offset = value + length + (-length & 3);
  }
}

/** A power of ten, or of two where the highest bit is set. */
function resolution(value: number): bigint {
  const exponent = BigInt(value & 0x7f);
  return (value & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
}
