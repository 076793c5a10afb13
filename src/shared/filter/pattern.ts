/**
 * Regular expressions that take linear time: all ways through the pattern are followed at once (Thompson, 1968), so that no
 * pattern can hold up the engine on a hostile topic or payload. JavaScript's own go back and try again.
 */

import { CLASSES } from './characters';
import { writeProgram, type Instruction } from './patternProgram';
import { readPattern } from './patternTree';

/** A regular expression, ready to be used. */
export interface Pattern {
  readonly source: string;
  /** Whether it fits somewhere in `text`, in capitals or small letters. Takes at most the length of `text` times that of the pattern. */
  test(text: string): boolean;
}

/** Throws PatternFault where the pattern is not understood, or is too large (its place is then the end). */
export function compilePattern(source: string): Pattern {
  const machine = new Machine(writeProgram(readPattern(source), source));
  return { source, test: (text) => machine.fits(text) };
}

/** Beyond either end of the text. */
const NO_CHARACTER = -1;

/** Follows all ways through a program at once. Its lists serve for every text. */
class Machine {
  /** Steps that wait for a character, and those to which the last character led. */
  private readonly waiting: Uint16Array;
  private readonly reached: Uint16Array;
  /** Each step comes in at most once by `reached`, and twice by a fork. */
  private readonly pending: Uint16Array;
  private readonly seen: Uint32Array;
  private stamp = 0;

  constructor(private readonly program: readonly Instruction[]) {
    this.waiting = new Uint16Array(program.length);
    this.reached = new Uint16Array(program.length);
    this.pending = new Uint16Array(3 * program.length + 1);
    this.seen = new Uint32Array(program.length);
  }

  fits(text: string): boolean {
    let reached = 0;
    let before = NO_CHARACTER;
    for (let place = 0; ; place++) {
      const codePoint = text.codePointAt(place) ?? NO_CHARACTER;
      if (codePoint > 0xffff) place++;
      const waiting = this.arrive(reached, before, codePoint);
      if (waiting < 0) return true;
      if (codePoint === NO_CHARACTER) return false;
      reached = this.pass(waiting, codePoint);
      before = codePoint;
    }
  }

  /** From what is reached, and from the pattern's beginning: gives how many steps wait for a character, -1 at its end. */
  private arrive(reached: number, before: number, after: number): number {
    const { pending, seen, program } = this;
    const stamp = this.nextStamp();
    pending.set(this.reached.subarray(0, reached), 1);
    pending[0] = 0;
    let waiting = 0;
    for (let left = reached + 1; left > 0;) {
      const n = pending[--left] ?? 0;
      const instruction = program[n];
      if (seen[n] === stamp || instruction === undefined) continue;
      seen[n] = stamp;
      if (instruction.kind === 'accept') return -1;
      if (instruction.kind === 'set') this.waiting[waiting++] = n;
      else if (instruction.kind === 'fork') {
        pending[left++] = instruction.other;
        pending[left++] = instruction.to;
      } else if (holds(instruction.kind, before, after)) pending[left++] = n + 1;
    }
    return waiting;
  }

  /** Takes one character; gives how many steps it leads to. */
  private pass(waiting: number, codePoint: number): number {
    let reached = 0;
    for (let i = 0; i < waiting; i++) {
      const n = this.waiting[i] ?? 0;
      const instruction = this.program[n];
      if (instruction?.kind === 'set' && instruction.set(codePoint)) this.reached[reached++] = n + 1;
    }
    return reached;
  }

  private nextStamp(): number {
    this.stamp = (this.stamp + 1) >>> 0;
    if (this.stamp !== 0) return this.stamp;
    this.seen.fill(0);
    return ++this.stamp;
  }
}

function holds(kind: 'start' | 'end' | 'boundary' | 'noBoundary', before: number, after: number): boolean {
  if (kind === 'start') return before === NO_CHARACTER;
  if (kind === 'end') return after === NO_CHARACTER;
  return (isWord(before) !== isWord(after)) === (kind === 'boundary');
}

function isWord(codePoint: number): boolean {
  return CLASSES.w?.(codePoint) === true;
}
