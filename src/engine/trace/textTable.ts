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

/** In place of a text that is forgotten: no text has that length. */
const NOTHING = Int32Array.of(-1);

const encoder = new TextEncoder();

/** Texts by number, from 1. Numbers of texts that nobody uses any more are given out again. */
export class TextTable {
  /** What the table holds, in bytes. */
  bytes = 0;
  /** How often it was swept: a number may mean another text after each. */
  sweeps = 0;
  private readonly texts: (string | null)[] = [null];
  /** Each text's length in bytes, then the bytes in fours: they are compared so. */
  private readonly contents: Int32Array[] = [NOTHING];
  private readonly hashes: number[] = [0];
  private readonly lastPacket: number[] = [0];
  private readonly lastDelivery: number[] = [0];
  private readonly free: number[] = [];
  /** The text that is looked for, written as in `contents`. */
  private wanted = new Int32Array(FIRST_WANTED);
  /** Numbers at the place of their hash, or the next free place behind it; a power of 2 long, at most half full. */
  private places = new Uint32Array(1024);
  /** Texts that came as strings, so that they need not be turned into bytes each time. */
  private readonly byString = new Map<string, number>();

  constructor(
    private readonly growth: Growth,
    /** On the bytes that texts stand in. */
    private readonly window = new WordWindow(),
  ) {}

  /** The number of the UTF-8 text from `start` to `end`. */
  number(bytes: Uint8Array, start: number, end: number): number {
    const hash = this.want(bytes, start, end);
    const mask = this.places.length - 1;
    let place = hash & mask;
    for (let found = this.places[place] ?? 0; found !== 0; found = this.places[place] ?? 0) {
      if (this.hashes[found] === hash && sameWords(this.contents[found], this.wanted)) return found;
      place = (place + 1) & mask;
    }
    return this.add(text(bytes, start, end), this.wanted.slice(0, wordsOf(end - start)), hash);
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
    this.place(this.places.length);
    this.sweeps++;
  }

  /** Writes the text from `start` to `end` into `wanted`, and gives its hash. */
  private want(bytes: Uint8Array, start: number, end: number): number {
    const count = wordsOf(end - start);
    if (count > this.wanted.length) this.wanted = new Int32Array(count);
    const { wanted } = this;
    const words = bytes.length < WORTH_A_WINDOW ? null : this.window.on(bytes);
    let hash = end - start;
    wanted[0] = hash;
    let i = start;
    let place = 1;
    for (; i + 4 <= end; i += 4, place++) {
      const word = words === null ? fourBytes(bytes, i) : words.getInt32(i, true);
      wanted[place] = word;
      hash = mixed(hash ^ word);
    }
    if (i < end) {
      let word = 0;
      for (let shift = 0; i < end; i++, shift += 8) word |= (bytes[i] ?? 0) << shift;
      wanted[place] = word;
      hash = mixed(hash ^ word);
    }
    return hash & 0x3fffffff;
  }

  private add(string: string, content: Int32Array, hash: number): number {
    if ((this.texts.length - this.free.length) * 2 > this.places.length) this.place(this.places.length * 2);
    const number = this.free.pop() ?? this.texts.length;
    this.texts[number] = string;
    this.contents[number] = content;
    this.hashes[number] = hash;
    this.lastPacket[number] = 0;
    this.lastDelivery[number] = 0;
    this.growth.count++;
    this.bytes += OVERHEAD + 2 * (content[0] ?? 0);
    this.insert(number, hash);
    return number;
  }

  private remove(number: number): void {
    this.bytes -= OVERHEAD + 2 * (this.contents[number]?.[0] ?? 0);
    this.texts[number] = null;
    this.contents[number] = NOTHING;
    this.free.push(number);
  }

  private place(length: number): void {
    this.places = new Uint32Array(length);
    for (let number = 1; number < this.texts.length; number++) {
      if (this.texts[number] !== null) this.insert(number, this.hashes[number] ?? 0);
    }
  }

  private insert(number: number, hash: number): void {
    const mask = this.places.length - 1;
    let place = hash & mask;
    while (this.places[place] !== 0) place = (place + 1) & mask;
    this.places[place] = number;
  }
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

/**
 * Whether a content is the wanted one. The length comes first, so that texts of one number of words but other lengths differ;
 * four words at a time take half of the time.
 */
function sameWords(content: Int32Array | undefined, wanted: Int32Array): boolean {
  if (content === undefined || content[0] !== wanted[0]) return false;
  const count = content.length;
  let i = 1;
  for (; i + 4 <= count; i += 4) {
    const first = differing(content, wanted, i) | differing(content, wanted, i + 1);
    if ((first | differing(content, wanted, i + 2) | differing(content, wanted, i + 3)) !== 0) return false;
  }
  for (; i < count; i++) if (differing(content, wanted, i) !== 0) return false;
  return true;
}

/** The bits in which a word differs. */
function differing(content: Int32Array, wanted: Int32Array, i: number): number {
  return (content[i] ?? 0) ^ (wanted[i] ?? 0);
}
