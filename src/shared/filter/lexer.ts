/** Cuts an expression of the filter language into words. */

/** A word of an expression; `start` and `end` are its places in it, from 0, the end behind its last character. */
export interface Token {
  /** "unclosed": a text without its second quotation mark; "stray": a character that means nothing. */
  readonly kind: 'word' | 'text' | 'unclosed' | 'symbol' | 'stray' | 'end';
  /** Of a text what it means, without quotation marks and escapes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s*/y;
const SYMBOL = /&&|\|\||==|!=|<=|>=|\.\.|[<>!(){},~]/y;
/** What needs no quotation marks: numbers, names, most topics. Two dots are the sign of a range. */
const WORD = /(?:(?!\.\.)[\w./:+#$%@*-])+/y;
const CLOSED = /"((?:[^"\\]|\\[^])*)"/y;

/** The words of the expression, the last of kind "end". Never throws. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  let place = endOf(SPACE, expression, 0);
  while (place < expression.length) {
    const token = tokenAt(expression, place);
    tokens.push(token);
    place = endOf(SPACE, expression, token.end);
  }
  tokens.push({ kind: 'end', value: '', start: place, end: place });
  return tokens;
}

/** A text with quotation marks, as the language reads it. */
export function quoteText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function tokenAt(expression: string, start: number): Token {
  if (expression[start] === '"') return textAt(expression, start);
  for (const [kind, shape] of [
    ['symbol', SYMBOL],
    ['word', WORD],
  ] as const) {
    const end = endOf(shape, expression, start);
    if (end > start) return { kind, value: expression.slice(start, end), start, end };
  }
  const [value = ''] = expression.slice(start, start + 2);
  return { kind: 'stray', value, start, end: start + value.length };
}

function textAt(expression: string, start: number): Token {
  const end = endOf(CLOSED, expression, start);
  if (end > start) return { kind: 'text', value: unescape(expression.slice(start + 1, end - 1)), start, end };
  return { kind: 'unclosed', value: unescape(expression.slice(start + 1)), start, end: expression.length };
}

/** `\"` and `\\` are the character alone; any other backslash stays, so that a pattern needs no second one. */
function unescape(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

/** Where the sticky `shape` ends that begins at `start`; `start` where it does not fit. */
function endOf(shape: RegExp, expression: string, start: number): number {
  shape.lastIndex = start;
  return shape.test(expression) ? shape.lastIndex : start;
}
