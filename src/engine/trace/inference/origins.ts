/** The latest messages that publishers sent, found by their content: a ring, so that it neither grows nor makes objects. */

/** Bytes of one place: content, delivery, journey, the place before it in its chain, and the chain's head. */
export const ORIGIN_BYTES = 20;

/** A message in the ring. */
export interface Origin {
  /** The publisher's delivery; 0 for a will. */
  delivery: number;
  journey: number;
}

/** A ring of `capacity` messages, which is a power of 2. */
export class Origins {
  private readonly contents: Uint32Array;
  private readonly deliveries: Uint32Array;
  private readonly journeys: Uint32Array;
  /** The sequence number of the message before in the same chain. */
  private readonly before: Uint32Array;
  private readonly heads: Uint32Array;
  /** Sequence numbers begin at 1: 0 ends a chain. */
  private next = 1;

  constructor(private readonly capacity: number) {
    this.contents = new Uint32Array(capacity);
    this.deliveries = new Uint32Array(capacity);
    this.journeys = new Uint32Array(capacity);
    this.before = new Uint32Array(capacity);
    this.heads = new Uint32Array(capacity);
  }

  get bytes(): number {
    return this.capacity * ORIGIN_BYTES;
  }

  /** Adds a message; the oldest makes room. */
  add(content: number, delivery: number, journey: number): void {
    const sequence = this.next++;
    const place = this.placeOf(sequence);
    const chain = this.placeOf(content);
    this.contents[place] = content;
    this.deliveries[place] = delivery;
    this.journeys[place] = journey;
    this.before[place] = this.heads[chain] ?? 0;
    this.heads[chain] = sequence;
  }

  /** Calls `visit` with each message of that content, newest first, until it gives true. The object serves for all. */
  find(content: number, visit: (origin: Origin) => boolean): void {
    const origin: Origin = { delivery: 0, journey: 0 };
    let sequence = this.heads[this.placeOf(content)] ?? 0;
    while (sequence !== 0 && sequence >= this.next - this.capacity) {
      const place = this.placeOf(sequence);
      origin.delivery = this.deliveries[place] ?? 0;
      origin.journey = this.journeys[place] ?? 0;
      if (this.contents[place] === content && visit(origin)) return;
      sequence = this.before[place] ?? 0;
    }
  }

  private placeOf(number: number): number {
    return number & (this.capacity - 1);
  }
}
