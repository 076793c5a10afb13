/** Bytes as the classic dump: offset, sixteen bytes, and the printable ones as characters. */

const ROW = 16;

/** The dump of all of `bytes`; an empty text for none. */
export function hexDump(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += ROW)
    rows.push(hexRow(bytes.subarray(offset, offset + ROW), offset));
  return rows.join('\n');
}

function hexRow(bytes: Uint8Array, offset: number): string {
  const cells = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const left = cells.slice(0, ROW / 2).join(' ');
  const right = cells.slice(ROW / 2).join(' ');
  const characters = Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
  return `${offset.toString(16).padStart(8, '0')}  ${`${left}  ${right}`.padEnd(ROW * 3)}  ${characters.join('')}`;
}
