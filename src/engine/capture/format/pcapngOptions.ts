/** The options of an interface that its time stamps depend on (draft-ietf-opsawg-pcapng, 4.2). */

const END_OF_OPTIONS = 0;
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
  const end = block.byteLength - 4;
  for (let offset = OPTIONS_START; offset + 4 <= end;) {
    const code = block.getUint16(offset, littleEndian);
    const length = block.getUint16(offset + 2, littleEndian);
    const value = offset + 4;
    if (code === END_OF_OPTIONS || value + length > end) break;
    if (code === TIME_RESOLUTION && length >= 1) unitsPerSecond = resolution(block.getUint8(value));
    if (code === TIME_OFFSET && length >= 8) offsetSeconds = block.getBigInt64(value, littleEndian);
    offset = value + length + (-length & 3);
  }
  return { unitsPerSecond, offsetSeconds };
}

/** A power of ten, or of two where the highest bit is set. */
function resolution(value: number): bigint {
  const exponent = BigInt(value & 0x7f);
  return (value & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
}
