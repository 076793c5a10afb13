/** The places of texts in their order, by the numbers under which something has them. */

/** Ranks from 1; equal texts have equal ones. */
export class Ranks {
  private ranks = new Uint32Array(256);
  private readonly known = new Set<number>();
  private age = 0;
  private isStale = false;

  constructor(
    /** The text of a number; null where it has none any more. */
    private readonly textOf: (number: number) => string | null,
    /** Changes when a number may have got another text. */
    private readonly ageOf: () => number,
  ) {}

  /** Says that the rank of the number will be asked for; call `settle` before. */
  see(number: number): void {
    if ((this.ranks[number] ?? 0) !== 0) return;
    if (number >= this.ranks.length) this.grow(number + 1);
    this.known.add(number);
    this.ranks[number] = 1;
    this.isStale = true;
  }

  /** Puts the texts in order, where that has become necessary. Ranks of before hold no more, their order does. */
  settle(): void {
    if (!this.isStale && this.age === this.ageOf()) return;
    this.isStale = false;
    this.age = this.ageOf();
    const texts: { number: number; text: string }[] = [];
    for (const number of this.known) {
      const text = this.textOf(number);
      if (text === null) this.forget(number);
      else texts.push({ number, text });
    }
    texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
    let rank = 0;
    let last: string | null = null;
    for (const { number, text } of texts) {
      if (text !== last) rank++;
      last = text;
      this.ranks[number] = rank;
    }
  }

  /** The rank of a number that was seen. */
  of(number: number): number {
    return this.ranks[number] ?? 0;
  }

  private forget(number: number): void {
    this.known.delete(number);
    this.ranks[number] = 0;
  }

  private grow(length: number): void {
    const grown = new Uint32Array(Math.max(length, 2 * this.ranks.length));
    grown.set(this.ranks);
    this.ranks = grown;
  }
}
