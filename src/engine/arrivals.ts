/**
 * Things in the order in which they came, of which any may leave at any time, and the oldest is known at once. A Map or a Set
 * finds its first entry only behind all places that those before it have left, and an iterator that is kept in order to
 * avoid that keeps all that the Map has been since.
 */
export class Arrivals<Item> {
  private readonly numbers = new Map<Item, number>();
  private readonly items = new Map<number, Item>();
  private next = 0;
  /** Not above the number of the oldest. */
  private first = 0;

  get size(): number {
    return this.numbers.size;
  }

  /** Adds it behind all others; one that is there stays in its place. */
  add(item: Item): void {
    if (this.numbers.has(item)) return;
    const number = this.next++;
    this.numbers.set(item, number);
    this.items.set(number, item);
  }

  /** Without effect where it is not there. */
  delete(item: Item): void {
    const number = this.numbers.get(item);
    if (number === undefined) return;
    this.numbers.delete(item);
    this.items.delete(number);
  }

  /** The one that came before all others; undefined where there is none. Each number is passed over once. */
  get oldest(): Item | undefined {
    if (this.size === 0) return undefined;
    while (!this.items.has(this.first)) this.first++;
    return this.items.get(this.first);
  }

  /** All of them, oldest first. */
  values(): IterableIterator<Item> {
    return this.numbers.keys();
  }
}
