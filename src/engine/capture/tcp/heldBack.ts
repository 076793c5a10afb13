/**
 * Segments of one direction that came before what they answer. Captures mix up directions and lose frames; TCP's
 * acknowledgement numbers (RFC 9293, 3.10.7.4) say what the sender of a segment had received by then.
 */

import type { Segment } from '../network/segment';
import type { MemoryBudget } from './memoryBudget';

/** What an entry costs beside its bytes, about. */
const ENTRY_BYTES = 400;

/** Bytes of one direction that may be held back. */
const MAXIMUM_HELD = 1024 * 1024;

/** In the order in which they came. */
export class HeldBack {
  private readonly segments: Segment[] = [];
  private bytes = 0;

  constructor(private readonly budget: MemoryBudget) {}

  get isEmpty(): boolean {
    return this.segments.length === 0;
  }

  /** Whether no more may be held: here, or in all connections together. */
  get isTooMuch(): boolean {
    return !this.isEmpty && (this.bytes > MAXIMUM_HELD || this.budget.isExceeded);
  }

  /** The one that came first, or null. */
  get first(): Segment | null {
    return this.segments[0] ?? null;
  }

  /** Holds a segment; copies it and its bytes. */
  add(segment: Segment): void {
    const bytes = segment.bytes.slice(segment.dataStart, segment.dataEnd);
    this.segments.push({ ...segment, bytes, dataStart: 0, dataEnd: bytes.length });
    this.count(bytes.length + ENTRY_BYTES);
  }

  /** Lets the first one go for which `isReady` holds, and gives it; null where there is none. */
  take(isReady: (segment: Segment) => boolean): Segment | null {
    const place = this.segments.findIndex(isReady);
    const [found] = place < 0 ? [] : this.segments.splice(place, 1);
    if (found === undefined) return null;
    this.count(-found.bytes.length - ENTRY_BYTES);
    return found;
  }

  private count(bytes: number): void {
    this.bytes += bytes;
    this.budget.change(bytes);
  }
}
