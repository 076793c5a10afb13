/**
 * Topics and filters as numbers: rows keep four bytes, and a topic that was seen before costs no string. Finding one by
 * its bytes is the largest single cost of recording a packet, so it is done without making anything.
 */

import { text } from '../wire/bytes';
import { WordWindow } from '../wire/wordWindow';
import type { Growth } from './growth';

/** In place of a text where there is none. */
export const NO_TEXT = 0;

/** What one text costs beyond its own bytes: string, entries of the tables. A measured average. */
const OVERHEAD = 160;

/** Room for the usual topics; it grows for others. */
const FIRST_WANTED = 64;

/** In a shorter array, which is one packet or a few, bytes are put together in fours: a window on it would cost more. */
const WORTH_A_WINDOW = 512;

/** Room for texts and their words to begin with; both grow. */
const FIRST_TEXTS = 64;
const FIRST_WORDS = 512;

/**
 * So many others may stand where a text is looked for: far more than chance brings. Texts can be made that all have one hash;
 * those for which no place is left are found by their strings, which costs more but always the same.
 */
const LONGEST_WAY = 256;

const encoder = new TextEncoder();

/** Texts by number, from 1. Numbers of texts that nobody uses any more are given out again. */
export class TextTable {
  /** What the table holds, in bytes. */
  bytes = 0;
  /** How often it was swept: a number may mean another text after each. */
  sweeps = 0;
  private readonly texts: (string | null)[] = [null];
  /**
   * Each text's length in bytes, then the bytes in fours: they are compared so. All stand in one array, since those of many
   * topics are looked at in turn: an array for each takes several times as much of the memory that is nearest to the processor.
   */
  private contents = new Int32Array(FIRST_WORDS);
  private contentsEnd = 0;
  /** By number: where its content begins. */
  private starts: Uint32Array = new Uint32Array(FIRST_TEXTS);
  private hashes: Uint32Array = new Uint32Array(FIRST_TEXTS);
  /** By number: the text that came behind it last; NO_TEXT where that is not known. */
  private following: Uint32Array = new Uint32Array(FIRST_TEXTS);
  /** Whether the latest text was the one that came behind its sender's former one before. */
  private isInTurn = false;
  private lastPacket: Uint32Array = new Uint32Array(FIRST_TEXTS);
  private lastDelivery: Uint32Array = new Uint32Array(FIRST_TEXTS);
  private readonly free: number[] = [];
  /** The text that is looked for, written as in `contents`. */
  private wanted = new Int32Array(FIRST_WANTED);
  /** Numbers at the place of their hash, or the next free place behind it; a power of 2 long, at most half full. */
  private places = new Uint32Array(1024);
  /** Texts that have no place, so that a hostile sender's do not make everybody wait. */
  private readonly crowded = new Map<string, number>();
  /** Texts that came as strings, so that they need not be turned into bytes each time. */
  private readonly byString = new Map<string, number>();

  constructor(
    private readonly growth: Growth,
    /** On the bytes that texts stand in. */
    private readonly window = new WordWindow(),
  ) {}

  /**
   * As `number`, where `before` is the number of the text that the same sender had last, or NO_TEXT. Most have one topic again
   * and again, or several in turn: what came behind that one before is compared first, which needs no hash. Where that was
   * wrong last time it is not tried, since a wrong guess costs more than the hash.
   */
  numberBehind(before: number, bytes: Uint8Array, start: number, end: number): number {
    const expected = this.following[before] ?? NO_TEXT;
    if (this.isInTurn && expected !== NO_TEXT && this.isText(expected, bytes, start, end)) return expected;
    const number = this.number(bytes, start, end);
    this.isInTurn = number === expected;
    this.following[before] = number;
    return number;
  }

  /** The number of the UTF-8 text from `start` to `end`. */
  number(bytes: Uint8Array, start: number, end: number): number {
    const hash = this.want(bytes, start, end);
    const { places, hashes } = this;
    const mask = places.length - 1;
    let place = hash & mask;
    let left = LONGEST_WAY;
    for (let found = places[place] ?? 0; found !== 0 && left > 0; found = places[place] ?? 0, left--) {
      if (hashes[found] === hash && this.isWanted(found)) return found;
      place = (place + 1) & mask;
    }
    const string = text(bytes, start, end);
    return (left === 0 ? this.crowded.get(string) : undefined) ?? this.add(string, hash);
  }

  /** The number of a text that is at hand as a string. */
  numberOf(string: string): number {
    let number = this.byString.get(string);
    if (number === undefined) {
      const bytes = encoder.encode(string);
      number = this.number(bytes, 0, bytes.length);
      this.byString.set(string, number);
    }
    return number;
  }

  /** The text, or null for NO_TEXT. */
  text(number: number): string | null {
    return this.texts[number] ?? null;
  }

  /** Says that a row of the packet log has this text. */
  usedByPacket(number: number, packet: number): void {
    this.lastPacket[number] = packet;
  }

  /** Says that a delivery has this text. */
  usedByDelivery(number: number, delivery: number): void {
    this.lastDelivery[number] = delivery;
  }

  /**
   * Forgets the texts that only rows older than these had, except those of `kept`. A text that no row has had yet goes
   * too: sweep between the recording of packets, not within one.
   */
  sweep(firstPacket: number, firstDelivery: number, kept: ReadonlySet<number>): void {
    for (let number = 1; number < this.texts.length; number++) {
      if (this.texts[number] === null || kept.has(number)) continue;
      if ((this.lastPacket[number] ?? 0) < firstPacket && (this.lastDelivery[number] ?? 0) < firstDelivery) {
        this.remove(number);
      }
    }
    this.byString.clear();
    this.following.fill(NO_TEXT);
    this.pack();
    this.place(this.places.length);
    this.sweeps++;
  }

  /**
   * Writes the text from `start` to `end` into `wanted`, and gives its hash. Of a text that does not end with a word, the last
   * four bytes are the last word, some of them for the second time: that is one read. Two hashes do not wait for each other.
   */
  private want(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    if (wordsOf(length) > this.wanted.length) this.wanted = new Int32Array(wordsOf(length));
    const { wanted } = this;
    const words = bytes.length < WORTH_A_WINDOW ? null : this.window.on(bytes);
    let hash = length;
    let other = 0;
    wanted[0] = length;
    let i = start;
    let place = 1;
    for (; i + 8 <= end; i += 8, place += 2) {
      const first = wordAt(bytes, words, i);
      const second = wordAt(bytes, words, i + 4);
      wanted[place] = first;
      wanted[place + 1] = second;
      hash = mixed(hash ^ first);
      other = mixed(other ^ second);
    }
    if (i + 4 <= end) {
      const word = wordAt(bytes, words, i);
      wanted[place++] = word;
      hash = mixed(hash ^ word);
      i += 4;
    }
    if (i < end) {
      const word = length < 4 ? shortWord(bytes, start, end) : wordAt(bytes, words, end - 4);
      wanted[place] = word;
      other = mixed(other ^ word);
    }
    return mixed(hash ^ ((other << 7) | (other >>> 25))) & 0x3fffffff;
  }

  /** Whether a text is the one from `start` to `end`. Says no where that has no whole word: it is looked for as quickly. */
  private isText(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { contents } = this;
    const length = end - start;
    let place = this.starts[number] ?? 0;
    if (contents[place++] !== length || length < 4) return false;
    const words = bytes.length < WORTH_A_WINDOW ? null : this.window.on(bytes);
    for (let i = start; i + 4 <= end; i += 4) if (contents[place++] !== wordAt(bytes, words, i)) return false;
    return (length & 3) === 0 || contents[place] === wordAt(bytes, words, end - 4);
  }

  /** Whether a text is the wanted one. The length comes first, so that texts of one number of words but other lengths differ. */
  private isWanted(number: number): boolean {
    const { contents, wanted } = this;
    const start = this.starts[number] ?? 0;
    return contents[start] === wanted[0] && sameWords(contents, start, wanted, wordsOf(wanted[0] ?? 0));
  }

  /** Adds the wanted text. */
  private add(string: string, hash: number): number {
    if ((this.texts.length - this.free.length) * 2 > this.places.length) this.place(this.places.length * 2);
    const number = this.free.pop() ?? this.texts.length;
    if (number >= this.starts.length) this.growTexts();
    const length = this.wanted[0] ?? 0;
    this.texts[number] = string;
    this.starts[number] = this.addContent(this.wanted.subarray(0, wordsOf(length)));
    this.hashes[number] = hash;
    this.lastPacket[number] = 0;
    this.lastDelivery[number] = 0;
    this.growth.count++;
    this.bytes += OVERHEAD + 2 * length;
    this.insert(number, hash);
    return number;
  }

  private addContent(content: Int32Array): number {
    const start = this.contentsEnd;
    this.contentsEnd += content.length;
    if (this.contentsEnd > this.contents.length) {
      const grown = new Int32Array(Math.max(this.contentsEnd, 2 * this.contents.length));
      grown.set(this.contents);
      this.contents = grown;
    }
    this.contents.set(content, start);
    return start;
  }

  private growTexts(): void {
    const length = 2 * this.starts.length;
    this.starts = longer(this.starts, length);
    this.hashes = longer(this.hashes, length);
    this.following = longer(this.following, length);
    this.lastPacket = longer(this.lastPacket, length);
    this.lastDelivery = longer(this.lastDelivery, length);
  }

  /** Forgets a text; its content stays until `pack`. */
  private remove(number: number): void {
    this.bytes -= OVERHEAD + 2 * (this.contents[this.starts[number] ?? 0] ?? 0);
    this.texts[number] = null;
    this.free.push(number);
  }

  /** Lets the contents of forgotten texts go. */
  private pack(): void {
    const { contents } = this;
    this.contents = new Int32Array(FIRST_WORDS);
    this.contentsEnd = 0;
    for (let number = 1; number < this.texts.length; number++) {
      if (this.texts[number] === null) continue;
      const start = this.starts[number] ?? 0;
      this.starts[number] = this.addContent(contents.subarray(start, start + wordsOf(contents[start] ?? 0)));
    }
  }

  private place(length: number): void {
    this.places = new Uint32Array(length);
    this.crowded.clear();
    for (let number = 1; number < this.texts.length; number++) {
      if (this.texts[number] !== null) this.insert(number, this.hashes[number] ?? 0);
    }
  }

  private insert(number: number, hash: number): void {
    const mask = this.places.length - 1;
    let place = hash & mask;
    let left = LONGEST_WAY;
    for (; this.places[place] !== 0 && left > 0; left--) place = (place + 1) & mask;
    if (left > 0) this.places[place] = number;
    else this.crowded.set(this.texts[number] ?? '', number);
  }
}

/** The four bytes from `i` on, through a window on all of them where there is one. */
function wordAt(bytes: Uint8Array, words: DataView | null, i: number): number {
  return words === null ? fourBytes(bytes, i) : words.getInt32(i, true);
}

/** One to three bytes. */
function shortWord(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let i = start, shift = 0; i < end; i++, shift += 8) word |= (bytes[i] ?? 0) << shift;
  return word;
}

/** As a window shows them: the lowest first. */
function fourBytes(bytes: Uint8Array, i: number): number {
  const pair = (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8);
  return pair | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
}

/** Multiplied by an odd number and mixed, which brings the upper bits down: the table takes the low ones. */
function mixed(hash: number): number {
  const product = Math.imul(hash, 0x9e3779b1);
  return product ^ (product >>> 15);
}

/** The length of a text's content: its bytes in fours, behind their number. */
function wordsOf(length: number): number {
  return 1 + ((length + 3) >> 2);
}

/** Whether `count` words from `start` on are the wanted ones, of which the first is known to be. */
function sameWords(contents: Int32Array, start: number, wanted: Int32Array, count: number): boolean {
  for (let i = 1; i < count; i++) if (contents[start + i] !== wanted[i]) return false;
  return true;
}

/** The same numbers with room for more behind them. */
function longer(numbers: Uint32Array, length: number): Uint32Array {
  const grown = new Uint32Array(length);
  grown.set(numbers);
  return grown;
}
