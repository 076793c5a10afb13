import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../../scripts/paths';
import { FINDING_RULES, type FindingKind, type FindingRule } from '../../../src/shared/findingRules';
import { findingTable } from '../../support/findingTable';
import { rowsUnder } from '../../support/markdownTable';

const DOCUMENT = readFileSync(path.join(PROJECT, 'docs/findings.md'), 'utf8');

/** A row of the rules: its numbers in both versions, and what stands behind it. */
interface Row {
  readonly mqtt5: readonly string[];
  readonly mqtt311: readonly string[];
  readonly kinds: readonly string[];
  readonly words: string;
}

/** "2.2.1-3, -4" as the numbers that it stands for. */
function numbers(cell: string): string[] {
  let section = '';
  return cell.split(', ').map((number) => {
    if (!number.startsWith('-')) section = number.slice(0, number.lastIndexOf('-'));
    return number.startsWith('-') ? `${section}${number}` : number;
  });
}

const ROWS: readonly Row[] = rowsUnder(DOCUMENT, '5', '3.1.1', 'rule', 'checked by').map(
  ([mqtt5 = '', mqtt311 = '', , words = '']) => ({
    mqtt5: numbers(mqtt5),
    mqtt311: numbers(mqtt311),
    kinds: [...words.matchAll(/`(\w+)`/g)].map(([, kind]) => kind ?? ''),
    words,
  }),
);

/** Whether a number of the rule, if it has any, is among those of a row. */
function isOf(number: string | null, among: readonly string[]): boolean {
  return number === null || among.includes(number);
}

describe('docs/findings.md', () => {
  it('lists every kind of finding as it is', () => {
    for (const severity of ['error', 'pitfall'] as const) {
      const table = findingTable(severity);
      assert.ok(DOCUMENT.includes(`\n${table}\n`), `Put this table into docs/findings.md:\n${table}`);
    }
  });

  it('says of every rule what checks it, or why nothing does', () => {
    assert.ok(ROWS.length > 40);
    for (const { kinds, words, mqtt5 } of ROWS) {
      assert.ok(kinds.length > 0 || /^nothing: .+/.test(words), `${mqtt5.join()}: ${words}`);
      assert.deepEqual(
        kinds.filter((kind) => !(kind in FINDING_RULES)),
        [],
      );
    }
  });

  it('has the rule of every kind, with its numbers in both versions', () => {
    for (const [kind, { mqtt5, mqtt311 }] of Object.entries(FINDING_RULES) as [FindingKind, FindingRule][]) {
      if (mqtt5 === null && mqtt311 === null) continue;
      const rows = ROWS.filter((row) => row.kinds.includes(kind));
      assert.ok(
        rows.some((row) => isOf(mqtt5, row.mqtt5)),
        `${kind} has no row with ${mqtt5}`,
      );
      assert.ok(
        rows.some((row) => isOf(mqtt311, row.mqtt311)),
        `${kind} has no row with ${mqtt311}`,
      );
    }
  });
});
