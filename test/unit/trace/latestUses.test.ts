import assert from 'node:assert/strict';
import fc from 'fast-check';

import type { DeliveryBeginning } from '../../../src/engine/trace/deliveryColumns';
import { DeliveryStore } from '../../../src/engine/trace/deliveryStore';
import { Growth } from '../../../src/engine/trace/growth';
import { GONE, LatestUses } from '../../../src/engine/trace/latestUses';
import type { Side } from '../../../src/shared/model';
import { callsOf } from '../../support/calls';

function newStore(): DeliveryStore {
  return new DeliveryStore(40, 20, new Growth());
}

function begin(store: DeliveryStore, session: number, to: Side, packetId: number, withRow = true): number {
  const of = { session, to, topic: 1, qos: 1, retain: false, payloadLength: 0, journey: 0, start: 0 } as const;
  const n = store.begin(of satisfies DeliveryBeginning, withRow);
  store.columns.beginSending(store.row, packetId, 'open');
  return n;
}

/** A look at one after the other. */
function slowly(
  store: DeliveryStore,
  session: number,
  to: Side,
  packetId: number,
  first: number,
  last: number,
): number {
  for (let n = last; n >= first; n--) {
    if (!store.find(n)) return GONE;
    const { columns, row } = store;
    if (columns.session[row] === session && columns.to(row) === to && columns.packetId[row] === packetId) return n;
  }
  return 0;
}

const SIDES: readonly Side[] = ['client', 'broker'];

describe('The latest use of an identifier', () => {
  it('is the one that a look at each delivery finds, whatever begins, leaves and is asked', () => {
    const step = fc.record({
      what: fc.constantFrom('begin', 'begin', 'begin', 'aside', 'skip', 'ask', 'ask', 'release', 'drop', 'move'),
      session: fc.integer({ min: 1, max: 2 }),
      side: fc.nat(1),
      packetId: fc.integer({ min: 1, max: 200 }),
      back: fc.nat(150),
      count: fc.integer({ min: 1, max: 80 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const store = newStore();
        const uses = new LatestUses(store);
        for (const { what, session, side, packetId, back, count } of steps) {
          const to = SIDES[side] ?? 'client';
          const n = Math.max(1, store.nextNumber - 1 - back);
          if (what === 'begin')
            for (let i = 0; i < count; i++) begin(store, session, to, ((packetId + i * 7) % 200) + 1);
          else if (what === 'aside') begin(store, session, to, packetId, false);
          else if (what === 'skip') store.skip();
          else if (what === 'release') store.release(n);
          else if (what === 'drop') store.dropOldest();
          else if (what === 'move') {
            if (store.find(n)) store.columns.session[store.row] = session;
            store.revision++;
          } else {
            const [first, last] = [Math.max(1, n - 100), n];
            const expected = slowly(store, session, to, packetId, first, last);
            assert.equal(uses.find(session, to, packetId, first, last), expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is found without a look at all deliveries for each of very many questions', () => {
    const store = newStore();
    const uses = new LatestUses(store);
    for (let i = 1; i <= 4000; i++) begin(store, 1, 'client', i);
    const looks = callsOf([[DeliveryStore.prototype, 'find']], () => {
      for (let i = 0; i < 1000; i++) assert.equal(uses.find(1, 'client', 50_000, 1, 4000), 0);
    });
    assert.ok(looks < 100_000, `${looks} looks`);
  });
});
