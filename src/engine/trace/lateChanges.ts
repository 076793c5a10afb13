/** Which deliveries have changed after their end: whoever remembers something of ended ones has to look at these again. */

/** So many are remembered; whoever has missed more has to look at all. */
const REMEMBERED = 4096;

/** The latest changes, counted. */
export class LateChanges {
  private readonly ring = new Uint32Array(REMEMBERED);
  private noted = 0;
  /** Changes up to this count are no more told one by one. */
  private forgotten = 0;

  /** How many changes there were. */
  get count(): number {
    return this.noted;
  }

  /** Something of the delivery, or of what is known about it, is another than it was. */
  note(delivery: number): void {
    this.ring[this.noted++ % REMEMBERED] = delivery;
  }

  /** Any delivery may have changed. */
  noteAll(): void {
    this.forgotten = ++this.noted;
  }

  /** The deliveries that have changed since there were `count` changes; null where that may be any. */
  since(count: number): number[] | null {
    if (count < this.forgotten || this.noted - count > REMEMBERED) return null;
    const deliveries: number[] = [];
    for (let i = count; i < this.noted; i++) deliveries.push(this.ring[i % REMEMBERED] ?? 0);
    return deliveries;
  }
}
