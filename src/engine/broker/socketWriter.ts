/** Gathers what goes to one socket in a turn of the event loop and writes it at once. */

import type { Duplex } from 'node:stream';

/** Up to this many bytes are copied into one buffer; above, the system writes the packets from where they are. */
const COPY_LIMIT = 64 * 1024;

/** The way out of one connection. */
export class SocketWriter {
  private packets: Uint8Array[] = [];
  private pending = 0;

  constructor(private readonly socket: Duplex) {}

  /** Bytes that the system has not taken yet. */
  get backlog(): number {
    return this.pending + this.socket.writableLength;
  }

  add(packet: Uint8Array): void {
    this.packets.push(packet);
    this.pending += packet.length;
  }

  /** Hands over all that was added. */
  flush(): void {
    const { packets, socket } = this;
    const length = this.pending;
    if (packets.length === 0) return;
    this.packets = [];
    this.pending = 0;
    if (!socket.writable) return;
    const only = packets[0];
    if (packets.length === 1 && only !== undefined) socket.write(only);
    else if (length <= COPY_LIMIT) socket.write(Buffer.concat(packets, length));
    else {
      socket.cork();
      for (const packet of packets) socket.write(packet);
      socket.uncork();
    }
  }
}
