/** Writes a pattern out as steps, one for each character set, condition and parting of ways. */

import type { CharacterSet } from './characters';
import { PatternFault, type PatternNode } from './patternTree';

/** One step; `to` and `other` are the numbers of those that may follow. Behind a set or a condition the next one follows. */
export type Instruction =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'noBoundary' }
  | Fork
  | { readonly kind: 'accept' };

interface Fork {
  readonly kind: 'fork';
  to: number;
  other: number;
}

/** Most steps of one pattern: counts like {1,500} are written out. */
const MOST_INSTRUCTIONS = 2000;
/** Most nodes visited on the way: a count of nothing, as in (){500}, writes no step. */
const MOST_VISITS = 20_000;

/** The steps of a pattern, the last of kind "accept". Throws PatternFault, at the end of `source`, where they are too many. */
export function writeProgram(tree: PatternNode, source: string): Instruction[] {
  const program: Instruction[] = [];
  let visits = 0;

  function fork(): Fork {
    const step: Fork = { kind: 'fork', to: program.length + 1, other: program.length + 1 };
    program.push(step);
    return step;
  }

  function write(node: PatternNode): void {
    if (program.length > MOST_INSTRUCTIONS || ++visits > MOST_VISITS) throw new PatternFault(source.length);
    if (node.kind === 'sequence') node.parts.forEach(write);
    else if (node.kind === 'choice') writeChoice(node.parts);
    else if (node.kind === 'repeat') writeRepeat(node);
    else program.push(node);
  }

  function writeChoice(parts: readonly PatternNode[]): void {
    const exits: Fork[] = [];
    for (const [i, part] of parts.entries()) {
      const entry = i < parts.length - 1 ? fork() : null;
      write(part);
      exits.push(fork());
      if (entry !== null) entry.other = program.length;
    }
    for (const exit of exits) exit.to = exit.other = program.length;
  }

  function writeRepeat({ part, least, most }: Extract<PatternNode, { readonly kind: 'repeat' }>): void {
    for (let i = 0; i < least; i++) write(part);
    if (most === Infinity) writeLoop(part);
    else writeUpTo(part, most - least);
  }

  function writeLoop(part: PatternNode): void {
    const begin = program.length;
    const entry = fork();
    write(part);
    const back = fork();
    back.to = back.other = begin;
    entry.other = program.length;
  }

  function writeUpTo(part: PatternNode, count: number): void {
    const entries: Fork[] = [];
    for (let i = 0; i < count; i++) {
      entries.push(fork());
      write(part);
    }
    for (const entry of entries) entry.other = program.length;
  }

  write(tree);
  program.push({ kind: 'accept' });
  return program;
}
