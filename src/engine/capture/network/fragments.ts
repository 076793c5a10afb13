/** Puts fragments of IP packets together (RFC 791, 3.2; RFC 8200, 4.5). */

/** A fragment as it stands in a frame. */
export interface Fragment {
  /** Equal for the fragments of one packet: addresses, identification and protocol. */
  readonly key: string;
  /** The header that the whole packet gets but for its length, which stands at `lengthAt`. A copy. */
  readonly header: Uint8Array;
  readonly lengthAt: number;
  /** Bytes of header that this length counts. */
  readonly counted: number;
  /** Where its bytes belong behind the header. */
  readonly offset: number;
  /** A copy. */
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** An IP packet has at most so many bytes. */
const LONGEST = 65_535;

/** So many packets may wait for fragments; of more, the one that began first is let go. */
const MOST_WAITING = 256;

/** So many bytes may wait; of more, the packets that began first are let go. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Holds fragments until their packets are whole. */
export class Fragments {
  private readonly waiting = new Map<string, Fragment[]>();
  /** Bytes that wait. */
  held = 0;
  /** Fragments whose packets will not be whole. */
  private lost = 0;

  /** The packet that is whole with this fragment; null while something lacks. */
  add(fragment: Fragment): Uint8Array | null {
    const { key } = fragment;
    const parts = [...(this.waiting.get(key) ?? []), fragment].sort((a, b) => a.offset - b.offset);
    this.waiting.set(key, parts);
    this.held += fragment.bytes.length;
    const whole = assembled(parts);
    if (whole !== null) this.take(key);
    else if (parts.length > MOST_WAITING) this.drop(key);
    for (const oldest of this.waiting.keys()) {
      if (this.waiting.size <= MOST_WAITING && this.held <= MOST_BYTES) break;
      this.drop(oldest);
    }
    return whole;
  }

  /** How many fragments were left out, with those that wait in vain when the capture ends. */
  leftOut(): number {
    for (const key of [...this.waiting.keys()]) this.drop(key);
    return this.lost;
  }

  private drop(key: string): void {
    this.lost += this.take(key);
  }

  /** They wait no more; gives how many they were. */
  private take(key: string): number {
    const parts = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    for (const { bytes } of parts) this.held -= bytes.length;
    return parts.length;
  }
}

/** Fragments in their order as one packet; null where bytes lack between them. What was sent twice counts once. */
function assembled(parts: readonly Fragment[]): Uint8Array | null {
  const [first] = parts;
  let length = 0;
  for (const { offset, bytes } of parts) {
    if (offset > length) return null;
    length = Math.max(length, offset + bytes.length);
  }
  const isWhole =
    first?.offset === 0 && parts.some(({ isLast, offset, bytes }) => isLast && offset + bytes.length === length);
  if (first === undefined || !isWhole || length + first.counted > LONGEST) return null;
  const packet = new Uint8Array(first.header.length + length);
  packet.set(first.header);
  for (const { offset, bytes } of parts) packet.set(bytes, first.header.length + offset);
  new DataView(packet.buffer).setUint16(first.lengthAt, first.counted + length);
  return packet;
}
