import assert from 'node:assert/strict';

import { FindingLog } from '../../../../src/engine/trace/findings/findingLog';
import { Growth } from '../../../../src/engine/trace/growth';
import { LateChanges } from '../../../../src/engine/trace/lateChanges';
import { callsOf } from '../../../support/calls';

/** Of each kind so many are kept in a trace of a usual size. */
const KEPT = 1000;

describe('Findings about one delivery', () => {
  it('go one by one where there are too many, without a copy of the others', () => {
    const log = new FindingLog(256 * 1024 * 1024, new LateChanges(), new Growth());
    const about = { packet: 1, from: 'client', wire: 1, session: 1, args: {}, time: 0 } as const;
    const add = (delivery: number): void => void log.add({ kind: 'redeliveredWithoutDup', delivery, ...about }, 4);
    for (let i = 0; i < KEPT; i++) add(1 + (i % 2));
    const copied = (['filter', 'splice'] as const).map((name) => [Array.prototype, name] as const);
    const copies = callsOf(copied, () => {
      for (let i = 0; i < 100; i++) add(1);
    });
    assert.equal(copies, 0);
    const kept = log.ofDelivery(1).map(({ n }) => n);
    assert.equal(kept.length, KEPT / 2 + 50);
    assert.deepEqual(
      kept,
      [...kept].sort((a, b) => a - b),
    );
    assert.deepEqual([kept[0], kept.at(-1)], [101, KEPT + 100]);
  });
});
