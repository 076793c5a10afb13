/** Reads what a field is compared with: a value of its type, or a sentence about what is expected instead. */

import { topicFilterFault } from '../topics';
import { fault } from './faults';
import type { FilterField } from './fields';
import type { FilterRange, FilterValue } from './filter';
import type { Token } from './lexer';
import { compilePattern, type Pattern } from './pattern';
import { PatternFault } from './patternTree';

/** A value that stands in the expression itself. */
export type LiteralValue = Exclude<FilterValue, { readonly kind: 'field' }>;

const WHOLE = /^(?:0x[\da-f]+|\d+)$/i;
const NUMBER = /^-?\d+(?:\.\d+)?$/;
const HEX_BYTES = /^[\da-f]{2}(?:[:-][\da-f]{2})+$/i;
const FLAGS: Readonly<Record<string, number>> = { true: 1, false: 0, '1': 1, '0': 0 };

/** Throws filter.wants… with what the field's values are. */
export function readValue(field: FilterField, token: Token): LiteralValue {
  if (token.kind === 'unclosed') throw fault('filter.openQuote', token.start);
  if (field.type === 'text' || field.type === 'bytes') return readText(field, token);
  const value = token.kind === 'word' || token.kind === 'text' ? numberFor(field, token.value) : null;
  if (value === null) throw wanted(field, token);
  return { kind: 'number', value };
}

/** A text, or the bytes of a field of bytes. Throws filter.wantsText or filter.openQuote. */
export function readText(field: FilterField, token: Token): LiteralValue {
  const value = textOf(token, field.name);
  if (field.type !== 'bytes' || token.kind === 'text' || !HEX_BYTES.test(value)) return { kind: 'text', value };
  return { kind: 'bytes', value: value.split(/[:-]/).map((digits) => parseInt(digits, 16)) };
}

/** One value of a set, or a range of numbers where there is a second. */
export function readRange(field: FilterField, from: Token, to: Token | null): FilterRange {
  const first = readValue(field, from);
  if (to === null) return { kind: 'one', value: first };
  const last = readValue(field, to);
  if (first.kind !== 'number' || last.kind !== 'number')
    throw fault('filter.noRange', from.start, { field: field.name });
  if (last.value < first.value) throw fault('filter.backwards', from.start);
  return { kind: 'range', from: first.value, to: last.value };
}

/** A topic filter of MQTT. Throws filter.badTopicFilter. */
export function readTopicFilter(field: FilterField, token: Token): string {
  const filter = textOf(token, field.name);
  if (topicFilterFault(filter) !== null) throw fault('filter.badTopicFilter', token.start, { word: filter });
  return filter;
}

/** A regular expression. Throws filter.badPattern. */
export function readPatternOf(field: FilterField, token: Token): Pattern {
  const source = textOf(token, field.name);
  try {
    return compilePattern(source);
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    throw fault('filter.badPattern', token.start, { pattern: source, character: error.place + 1 });
  }
}

function textOf(token: Token, field: string): string {
  if (token.kind === 'unclosed') throw fault('filter.openQuote', token.start);
  if (token.kind !== 'word' && token.kind !== 'text') throw fault('filter.wantsText', token.start, { field });
  return token.value;
}

/** The number that the word means for the field; null where it means none. */
function numberFor(field: FilterField, word: string): number | null {
  const { type, choices, numbered } = field;
  if (type === 'flag') return FLAGS[word.toLowerCase()] ?? null;
  if (type === 'choice') {
    const place = (choices ?? []).findIndex((choice) => choice.toLowerCase() === word.toLowerCase());
    if (place >= 0) return place;
    return numbered === true ? wholeNumber(word, (choices ?? []).length - 1) : null;
  }
  return type === 'whole' ? wholeNumber(word, field.maximum ?? Infinity) : NUMBER.test(word) ? Number(word) : null;
}

function wholeNumber(word: string, maximum: number): number | null {
  return WHOLE.test(word) && Number(word) <= maximum ? Number(word) : null;
}

function wanted(field: FilterField, { start }: Token): Error {
  const { name, type, choices = [], maximum = Infinity } = field;
  if (type === 'choice') return fault('filter.wantsChoice', start, { field: name, choices: choices.join(', ') });
  if (type === 'flag') return fault('filter.wantsFlag', start, { field: name });
  if (type === 'whole') return fault('filter.wantsWhole', start, { field: name, maximum });
  return fault('filter.wantsNumber', start, { field: name });
}
