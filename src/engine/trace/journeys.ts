/** Which deliveries are one application message: the publisher's, and the branches to each subscriber. */

import type { Growth } from './growth';

/** Journeys of a chunk are told apart by so many lower bits. */
const CHUNK_BITS = 12;
const CHUNK_JOURNEYS = 1 << CHUNK_BITS;

/** Bytes of one journey: its origin, its first and its newest branch. */
const JOURNEY_BYTES = 12;

interface Chunk {
  readonly origins: Uint32Array;
  readonly firstBranches: Uint32Array;
  readonly newestBranches: Uint32Array;
  /** The newest delivery of any journey in it. */
  lastDelivery: number;
}

/** Journeys by number, from 1. A branch knows the one before it, so that a journey of any width costs 12 bytes here. */
export class Journeys {
  /** What the table holds, in bytes. */
  bytes = 0;
  private readonly chunks: Chunk[] = [];
  /** The number of the first journey of the first chunk. */
  private first = 1;
  private next = 1;

  constructor(private readonly growth: Growth) {}

  /** A number for a new journey. */
  begin(): number {
    const number = this.next++;
    if (number - this.first >= this.chunks.length * CHUNK_JOURNEYS) {
      const origins = new Uint32Array(CHUNK_JOURNEYS);
      const firstBranches = new Uint32Array(CHUNK_JOURNEYS);
      const newestBranches = new Uint32Array(CHUNK_JOURNEYS);
      this.bytes += CHUNK_JOURNEYS * JOURNEY_BYTES;
      this.growth.count++;
      this.chunks.push({ origins, firstBranches, newestBranches, lastDelivery: 0 });
    }
    return number;
  }

  /** Says which delivery brought the message to the broker. */
  setOrigin(journey: number, delivery: number): void {
    const chunk = this.chunkOf(journey);
    if (chunk === undefined) return;
    chunk.origins[this.place(journey)] = delivery;
    chunk.lastDelivery = delivery;
  }

  /** Adds a delivery to a subscriber. Gives the branch before it, or 0. */
  addBranch(journey: number, delivery: number): number {
    const chunk = this.chunkOf(journey);
    if (chunk === undefined) return 0;
    const older = chunk.newestBranches[this.place(journey)] ?? 0;
    chunk.newestBranches[this.place(journey)] = delivery;
    if (older === 0) chunk.firstBranches[this.place(journey)] = delivery;
    chunk.lastDelivery = delivery;
    return older;
  }

  /** The delivery to the broker; 0 where there is none or the journey is too old. */
  origin(journey: number): number {
    return this.chunkOf(journey)?.origins[this.place(journey)] ?? 0;
  }

  /** The branch that began last; 0 where there is none or the journey is too old. */
  newestBranch(journey: number): number {
    return this.chunkOf(journey)?.newestBranches[this.place(journey)] ?? 0;
  }

  /** The delivery to the broker, or else the branch that began first; 0 where the journey is too old. */
  head(journey: number): number {
    const chunk = this.chunkOf(journey);
    if (chunk === undefined) return 0;
    const place = this.place(journey);
    const origin = chunk.origins[place] ?? 0;
    return origin !== 0 ? origin : (chunk.firstBranches[place] ?? 0);
  }

  /** Whether the journey's deliveries are still known here. */
  has(journey: number): boolean {
    return this.chunkOf(journey) !== undefined;
  }

  /** Forgets the oldest journeys as far as only deliveries before `firstDelivery` belong to them. */
  sweep(firstDelivery: number): void {
    while (this.chunks.length > 1 && (this.chunks[0]?.lastDelivery ?? 0) < firstDelivery) {
      this.chunks.shift();
      this.bytes -= CHUNK_JOURNEYS * JOURNEY_BYTES;
      this.first += CHUNK_JOURNEYS;
    }
  }

  private chunkOf(journey: number): Chunk | undefined {
    if (journey < this.first || journey >= this.next) return undefined;
    return this.chunks[(journey - this.first) >>> CHUNK_BITS];
  }

  private place(journey: number): number {
    return (journey - this.first) & (CHUNK_JOURNEYS - 1);
  }
}
