/** Where something can stand in payloads, found by one search through all raw bytes of a chunk of packets. */

import type { PacketChunk } from '../packetChunk';
import type { Subject } from './subject';

/** A search that finds more places than this for each packet is given up: each packet is then looked at by itself. */
const MOST_FOR_EACH = 1 / 16;

/** What was found in one chunk. */
interface Found {
  /** How many bytes the chunk had. */
  readonly length: number;
  /** Where what was looked for begins, in order; null where that is nearly everywhere. */
  readonly places: readonly number[] | null;
}

/** Rules packets out whose bytes do not contain something, without a look at each. A chunk's bytes never change: more come. */
export class PayloadHits {
  /** Chunks that leave the log are not held, but for the one that was looked at last. */
  private readonly byChunk = new WeakMap<PacketChunk, Found>();
  private chunk: PacketChunk | null = null;
  private latest: Found = { length: 0, places: null };

  /** `wanted` has at least one byte. */
  constructor(private readonly wanted: Buffer) {}

  /** Whether the packet on which the subject stands may contain it. */
  mayContain({ packets, place }: Subject): boolean {
    if (packets !== this.chunk || this.latest.length !== packets.end(packets.count - 1)) this.find(packets);
    const { places } = this.latest;
    if (places === null) return true;
    const first = places[lowerBound(places, packets.start(place))];
    return first !== undefined && first + this.wanted.length <= packets.end(place);
  }

  private find(chunk: PacketChunk): void {
    const length = chunk.end(chunk.count - 1);
    const known = this.byChunk.get(chunk);
    this.latest = known?.length === length ? known : { length, places: this.search(chunk) };
    this.chunk = chunk;
    this.byChunk.set(chunk, this.latest);
  }

  private search(chunk: PacketChunk): number[] | null {
    const all = chunk.allBytes();
    const bytes = Buffer.from(all.buffer, all.byteOffset, all.length);
    const places: number[] = [];
    for (let place = bytes.indexOf(this.wanted); place >= 0; place = bytes.indexOf(this.wanted, place + 1)) {
      if (places.push(place) > chunk.count * MOST_FOR_EACH) return null;
    }
    return places;
  }
}

/** The index of the first place that is not before `first`. */
function lowerBound(places: readonly number[], first: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  return low;
}
