/** The TCP connections of a capture, found by the addresses and ports of their segments. */

import { Arrivals } from '../../arrivals';
import { view } from '../format/view';
import type { Segment } from '../network/segment';

/** Both ends of a connection: the sender of its first segment, then the receiver. */
export interface Endpoints {
  /** Their addresses, one behind the other. */
  readonly addresses: DataView;
  readonly firstPort: number;
  readonly secondPort: number;
}

/** So many connections are followed at once; of more, the one that began first is let go. */
const MAXIMUM = 65_536;

/** Connections by their ends. Most segments belong to the connection of one of the last ones: that is looked at first. */
export class Conversations<Conversation extends { readonly ends: Endpoints }> {
  private readonly byHash = new Map<number, Conversation[]>();
  /** In the order in which they began. */
  private readonly all = new Arrivals<Conversation>();
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
    const { oldest } = this.all;
    if (oldest !== undefined) this.remove(oldest);
    return oldest ?? null;
  }

  /** Forgets a connection. */
  remove(conversation: Conversation): void {
    const place = hashOfEnds(conversation.ends);
    const left = (this.byHash.get(place) ?? []).filter((other) => other !== conversation);
    if (left.length === 0) this.byHash.delete(place);
    else this.byHash.set(place, left);
    this.all.delete(conversation);
    if (this.latest === conversation) this.latest = null;
  }

  /** All that are known, in the order in which they began. */
  values(): Iterable<Conversation> {
    return this.all.values();
  }

  private matches({ ends }: Conversation, segment: Segment): boolean {
    const { addresses, firstPort, secondPort } = ends;
    const { source, destination, addressLength, sourcePort, destinationPort } = segment;
    if (addresses.byteLength !== 2 * addressLength) return false;
    if (
      sourcePort === firstPort &&
      destinationPort === secondPort &&
      isAt(addresses, 0, segment, source) &&
      isAt(addresses, addressLength, segment, destination)
    ) {
      this.reversed = false;
      return true;
    }
    this.reversed =
      sourcePort === secondPort &&
      destinationPort === firstPort &&
      isAt(addresses, addressLength, segment, source) &&
      isAt(addresses, 0, segment, destination);
    return this.reversed;
  }
}

/** Both ends of the connection that a segment begins. */
export function endpointsOf({
  bytes,
  source,
  destination,
  addressLength,
  sourcePort,
  destinationPort,
}: Segment): Endpoints {
  const addresses = new Uint8Array(2 * addressLength);
  addresses.set(bytes.subarray(source, source + addressLength));
  addresses.set(bytes.subarray(destination, destination + addressLength), addressLength);
  return { addresses: view(addresses), firstPort: sourcePort, secondPort: destinationPort };
}

/** Whether the address at `start` of `addresses` is the one at `offset` of the segment's bytes. */
function isAt(addresses: DataView, start: number, { numbers, addressLength }: Segment, offset: number): boolean {
  for (let i = 0; i < addressLength; i += 4) {
    if (addresses.getInt32(start + i) !== numbers.getInt32(offset + i)) return false;
  }
  return true;
}

/** Equal for both directions. */
function hash({ numbers, source, destination, addressLength, sourcePort, destinationPort }: Segment): number {
  return sum(
    mix(numbers, source, addressLength, sourcePort),
    mix(numbers, destination, addressLength, destinationPort),
  );
}

function hashOfEnds({ addresses, firstPort, secondPort }: Endpoints): number {
  const half = addresses.byteLength / 2;
  return sum(mix(addresses, 0, half, firstPort), mix(addresses, half, half, secondPort));
}

function sum(one: number, other: number): number {
  return (one + other) | 0;
}

function mix(numbers: DataView, start: number, length: number, port: number): number {
  let hash = stir(SEED ^ port);
  for (let i = 0; i < length; i += 4) hash = stir(hash ^ numbers.getInt32(start + i));
  return hash;
}

/** Another one in each process: nobody can make a file whose connections all have one hash. */
const SEED = Math.floor(Math.random() * 2 ** 32) | 0;

function stir(hash: number): number {
  const product = Math.imul(hash, 0x9e37_79b1);
  return product ^ (product >>> 15);
}
