/** Numbers in either byte order. */

/** The same bytes, to read numbers from. */
export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
