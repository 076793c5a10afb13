import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../../../scripts/paths';
import { parseFilter } from '../../../../src/shared/filter/parser';
import { fieldTable, operatorTable } from '../../../support/filterTables';

const DOCUMENT = readFileSync(path.join(PROJECT, 'docs/filter.md'), 'utf8');

describe('docs/filter.md', () => {
  it('lists every field and operator as they are', () => {
    for (const table of [operatorTable(), fieldTable()]) {
      assert.ok(DOCUMENT.includes(`\n${table}\n`), `Put this table into docs/filter.md:\n${table}`);
    }
  });

  it('has examples that can be read', () => {
    const examples = [...DOCUMENT.matchAll(/^ {4}(.+)$/gm)].map(([, example]) => example ?? '');
    assert.ok(examples.length > 4);
    for (const example of examples) parseFilter(example);
  });
});
