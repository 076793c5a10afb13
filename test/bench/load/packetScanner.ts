/** Finds the packets in a byte stream; the load's own, independent of the engine's framer. */

/** Called with the bytes that hold a packet: it starts at `start`, its variable header at `body`, and ends before `end`. */
export type ScannedPacket = (bytes: Buffer, start: number, body: number, end: number) => void;

/** One connection's incoming stream. */
export class PacketScanner {
  private rest: Buffer | null = null;

  constructor(private readonly found: ScannedPacket) {}

  /** Takes the next bytes. The bytes given on are views that hold for the call. */
  push(chunk: Buffer): void {
    const bytes = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    const used = this.scan(bytes);
    // A copy: the socket may use the chunk's memory again.
    this.rest = used === bytes.length ? null : Buffer.from(bytes.subarray(used));
  }

  /** How many bytes are whole packets. */
  private scan(bytes: Buffer): number {
    let start = 0;
    while (start + 2 <= bytes.length) {
      let length = 0;
      let body = start + 1;
      let shift = 0;
      let digit: number;
      do {
        if (body >= bytes.length) return start;
        digit = bytes[body++] ?? 0;
        length += (digit & 127) * 2 ** shift;
        shift += 7;
      } while (digit > 127);
      const end = body + length;
      if (end > bytes.length) return start;
      this.found(bytes, start, body, end);
      start = end;
    }
    return start;
  }
}
