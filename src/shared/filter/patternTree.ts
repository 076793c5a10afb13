/** Reads a regular expression: the part of JavaScript's that can be matched in linear time. */

import { ANY, CLASSES, folded, not, union, type CharacterRange, type CharacterSet } from './characters';

/** A regular expression taken apart. */
export type PatternNode =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'noBoundary' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly least: number; readonly most: number };

/** Where a pattern cannot be understood; `place` counts from 0. */
export class PatternFault extends Error {
  constructor(readonly place: number) {
    super(`The pattern cannot be understood at ${place}.`);
  }
}

const DEEPEST = 50;
const COUNT = /\{(\d{1,4})(,(\d{0,4}))?\}/y;
const HEX = /x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\}/iy;
const CONTROLS: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 };

/** Reads one pattern. */
class PatternReader {
  private place = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  whole(): PatternNode {
    const node = this.choice();
    if (this.place < this.source.length) this.fail();
    return node;
  }

  private fail(): never {
    throw new PatternFault(this.place);
  }

  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.place)) return false;
    this.place += text.length;
    return true;
  }

  private choice(): PatternNode {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.place < this.source.length && !/[|)]/.test(this.source[this.place] ?? '')) parts.push(this.repeated());
    return { kind: 'sequence', parts };
  }

  private repeated(): PatternNode {
    const part = this.atom();
    const [least, most] = this.count();
    return least === 1 && most === 1 ? part : { kind: 'repeat', part, least, most };
  }

  /** How often, Infinity without a limit. Whether as often or as seldom as possible makes no difference here. */
  private count(): readonly [number, number] {
    let count: readonly [number, number] = [1, 1];
    COUNT.lastIndex = this.place;
    const braces = COUNT.exec(this.source);
    if (this.take('*')) count = [0, Infinity];
    else if (this.take('+')) count = [1, Infinity];
    else if (this.take('?')) count = [0, 1];
    else if (braces === null) return count;
    else {
      const [all, least = '', range, most = ''] = braces;
      count = [Number(least), range === undefined ? Number(least) : most === '' ? Infinity : Number(most)];
      if (count[0] > count[1]) this.fail();
      this.place += all.length;
    }
    this.take('?');
    return count;
  }

  private atom(): PatternNode {
    if (this.take('^')) return { kind: 'start' };
    if (this.take('$')) return { kind: 'end' };
    if (this.take('\\b')) return { kind: 'boundary' };
    if (this.take('\\B')) return { kind: 'noBoundary' };
    if (this.take('.')) return { kind: 'set', set: ANY };
    if (this.take('(')) return this.group();
    if (this.take('[')) return { kind: 'set', set: this.brackets() };
    if (/[*+?]/.test(this.source[this.place] ?? '')) this.fail();
    const one = this.character();
    return { kind: 'set', set: typeof one === 'number' ? folded([[one, one]]) : one };
  }

  /** Behind its parenthesis. Looking ahead or behind needs more than linear time, so it is not known. */
  private group(): PatternNode {
    if (!this.take('?:') && this.source[this.place] === '?') this.fail();
    if (++this.depth > DEEPEST) this.fail();
    const node = this.choice();
    if (!this.take(')')) this.fail();
    this.depth--;
    return node;
  }

  private brackets(): CharacterSet {
    const isOpposite = this.take('^');
    const sets: CharacterSet[] = [];
    const ranges: CharacterRange[] = [];
    while (!this.take(']')) {
      const from = this.character();
      if (typeof from === 'number') ranges.push([from, this.rangeEnd(from)]);
      else sets.push(from);
    }
    const all = union([...sets, folded(ranges)]);
    return isOpposite ? not(all) : all;
  }

  private rangeEnd(from: number): number {
    if (this.source[this.place] !== '-' || this.source[this.place + 1] === ']') return from;
    this.place++;
    const to = this.character();
    if (typeof to !== 'number' || to < from) this.fail();
    return to;
  }

  /** One character, or a class like `\d`. */
  private character(): number | CharacterSet {
    if (this.take('\\')) return this.escaped();
    const codePoint = this.source.codePointAt(this.place);
    if (codePoint === undefined) this.fail();
    this.place += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  /** Behind a backslash. A letter or digit that means nothing is refused: references to groups are no linear matter. */
  private escaped(): number | CharacterSet {
    HEX.lastIndex = this.place;
    const hex = HEX.exec(this.source);
    if (hex !== null) {
      const codePoint = parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '', 16);
      if (codePoint > 0x10ffff) this.fail();
      this.place += hex[0].length;
      return codePoint;
    }
    const letter = this.source[this.place] ?? '';
    const known = CLASSES[letter] ?? CONTROLS[letter];
    if (known === undefined && (letter === '' || /[a-z\d]/i.test(letter))) this.fail();
    this.place++;
    return known ?? letter.charCodeAt(0);
  }
}

/** Throws PatternFault. */
export function readPattern(source: string): PatternNode {
  return new PatternReader(source).whole();
}
