/**
 * Numbers by packet identifier. Entries come and go with every packet, where a Map costs several times as much: it makes
 * itself anew again and again. This is a table with open addressing ("Robin Hood": an entry that stands further from its
 * place goes before one that stands nearer), so that taking out moves only what stands off its place.
 */

const FEWEST_PLACES = 8;

/** Bytes of one place: identifier and number. */
const PLACE_BYTES = 6;

/** One number, above 0, for each packet identifier (0 to 65,535) that has one. */
export class IdTable {
  size = 0;
  private ids = NO_IDS;
  /** 0 where a place is empty. */
  private numbers = NO_NUMBERS;

  /** What it holds, in bytes. */
  get bytes(): number {
    return this.numbers.length * PLACE_BYTES;
  }

  /** The number of an identifier; 0 where it has none. */
  get(id: number): number {
    const place = this.placeOf(id);
    return place < 0 ? 0 : (this.numbers[place] ?? 0);
  }

  /** Gives an identifier its number, above 0. */
  set(id: number, number: number): void {
    const place = this.placeOf(id);
    if (place >= 0) this.numbers[place] = number;
    else this.add(id, number);
  }

  /** Gives a number, above 0, to an identifier that has none. */
  add(id: number, number: number): void {
    if (++this.size * 2 > this.numbers.length) this.grow();
    const { ids, numbers } = this;
    const place = id & (numbers.length - 1);
    if (numbers[place] !== 0) {
      this.insert(id, number);
      return;
    }
    ids[place] = id;
    numbers[place] = number;
  }

  /** Without effect where the identifier has no number. */
  delete(id: number): void {
    const place = this.placeOf(id);
    if (place < 0) return;
    const { numbers } = this;
    this.size--;
    if (numbers[(place + 1) & (numbers.length - 1)] === 0) numbers[place] = 0;
    else this.close(place);
  }

  /** Takes the entry at a place out: those behind it that stand off their places move up. */
  private close(from: number): void {
    const { ids, numbers } = this;
    const mask = numbers.length - 1;
    let place = from;
    for (let next = (place + 1) & mask; numbers[next] !== 0 && ((ids[next] ?? 0) & mask) !== next;) {
      ids[place] = ids[next] ?? 0;
      numbers[place] = numbers[next] ?? 0;
      place = next;
      next = (next + 1) & mask;
    }
    numbers[place] = 0;
  }

  clear(): void {
    this.ids = NO_IDS;
    this.numbers = NO_NUMBERS;
    this.size = 0;
  }

  /** All numbers with their identifiers, in no order that means anything. The table must not change meanwhile. */
  *entries(): Generator<[id: number, number: number]> {
    for (let place = 0; place < this.numbers.length; place++) {
      const number = this.numbers[place] ?? 0;
      if (number !== 0) yield [this.ids[place] ?? 0, number];
    }
  }

  /** All numbers, in ascending order. */
  values(): number[] {
    return Array.from(this.numbers.filter((number) => number !== 0)).sort((a, b) => a - b);
  }

  /** Where an identifier stands; -1 where it does not. */
  private placeOf(id: number): number {
    const { ids, numbers } = this;
    const mask = numbers.length - 1;
    for (let place = id & mask; numbers[place] !== 0; place = (place + 1) & mask) if (ids[place] === id) return place;
    return -1;
  }

  private insert(newId: number, newNumber: number): void {
    const { ids, numbers } = this;
    const mask = numbers.length - 1;
    let id = newId;
    let number = newNumber;
    let place = id & mask;
    for (; numbers[place] !== 0; place = (place + 1) & mask) {
      const other = ids[place] ?? 0;
      if (((place - other) & mask) >= ((place - id) & mask)) continue;
      const otherNumber = numbers[place] ?? 0;
      ids[place] = id;
      numbers[place] = number;
      id = other;
      number = otherNumber;
    }
    ids[place] = id;
    numbers[place] = number;
  }

  private grow(): void {
    const entries = [...this.entries()];
    const places = Math.max(FEWEST_PLACES, this.numbers.length * 2);
    this.ids = new Uint16Array(places);
    this.numbers = new Uint32Array(places);
    for (const [id, number] of entries) this.insert(id, number);
  }
}

/** One empty place, which no entry ever takes: a table grows before its first. */
const NO_IDS = new Uint16Array(1);
const NO_NUMBERS = new Uint32Array(1);
