/** What can come next in an expression that is being written. */

import { fieldNamed, FILTER_FIELDS, type FilterField } from './fields';
import { quoteText, tokenize, type Token } from './lexer';
import { FIELD_MEANINGS, OPERATOR_MEANINGS, type OperatorName } from './meanings';
import { operatorOf, operatorsOf } from './operators';

/** Something that could be written. */
export interface CompletionItem {
  readonly kind: 'field' | 'operator' | 'value';
  /** What is put in place of `start` to `end`, as it is to be shown too. */
  readonly text: string;
  /** In English, to be translated; empty where the text says all. */
  readonly meaning: string;
}

/** What can come next, the likeliest first. */
export interface Completion {
  /** What is replaced, in places from 0: the word at the cursor, or nothing. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly CompletionItem[];
}

/** Values of a text field that somebody knows, such as the topics in the log; the likeliest first. */
export type KnownValues = (field: string) => readonly string[];

/** What the grammar has at a place, and the field that it is about. */
type Place =
  | { readonly expects: 'field' | 'connective' }
  | { readonly expects: 'operator' | 'value' | 'element'; readonly field: FilterField };

const MOST_ITEMS = 50;

/**
 * What can stand at `cursor`, a place from 0 to the length of the expression: fields, operators or values that have in
 * them what is written of the word so far, those that begin with it first. At most 50. Never throws: behind a
 * mistake it offers what would come next if there were none.
 */
export function completeFilter(expression: string, cursor: number, values: KnownValues = () => []): Completion {
  const tokens = tokenize(expression);
  const word = tokens.find((token) => isWord(token) && token.start < cursor && cursor <= token.end);
  const before = tokens.filter((token) => token.kind !== 'end' && token.end <= (word?.start ?? cursor));
  const typed = word === undefined ? '' : expression.slice(word.start, cursor).replace(/^"/, '');
  const items = matching(itemsAt(placeAfter(before), values), typed);
  return { start: word?.start ?? cursor, end: word?.end ?? cursor, items };
}

function isWord({ kind }: Token): boolean {
  return kind === 'word' || kind === 'text' || kind === 'unclosed';
}

/** What the grammar expects behind these words. */
function placeAfter(tokens: readonly Token[]): Place {
  let place: Place = { expects: 'field' };
  for (const token of tokens) place = step(place, token);
  return place;
}

function step(place: Place, token: Token): Place {
  const sign = token.kind === 'symbol' || token.kind === 'word' ? token.value.toLowerCase() : '';
  if (['&&', '||', 'and', 'or'].includes(sign)) return { expects: 'field' };
  switch (place.expects) {
    case 'field': {
      const field = fieldNamed(sign);
      return field === undefined ? place : { expects: 'operator', field };
    }
    case 'operator': {
      const operator = operatorOf(token);
      if (operator === null) return { expects: 'connective' };
      return { expects: operator === 'in' ? 'element' : 'value', field: place.field };
    }
    case 'element':
      return sign === '}' ? { expects: 'connective' } : place;
    default:
      return { expects: 'connective' };
  }
}

function itemsAt(place: Place, values: KnownValues): CompletionItem[] {
  if (place.expects === 'field') return FILTER_FIELDS.map(({ name }) => fieldItem(name));
  if (place.expects === 'operator')
    return [...operatorsOf(place.field), '&&' as const, '||' as const].map(operatorItem);
  if (place.expects === 'value' || place.expects === 'element') return valuesOf(place.field, values);
  return [operatorItem('&&'), operatorItem('||')];
}

function fieldItem(name: keyof typeof FIELD_MEANINGS): CompletionItem {
  return { kind: 'field', text: name, meaning: FIELD_MEANINGS[name] };
}

function operatorItem(name: OperatorName): CompletionItem {
  return { kind: 'operator', text: name, meaning: OPERATOR_MEANINGS[name] };
}

function valuesOf({ name, type, choices = [], maximum }: FilterField, values: KnownValues): CompletionItem[] {
  const known = values(name).map(quoteText);
  const flags = type === 'flag' ? ['true', 'false'] : [];
  const levels = type === 'whole' && maximum === 2 ? ['0', '1', '2'] : [];
  return [...choices, ...flags, ...levels, ...known].map((text) => ({ kind: 'value', text, meaning: '' }));
}

/** Those that have `typed` in them; those that begin with it first. */
function matching(items: readonly CompletionItem[], typed: string): CompletionItem[] {
  const wanted = typed.toLowerCase();
  const place = ({ text }: CompletionItem): number => text.toLowerCase().replace(/^"/, '').indexOf(wanted);
  const found = items.filter((item) => place(item) >= 0);
  const first = found.filter((item) => place(item) === 0);
  return [...first, ...found.filter((item) => place(item) > 0)].slice(0, MOST_ITEMS);
}
