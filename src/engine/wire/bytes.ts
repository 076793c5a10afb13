/** Numbers and strings as they stand in a packet (1.5). Nothing is checked: the caller has looked at the ends. */

/** A Two Byte Integer, 0 to 65,535 (1.5.2). */
export function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

/** A Four Byte Integer, 0 to 4,294,967,295 (1.5.3). */
export function uint32(bytes: Uint8Array, offset: number): number {
  return uint16(bytes, offset) * 65_536 + uint16(bytes, offset + 2);
}

/**
 * The bytes from `start` to before `end` as a view; all of them as they are. Of a Buffer it is a plain Uint8Array: parts of
 * that cost a fraction, and its `slice` copies.
 */
export function part(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (start === 0 && end === bytes.length && !Buffer.isBuffer(bytes)) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text from `start` to `end`; what is no UTF-8 becomes U+FFFD, since this is for showing (1.5.4). */
export function text(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
