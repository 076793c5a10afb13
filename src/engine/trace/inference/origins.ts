/** The latest messages that publishers sent, found by their content: a ring, so that it neither grows nor makes objects. */

/**
 * Bytes of one place: content, delivery, journey, the place before it in its chain, and the chain's head; then session, content
 * and sequence number of what a session has had.
 */
export const ORIGIN_BYTES = 32;

/** So many messages of one chain are looked at for one message: contents can be made that all stand in one. */
const LONGEST_WAY = 1024;

/** A ring of `capacity` messages, which is a power of 2. */
export class Origins {
  private readonly contents: Uint32Array;
  private readonly deliveries: Uint32Array;
  private readonly journeys: Uint32Array;
  /** The sequence number of the message before in the same chain. */
  private readonly before: Uint32Array;
  private readonly heads: Uint32Array;
  /** What sessions have had: at the place of session and content, the newest message. A later one may take the place. */
  private readonly hadBy: Uint32Array;
  private readonly hadContents: Uint32Array;
  private readonly had: Uint32Array;
  /** How many messages may be looked at. */
  private left = 0;
  /** Sequence numbers begin at 1: 0 ends a chain. */
  private next = 1;

  constructor(private readonly capacity: number) {
    this.contents = new Uint32Array(capacity);
    this.deliveries = new Uint32Array(capacity);
    this.journeys = new Uint32Array(capacity);
    this.before = new Uint32Array(capacity);
    this.heads = new Uint32Array(capacity);
    this.hadBy = new Uint32Array(capacity);
    this.hadContents = new Uint32Array(capacity);
    this.had = new Uint32Array(capacity);
  }

  get bytes(): number {
    return this.capacity * ORIGIN_BYTES;
  }

  /** Adds a message; the oldest makes room. Gives its number for the following methods. */
  add(content: number, delivery: number, journey: number): number {
    const sequence = this.next++;
    const place = this.placeOf(sequence);
    const chain = this.placeOf(content);
    this.contents[place] = content;
    this.deliveries[place] = delivery;
    this.journeys[place] = journey;
    this.before[place] = this.heads[chain] ?? 0;
    this.heads[chain] = sequence;
    return sequence;
  }

  /** The newest message of that content: a number for the following methods; 0 where there is none. */
  newest(content: number): number {
    this.left = LONGEST_WAY;
    return this.from(this.heads[this.placeOf(content)] ?? 0, content);
  }

  /** The one before it that has that content too; 0 where there is none. */
  older(sequence: number, content: number): number {
    return this.from(this.before[this.placeOf(sequence)] ?? 0, content);
  }

  /** A session gets the message of that number and content. */
  note(session: number, content: number, sequence: number): void {
    const place = this.placeOf(Math.imul(session, 0x9e37_79b1) ^ content);
    const isNewer =
      this.hadBy[place] !== session || this.hadContents[place] !== content || this.isBehind(place, sequence);
    if (!isNewer) return;
    this.hadBy[place] = session;
    this.hadContents[place] = content;
    this.had[place] = sequence;
  }

  /** The newest message of that content that a session has had, as far as is remembered; 0 for none. */
  newestHad(session: number, content: number): number {
    const place = this.placeOf(Math.imul(session, 0x9e37_79b1) ^ content);
    return this.hadBy[place] === session && this.hadContents[place] === content ? (this.had[place] ?? 0) : 0;
  }

  /** The publisher's delivery; 0 for a will. */
  delivery(sequence: number): number {
    return this.deliveries[this.placeOf(sequence)] ?? 0;
  }

  journey(sequence: number): number {
    return this.journeys[this.placeOf(sequence)] ?? 0;
  }

  /** The first message in a chain from `sequence` on that has the content and was not written over. */
  private from(sequence: number, content: number): number {
    let found = sequence;
    while (found !== 0 && found >= this.next - this.capacity && this.left-- > 0) {
      const place = this.placeOf(found);
      if (this.contents[place] === content) return found;
      found = this.before[place] ?? 0;
    }
    return 0;
  }

  private isBehind(place: number, sequence: number): boolean {
    return sequence > (this.had[place] ?? 0);
  }

  private placeOf(number: number): number {
    return number & (this.capacity - 1);
  }
}
