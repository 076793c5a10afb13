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

/** What has been reached in a text: where the ways through the pattern stand, and what its last character was. */
interface State {
  readonly reached: readonly number[];
  readonly before: 'nothing' | 'word' | 'other';
  /** Where a character of ASCII leads to, by its code point. */
  readonly next: (State | undefined)[];
}

/** Where everything leads to once the pattern has come to its end. */
const FITS: State = { reached: [], before: 'nothing', next: [] };

const ASCII = 128;

/** So many states are remembered; then it begins again, so that no pattern takes more memory than this. */
const MOST_STATES = 500;

/** Follows all ways through a program at once, and remembers where a character leads to. */
class Machine {
  private readonly states = new Map<string, State>();
  private readonly seen: Uint32Array;
  private stamp = 0;

  constructor(private readonly program: readonly Instruction[]) {
    this.seen = new Uint32Array(program.length);
  }

  fits(text: string): boolean {
    let state = this.state([], 'nothing');
    for (let place = 0; place < text.length && state !== FITS; place++) {
      const codePoint = text.codePointAt(place) ?? 0;
      if (codePoint > 0xffff) place++;
      state = (codePoint < ASCII ? state.next[codePoint] : undefined) ?? this.step(state, codePoint);
    }
    return state === FITS || this.step(state, NO_CHARACTER) === FITS;
  }

  private step(state: State, codePoint: number): State {
    const waiting = this.arrive(state, codePoint);
    if (waiting === null) return this.remember(state, codePoint, FITS);
    if (codePoint === NO_CHARACTER) return state;
    const reached = waiting.filter((n) => {
      const instruction = this.program[n];
      return instruction?.kind === 'set' && instruction.set(codePoint);
    });
    const next = this.state(
      reached.map((n) => n + 1).sort((a, b) => a - b),
      isWord(codePoint) ? 'word' : 'other',
    );
    return this.remember(state, codePoint, next);
  }

  private remember(state: State, codePoint: number, next: State): State {
    if (codePoint >= 0 && codePoint < ASCII) state.next[codePoint] = next;
    return next;
  }

  private state(reached: readonly number[], before: State['before']): State {
    const name = `${before} ${reached.join()}`;
    const known = this.states.get(name);
    if (known !== undefined) return known;
    if (this.states.size >= MOST_STATES) this.states.clear();
    const state: State = { reached, before, next: new Array<State | undefined>(ASCII) };
    this.states.set(name, state);
    return state;
  }

  /** The steps that wait for a character, from what is reached and from the beginning; null at the pattern's end. */
  private arrive({ reached, before }: State, after: number): number[] | null {
    const { seen, program } = this;
    const stamp = this.nextStamp();
    const waiting: number[] = [];
    const pending = [0, ...reached];
    for (let n = pending.pop(); n !== undefined; n = pending.pop()) {
      const instruction = program[n];
      if (seen[n] === stamp || instruction === undefined) continue;
      seen[n] = stamp;
      if (instruction.kind === 'accept') return null;
      if (instruction.kind === 'set') waiting.push(n);
      else if (instruction.kind === 'fork') pending.push(instruction.other, instruction.to);
      else if (holds(instruction.kind, before, after)) pending.push(n + 1);
    }
    return waiting;
  }

  private nextStamp(): number {
    this.stamp = (this.stamp + 1) >>> 0;
    if (this.stamp !== 0) return this.stamp;
    this.seen.fill(0);
    return ++this.stamp;
  }
}

function holds(kind: 'start' | 'end' | 'boundary' | 'noBoundary', before: State['before'], after: number): boolean {
  if (kind === 'start') return before === 'nothing';
  if (kind === 'end') return after === NO_CHARACTER;
  return ((before === 'word') !== isWord(after)) === (kind === 'boundary');
}

function isWord(codePoint: number): boolean {
  return CLASSES.w?.(codePoint) === true;
}
