/** Gathers what a load client sends, so that many packets go out in one write. */

import type { Socket } from 'node:net';

/** Room to begin with, in bytes; it grows with what is gathered. Small, since there may be 10,000 clients. */
const ROOM = 1_024;

/** One connection's outgoing packets until the next `flush`. */
export class Outbox {
  private bytes = Buffer.allocUnsafe(ROOM);
  private length = 0;

  constructor(private readonly socket: Socket) {}

  /** Adds a whole packet and gives its place, so that fields of it can be set before `flush`. */
  add(packet: Uint8Array): number {
    const at = this.room(packet.length);
    this.bytes.set(packet, at);
    return at;
  }

  /** Adds PUBACK, PUBREC, PUBREL or PUBCOMP with success (3.4 to 3.7). */
  acknowledge(first: number, packetId: number): void {
    const at = this.room(4);
    const { bytes } = this;
    bytes[at] = first;
    bytes[at + 1] = 2;
    bytes[at + 2] = packetId >> 8;
    bytes[at + 3] = packetId & 255;
  }

  /** Sets 16 bits of what was added. */
  set16(at: number, value: number): void {
    this.bytes.writeUInt16BE(value, at);
  }

  /** Sets 32 bits of what was added. */
  set32(at: number, value: number): void {
    this.bytes.writeUInt32BE(value, at);
  }

  /** Writes what was gathered. A socket that has ended takes nothing. */
  flush(): void {
    if (this.length === 0) return;
    // A copy, since the socket keeps what it could not write at once.
    if (this.socket.writable) this.socket.write(Buffer.from(this.bytes.subarray(0, this.length)));
    this.length = 0;
  }

  private room(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, at + size));
      this.bytes.copy(grown, 0, 0, at);
      this.bytes = grown;
    }
    this.length = at + size;
    return at;
  }
}
