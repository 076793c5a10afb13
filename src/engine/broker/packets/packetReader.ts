/** Reads the fields of one control packet by the letter of chapter 1.5; whatever is amiss is a malformed packet. */

import { isUtf8 } from 'node:buffer';
import { ProtocolFault } from '../protocolFault';
import { REASON } from '../reasonCodes';

/** A fault of the packet's form (MQTT 5: reason code 0x81). */
export function malformed(cause: string): ProtocolFault {
  return new ProtocolFault(REASON.malformedPacket, cause);
}

/** Reads forward through the bytes of one whole packet. Every method throws ProtocolFault where the packet ends too soon. */
export class PacketReader {
  /** Offset of the next byte to be read. */
  position: number;

  /** Begins behind the fixed header of a whole packet. */
  constructor(
    readonly bytes: Uint8Array,
    start: number = bodyStart(bytes),
  ) {
    this.position = start;
  }

  /** Reads fields that have no fixed header before them. */
  static within(bytes: Uint8Array): PacketReader {
    return new PacketReader(bytes, 0);
  }

  /** Whether every byte has been read. */
  atEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.position++];
    if (value === undefined) throw malformed('The packet ends before its fields do.');
    return value;
  }

  uint16(): number {
    return (this.byte() << 8) | this.byte();
  }

  uint32(): number {
    return this.uint16() * 0x1_0000 + this.uint16();
  }

  /** A Variable Byte Integer of at most four bytes, in its shortest form (1.5.5-1). */
  variableByteInteger(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (byte === 0 && shift > 0) throw malformed('A Variable Byte Integer has more bytes than it needs.');
      return value;
    }
    throw malformed('A Variable Byte Integer has more than four bytes.');
  }

  /** Passes over Binary Data (1.5.6). */
  skipBinary(): void {
    this.skip(this.uint16());
  }

  /** Passes over a UTF-8 string (5: 1.5.4-1, -2; 3.1.1: 1.5.3-1, -2). */
  skipString(): void {
    const length = this.uint16();
    const start = this.position;
    this.skip(length);
    checkUtf8(this.bytes, start, this.position);
  }

  /** A UTF-8 string. */
  string(): string {
    const start = this.position + 2;
    this.skipString();
    return asBuffer(this.bytes).toString('utf8', start, this.position);
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    this.position += length;
    if (this.position > this.bytes.length) throw malformed('A field is longer than its packet.');
  }

  /** A packet identifier, which is never 0 (5: 2.2.1-3; 3.1.1: 2.3.1-1). */
  packetId(): number {
    const packetId = this.uint16();
    if (packetId === 0) throw new ProtocolFault(REASON.protocolError, 'The packet identifier is 0.');
    return packetId;
  }

  /** Throws where the packet has bytes behind its last field. */
  expectEnd(): void {
    if (!this.atEnd()) throw malformed('The packet has bytes behind its last field.');
  }
}

/** Throws where bytes `start` to `end` are no well-formed UTF-8 or hold U+0000 (5: 1.5.4-1, -2; 3.1.1: 1.5.3-1, -2). */
export function checkUtf8(bytes: Uint8Array, start: number, end: number): void {
  let ascii = true;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) throw malformed('A string contains U+0000.');
    if (byte >= 0x80) ascii = false;
  }
  if (!ascii && !isUtf8(bytes.subarray(start, end))) throw malformed('A string is not well-formed UTF-8.');
}

/** Where the variable header of a whole packet begins. */
function bodyStart(bytes: Uint8Array): number {
  let i = 1;
  while ((bytes[i] ?? 0) >= 0x80) i++;
  return i + 1;
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
