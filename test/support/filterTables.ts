/** The tables of docs/filter.md, from the fields and operators that there are. */

import { FILTER_FIELDS, type FilterField } from '../../src/shared/filter/fields';
import { FIELD_MEANINGS, OPERATOR_MEANINGS } from '../../src/shared/filter/meanings';

/** Operators with their meanings. */
export function operatorTable(): string {
  const rows = Object.entries(OPERATOR_MEANINGS).map(([name, meaning]) => [code(name), meaning]);
  return table(['operator', 'means'], rows);
}

/** Fields with what they are of, their values and their meanings. */
export function fieldTable(): string {
  const rows = FILTER_FIELDS.map((field) => [
    code(field.name),
    field.owner,
    valuesOf(field),
    FIELD_MEANINGS[field.name],
  ]);
  return table(['field', 'of', 'values', 'means'], rows);
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

/** As Prettier writes it. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
