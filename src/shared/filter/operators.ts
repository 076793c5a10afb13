/** The operators that stand between a field and a value. */

import { isNumeric, type FilterField } from './fields';
import type { Comparison } from './filter';
import type { Token } from './lexer';

/** An operator by its first name. */
export type Operator = Comparison | 'contains' | 'matches' | 'under' | 'in';

const SPELLINGS: Readonly<Record<string, Operator>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  contains: 'contains',
  matches: 'matches',
  '~': 'matches',
  under: 'under',
  in: 'in',
};

const EQUALITY: readonly Operator[] = ['==', '!='];
const ORDER: readonly Operator[] = ['<', '<=', '>', '>='];

/** The operator that the word is, in capitals or small letters; null for another word. */
export function operatorOf({ kind, value }: Token): Operator | null {
  if (kind !== 'symbol' && kind !== 'word') return null;
  const name = value.toLowerCase();
  return Object.hasOwn(SPELLINGS, name) ? (SPELLINGS[name] ?? null) : null;
}

/** What may stand behind the field. */
export function operatorsOf(field: FilterField): readonly Operator[] {
  if (isNumeric(field)) return [...EQUALITY, ...ORDER, 'in'];
  if (field.type === 'text') return [...EQUALITY, 'contains', 'matches', 'under', 'in'];
  if (field.type === 'bytes') return [...EQUALITY, 'contains', 'matches'];
  return field.type === 'flag' ? EQUALITY : [...EQUALITY, 'in'];
}
