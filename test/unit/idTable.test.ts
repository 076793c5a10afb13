import assert from 'node:assert/strict';
import fc from 'fast-check';
import { IdTable } from '../../src/engine/idTable';

type Step = readonly ['set' | 'delete', number];

/** Few identifiers that share places, and some that do not. */
const id = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(8, 16, 24, 4096, 65_534, 65_535));
const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom('set', 'delete'), id);

describe('The table by packet identifier', () => {
  it('holds what a Map holds, whatever is put in and taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new IdTable();
        const model = new Map<number, number>();
        steps.forEach(([what, packetId], i) => {
          if (what === 'set') {
            table.set(packetId, i + 1);
            model.set(packetId, i + 1);
          } else {
            table.delete(packetId);
            model.delete(packetId);
          }
          assert.equal(table.size, model.size);
        });
        assert.deepEqual(new Map(table.entries()), model);
        assert.deepEqual(
          table.values(),
          [...model.values()].sort((a, b) => a - b),
        );
        for (let packetId = 0; packetId <= 30; packetId++) {
          assert.equal(table.get(packetId), model.get(packetId) ?? 0);
        }
      }),
    );
  });

  it('holds every identifier at once', () => {
    const table = new IdTable();
    for (let packetId = 1; packetId <= 65_535; packetId++) table.set(packetId, packetId * 3);
    assert.equal(table.size, 65_535);
    for (let packetId = 1; packetId <= 65_535; packetId++) assert.equal(table.get(packetId), packetId * 3);
    table.clear();
    assert.equal(table.get(7), 0);
    assert.equal(table.bytes, new IdTable().bytes);
  });

  it('needs no more room however many identifiers pass through it', () => {
    const table = new IdTable();
    for (let packetId = 1; packetId <= 60_000; packetId++) {
      table.set(packetId, packetId);
      if (packetId > 100) table.delete(packetId - 100);
    }
    assert.equal(table.size, 100);
    assert.ok(table.bytes <= 256 * 6, String(table.bytes));
  });
});
