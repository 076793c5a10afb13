/** A long list of delivery numbers in ascending order that grows at its end and shrinks at its beginning. */

const FIRST_CAPACITY = 256;

/** Numbers of four bytes each; what left the beginning is given back when it is half of the list. */
export class NumberList {
  private values = new Uint32Array(FIRST_CAPACITY);
  private begin = 0;
  private end = 0;

  get length(): number {
    return this.end - this.begin;
  }

  /** The number at that place; 0 where there is none. */
  at(place: number): number {
    return place < 0 || place >= this.length ? 0 : (this.values[this.begin + place] ?? 0);
  }

  /** All numbers, as a view that holds until the list changes. */
  all(): Uint32Array {
    return this.values.subarray(this.begin, this.end);
  }

  /** Adds a number that is higher than all. */
  push(number: number): void {
    if (this.end === this.values.length) this.move(new Uint32Array(Math.max(FIRST_CAPACITY, 2 * this.length)));
    this.values[this.end++] = number;
  }

  /** Takes those below `first` away. */
  dropBelow(first: number): void {
    this.begin += this.placeOf(first);
    if (this.begin > FIRST_CAPACITY && this.begin > this.length) this.move(new Uint32Array(2 * this.length));
  }

  /** How many are below `number`: its place, or the one where it would stand. */
  placeOf(number: number): number {
    return lowerBound(this.length, (place) => this.at(place) < number);
  }

  has(number: number): boolean {
    return this.at(this.placeOf(number)) === number;
  }

  /** Takes numbers out and puts others in; both in ascending order, those to come in not in the list. */
  change(out: ReadonlySet<number>, into: readonly number[]): void {
    if (out.size === 0 && into.length === 0) return;
    const former = this.all();
    const next = new Uint32Array(former.length + into.length + FIRST_CAPACITY);
    let count = 0;
    let coming = 0;
    for (const number of former) {
      while (coming < into.length && (into[coming] ?? 0) < number) next[count++] = into[coming++] ?? 0;
      if (!out.has(number)) next[count++] = number;
    }
    while (coming < into.length) next[count++] = into[coming++] ?? 0;
    this.values = next;
    this.begin = 0;
    this.end = count;
  }

  private move(to: Uint32Array<ArrayBuffer>): void {
    const kept = this.all();
    const values = to.length > kept.length ? to : new Uint32Array(kept.length + FIRST_CAPACITY);
    values.set(kept);
    this.end = kept.length;
    this.begin = 0;
    this.values = values;
  }
}

/** The first place, from 0 to `length`, of which `isBefore` does not hold; it holds of all places before that one. */
export function lowerBound(length: number, isBefore: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
