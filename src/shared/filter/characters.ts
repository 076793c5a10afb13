/** Sets of characters of a pattern, by code point, capitals and small letters alike. */

/** Whether a code point belongs to the set. */
export type CharacterSet = (codePoint: number) => boolean;

/** From the first to the last code point, both included. */
export type CharacterRange = readonly [number, number];

const DIGITS: readonly CharacterRange[] = [[0x30, 0x39]];
const WORDS: readonly CharacterRange[] = [...DIGITS, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACES: readonly CharacterRange[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x2028, 0x2029],
  [0xfeff, 0xfeff],
];

/** What `\d`, `\w` and `\s` stand for, and their opposites. */
export const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: within(DIGITS),
  D: not(within(DIGITS)),
  w: within(WORDS),
  W: not(within(WORDS)),
  s: within(SPACES),
  S: not(within(SPACES)),
};

/** `.`: everything but the ends of lines. */
export const ANY: CharacterSet = (codePoint) => codePoint !== 0x0a && codePoint !== 0x0d;

/** The ranges, and what differs from a character in them by its case alone. */
export function folded(ranges: readonly CharacterRange[]): CharacterSet {
  const plain = within(ranges);
  return (codePoint) => plain(codePoint) || otherCases(codePoint).some(plain);
}

/** Every set's characters. */
export function union(sets: readonly CharacterSet[]): CharacterSet {
  return (codePoint) => sets.some((set) => set(codePoint));
}

/** The characters that are not in the set. */
export function not(set: CharacterSet): CharacterSet {
  return (codePoint) => !set(codePoint);
}

function within(ranges: readonly CharacterRange[]): CharacterSet {
  return (codePoint) => ranges.some(([from, to]) => codePoint >= from && codePoint <= to);
}

function otherCases(codePoint: number): number[] {
  const character = String.fromCodePoint(codePoint);
  return [character.toLowerCase(), character.toUpperCase()].map((other) => other.codePointAt(0) ?? codePoint);
}
