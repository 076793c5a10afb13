/** The HTTP request and answer that open a WebSocket (RFC 6455, 4). */

const END = '\r\n\r\n';

/** Longest head that is looked at, in bytes. */
const LONGEST = 64 * 1024;

/** Collects the head that one end sends. */
export class HttpHead {
  private text = '';
  private whole = false;

  /** Takes bytes; gives those that stand behind the head, or null while it has not ended. */
  push(bytes: Uint8Array): Uint8Array | null {
    const before = this.text.length;
    this.text += Buffer.from(bytes).toString('latin1');
    const end = this.text.indexOf(END, Math.max(0, before - END.length));
    if (end < 0) return null;
    this.text = this.text.slice(0, end);
    this.whole = true;
    return bytes.subarray(end + END.length - before);
  }

  /** Whether it has ended. */
  get isWhole(): boolean {
    return this.whole;
  }

  /** Whether it is longer than any that opens a WebSocket. */
  get isTooLong(): boolean {
    return !this.whole && this.text.length > LONGEST;
  }

  /** The first line. */
  get firstLine(): string {
    return this.text.split('\r\n', 1)[0] ?? '';
  }

  /** The values of a field, in lower case and joined by commas; empty where there is none. Its name is in lower case. */
  field(name: string): string {
    const lines = this.text.split('\r\n').slice(1);
    const values = lines.filter((line) => line.toLowerCase().startsWith(`${name}:`));
    return values
      .map((line) =>
        line
          .slice(name.length + 1)
          .trim()
          .toLowerCase(),
      )
      .join(',');
  }
}
