/** Numbers for rows that have only names. */

/** Gives each name a number, the same for as long as this lives. */
export class KeyNumbers {
  private readonly numbers = new Map<string, number>();

  /** The number of that name, from 1. */
  of(...name: readonly (string | number | null)[]): number {
    const joined = JSON.stringify(name);
    const known = this.numbers.get(joined);
    if (known !== undefined) return known;
    const number = this.numbers.size + 1;
    this.numbers.set(joined, number);
    return number;
  }
}
