import assert from 'node:assert/strict';

import type { RowsPage, RowsWanted } from '../../../src/shared/engineApi';
import { firstRowsWanted, type FirstRows } from '../../../src/shared/panelApi';
import { answeredFirst, type Pull } from '../../../webview/pulls';

const MEMORY = { tab: 'deliveries', delivery: null, filter: '', order: 'time', descending: false } as const;
const WANTED: RowsWanted = firstRowsWanted(1, MEMORY)!;

const page = (version: number): RowsPage => ({ version, now: 0, total: 0, position: 0, rows: [] });
const FIRST: FirstRows = { wanted: WANTED, page: page(1) };

describe('the rows that a page shows first', () => {
  it('are the newest that the remembered filter leaves', () => {
    const wanted = firstRowsWanted(3, { ...MEMORY, filter: 'mqtt.qos == 2' });
    assert.deepEqual(wanted, { ...WANTED, trace: 3, filter: 'mqtt.qos == 2' });
  });

  it('are none where the page begins elsewhere, with one delivery, or in another order', () => {
    for (const change of [{ tab: 'matrix' }, { delivery: 7 }, { order: 'topic' }, { descending: true }] as const) {
      assert.equal(firstRowsWanted(1, { ...MEMORY, ...change }), null);
    }
  });

  describe('answer the first request for rows', () => {
    /** Pulls through, and gives the version of each answer: 1 where the first rows gave it, 2 where it was pulled. */
    async function versions(first: FirstRows | null, ...asked: readonly RowsWanted[]): Promise<readonly number[]> {
      const pulled: Pull = () => Promise.resolve(page(2) as never);
      const pull = answeredFirst(Promise.resolve(first), pulled);
      const answers = [];
      for (const wanted of asked) answers.push((await pull('trace.rows', wanted)).version);
      return answers;
    }

    it('where it asks for just these, and none after it', async () => {
      assert.deepEqual(await versions(FIRST, { ...WANTED }, { ...WANTED }), [1, 2]);
    });

    it('but not where it asks for others', async () => {
      assert.deepEqual(await versions(FIRST, { ...WANTED, filter: 'mqtt.qos == 1' }), [2]);
      assert.deepEqual(await versions(FIRST, { ...WANTED, limit: 100 }), [2]);
    });

    it('but not where the host has none to give', async () => {
      assert.deepEqual(await versions(null, WANTED), [2]);
    });
  });
});
