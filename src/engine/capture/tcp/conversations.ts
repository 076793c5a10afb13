/** The TCP connections of a capture, found by the addresses and ports of their segments. */

import type { Segment } from '../network/segment';

/** Both ends of a connection. */
export interface Endpoints {
  /** Address and port of the sender of its first segment, then of the receiver. */
  readonly key: Uint8Array;
}

/** So many connections are followed at once; of more, the one that began first is let go. */
const MAXIMUM = 65_536;

/** Connections by their ends. Most segments belong to the connection of one of the last ones: that is looked at first. */
export class Conversations<Conversation extends Endpoints> {
  private readonly byHash = new Map<number, Conversation[]>();
  /** In the order in which they began. */
  private readonly all = new Set<Conversation>();
  private latest: Conversation | null = null;
  /** Whether the segment that was looked for last goes from the second end to the first. */
  reversed = false;

  /** The connection that a segment belongs to; null where it is new. */
  find(segment: Segment): Conversation | null {
    if (this.latest !== null && this.matches(this.latest, segment)) return this.latest;
    for (const conversation of this.byHash.get(hash(segment)) ?? []) {
      if (!this.matches(conversation, segment)) continue;
      this.latest = conversation;
      return conversation;
    }
    this.reversed = false;
    return null;
  }

  /** Adds the connection that this segment began. Gives the one that has to go for it, or null. */
  add(conversation: Conversation, segment: Segment): Conversation | null {
    const place = hash(segment);
    this.byHash.set(place, [...(this.byHash.get(place) ?? []), conversation]);
    this.all.add(conversation);
    this.latest = conversation;
    if (this.all.size <= MAXIMUM) return null;
    const [oldest] = this.all;
    if (oldest !== undefined) this.remove(oldest);
    return oldest ?? null;
  }

  /** Forgets a connection. */
  remove(conversation: Conversation): void {
    const place = hashKey(conversation.key);
    const left = (this.byHash.get(place) ?? []).filter((other) => other !== conversation);
    if (left.length === 0) this.byHash.delete(place);
    else this.byHash.set(place, left);
    this.all.delete(conversation);
    if (this.latest === conversation) this.latest = null;
  }

  /** All that are known, in the order in which they began. */
  values(): Iterable<Conversation> {
    return this.all;
  }

  private matches({ key }: Conversation, segment: Segment): boolean {
    const { source, destination, addressLength, sourcePort, destinationPort } = segment;
    const half = addressLength + 2;
    if (key.length !== 2 * half) return false;
    const forward =
      isEnd(key, 0, segment, source, sourcePort) && isEnd(key, half, segment, destination, destinationPort);
    if (forward) this.reversed = false;
    else if (isEnd(key, half, segment, source, sourcePort) && isEnd(key, 0, segment, destination, destinationPort)) {
      this.reversed = true;
    } else return false;
    return true;
  }
}

/** Both ends of a segment as a key of `Endpoints`. */
export function endpointsOf(segment: Segment): Uint8Array {
  const { bytes, source, destination, addressLength, sourcePort, destinationPort } = segment;
  const half = addressLength + 2;
  const key = new Uint8Array(2 * half);
  key.set(bytes.subarray(source, source + addressLength), 0);
  key.set([sourcePort >> 8, sourcePort & 255], addressLength);
  key.set(bytes.subarray(destination, destination + addressLength), half);
  key.set([destinationPort >> 8, destinationPort & 255], half + addressLength);
  return key;
}

function isEnd(key: Uint8Array, start: number, segment: Segment, address: number, port: number): boolean {
  const { bytes, addressLength } = segment;
  const end = start + addressLength;
  if (key[end] !== port >> 8 || key[end + 1] !== (port & 255)) return false;
  for (let i = 0; i < addressLength; i++) if (key[start + i] !== bytes[address + i]) return false;
  return true;
}

/** Equal for both directions. */
function hash({ bytes, source, destination, addressLength, sourcePort, destinationPort }: Segment): number {
  return mix(bytes, source, addressLength, sourcePort) + mix(bytes, destination, addressLength, destinationPort);
}

function hashKey(key: Uint8Array): number {
  const half = key.length / 2;
  const port = (end: number): number => ((key[end - 2] ?? 0) << 8) | (key[end - 1] ?? 0);
  return mix(key, 0, half - 2, port(half)) + mix(key, half, half - 2, port(2 * half));
}

function mix(bytes: Uint8Array, start: number, length: number, port: number): number {
  let sum = port;
  for (let i = 0; i < length; i++) sum = (Math.imul(sum, 31) + (bytes[start + i] ?? 0)) | 0;
  return sum;
}
