/** Variable Byte Integers (1.5.5): Remaining Length, the length of properties, Subscription Identifiers. */

/** Most bytes of a Variable Byte Integer (1.5.5). */
const LONGEST = 4;

/** Bytes of a fixed header: type and flags, and a Remaining Length of four bytes (2.1.4). */
export const LONGEST_FIXED_HEADER = 1 + LONGEST;

/** Bytes of the largest control packet that MQTT has: a Remaining Length of 268,435,455 behind its fixed header (2.1.4). */
export const LARGEST_PACKET = LONGEST_FIXED_HEADER + 268_435_455;

/**
 * The offset behind the Variable Byte Integer at `offset`, or -1 where it does not end before `end` or has more than
 * four bytes. A longer form than needed is accepted (1.5.5-1 forbids it, but its value is plain).
 */
export function variableByteIntegerEnd(bytes: Uint8Array, offset: number, end: number): number {
  // Most are below 128: one byte.
  return offset < end && (bytes[offset] ?? 0) < 0x80 ? offset + 1 : longIntegerEnd(bytes, offset, end);
}

function longIntegerEnd(bytes: Uint8Array, offset: number, end: number): number {
  const limit = Math.min(end, offset + LONGEST);
  for (let i = offset; i < limit; i++) {
    if ((bytes[i] ?? 0) < 0x80) return i + 1;
  }
  return -1;
}

/** The value, 0 to 268,435,455, of the Variable Byte Integer from `offset` to the end that `variableByteIntegerEnd` gave. */
export function variableByteInteger(bytes: Uint8Array, offset: number, end: number): number {
  let value = 0;
  for (let i = end - 1; i >= offset; i--) value = value * 128 + ((bytes[i] ?? 0) & 0x7f);
  return value;
}
