/** The tables of docs/filter.md, from the fields and operators that there are. */

import { FILTER_FIELDS, type FilterField } from '../../src/shared/filter/fields';
import { FIELD_MEANINGS, OPERATOR_MEANINGS } from '../../src/shared/filter/meanings';
import { markdownTable } from './markdownTable';

/** Operators with their meanings. */
export function operatorTable(): string {
  const rows = Object.entries(OPERATOR_MEANINGS).map(([name, meaning]) => [code(name), meaning]);
  return markdownTable(['operator', 'means'], rows);
}

/** Fields with what they are of, their values and their meanings. */
export function fieldTable(): string {
  const rows = FILTER_FIELDS.map((field) => [
    code(field.name),
    field.owner,
    valuesOf(field),
    FIELD_MEANINGS[field.name],
  ]);
  return markdownTable(['field', 'of', 'values', 'means'], rows);
}

function valuesOf({ type, choices, maximum = 0 }: FilterField): string {
  if (choices !== undefined) return choices.join(', ');
  return type === 'whole' ? `0 to ${maximum.toLocaleString('en')}` : VALUES[type];
}

const VALUES: Readonly<Record<Exclude<FilterField['type'], 'whole'>, string>> = {
  number: 'number',
  flag: 'true, false',
  choice: '',
  text: 'text',
  bytes: 'text or bytes',
};

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
