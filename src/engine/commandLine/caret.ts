/** Shows where in an expression the mistake is that a sentence is about. */

import type { Sentence } from '../../shared/sentences';

/** The expression and a caret below the column, each with its end of line; empty where the sentence has neither. */
export function caret({ args: { expression, column } }: Sentence): string {
  if (typeof expression !== 'string' || typeof column !== 'number') return '';
  const shown = Array.from(expression, (character) => (character < ' ' ? ' ' : character));
  const before = Array.from(expression.slice(0, column - 1)).length;
  return `  ${shown.join('')}\n  ${' '.repeat(before)}^\n`;
}
