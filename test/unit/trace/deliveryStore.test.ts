import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';

import type { DeliveryBeginning } from '../../../src/engine/trace/deliveryColumns';
import { DeliveryStore } from '../../../src/engine/trace/deliveryStore';
import { Growth } from '../../../src/engine/trace/growth';

const beginning: DeliveryBeginning = {
  session: 1,
  to: 'client',
  topic: 1,
  qos: 1,
  retain: false,
  payloadLength: 0,
  journey: 0,
  start: 0,
};

/** Bytes of the heap once all is collected that nobody holds. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

type Step = readonly ['row' | 'aside' | 'skip' | 'end' | 'release' | 'drop' | 'clear', number];

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('row', 'row', 'row', 'aside', 'skip', 'end', 'release', 'drop', 'clear'),
  fc.nat(30),
);

/** What is known of a delivery: its topic is its number, so that a row which is another's shows. */
interface Known {
  hasRow: boolean;
  isLive: boolean;
}

/** A store with chunks of four rows, beside a Map. */
class Compared {
  private readonly store = new DeliveryStore(4, 1000, new Growth());
  private readonly known = new Map<number, Known>();

  take([what, n]: Step): void {
    const { store, known } = this;
    if (what === 'row' || what === 'aside') this.begin(what === 'row');
    else if (what === 'skip') store.skip();
    else if (what === 'end') this.end(n);
    else if (what === 'release') this.release(n);
    else if (what === 'clear') this.leave(store.nextNumber, () => store.clear());
    else if (store.runs().length > 0) this.leave(endOf(store.runs()[0]), () => store.dropOldest());
    for (let i = 0; i <= store.nextNumber; i++) assert.equal(store.hasRow(i), known.get(i)?.hasRow === true);
  }

  /** Asks for it twice: the second time the cursor stands there. */
  check(n: number): void {
    for (let i = 0; i < 2; i++) {
      assert.equal(this.store.find(n), this.known.has(n), String(n));
      if (this.known.has(n)) assert.equal(this.store.columns.topic[this.store.row], n);
    }
  }

  private begin(hasRow: boolean): void {
    const n = this.store.begin({ ...beginning, topic: this.store.nextNumber }, hasRow);
    this.known.set(n, { hasRow, isLive: true });
  }

  private end(n: number): void {
    const known = this.known.get(n);
    if (known === undefined || !this.store.find(n)) return;
    this.store.columns.setState(this.store.row, 'complete');
    known.isLive = false;
  }

  private release(n: number): void {
    if (this.known.get(n)?.hasRow === false) this.known.delete(n);
    this.store.release(n);
  }

  private leave(end: number, drop: () => void): void {
    drop();
    for (const [n, known] of this.known) {
      if (!known.hasRow || n >= end) continue;
      if (known.isLive) known.hasRow = false;
      else this.known.delete(n);
    }
  }
}

function endOf(run: { readonly firstNumber: number; readonly count: number } | undefined): number {
  return run === undefined ? 0 : run.firstNumber + run.count;
}

describe('the store of deliveries', () => {
  it('finds what a Map holds, whatever began, ended and left between two questions', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(30)), { maxLength: 60 }), (steps) => {
        const compared = new Compared();
        for (const [one, asked] of steps) {
          compared.check(one[1]);
          compared.take(one);
          compared.check(one[1]);
          compared.check(asked);
        }
        for (let n = 0; n <= 60; n++) compared.check(n);
      }),
      { numRuns: 300 },
    );
  });
});

describe('live deliveries without a row', () => {
  /** A store that follows at most three of them; begins that many. */
  function followed(count: number): DeliveryStore {
    const store = new DeliveryStore(4, 3, new Growth());
    for (let n = 0; n < count; n++) store.begin(beginning, false);
    return store;
  }

  it('are forgotten from the oldest on where there are too many', () => {
    assert.deepEqual([...followed(6).asideNumbers()], [4, 5, 6]);
  });

  it('are forgotten in that order also when one in between has ended', () => {
    const store = followed(6);
    store.release(5);
    store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [4, 6, 7]);
    store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [6, 7, 8]);
  });

  it('are still forgotten one by one after all of them have ended once', () => {
    const store = followed(6);
    for (const number of [...store.asideNumbers()]) store.release(number);
    for (let n = 0; n < 5; n++) store.begin(beginning, false);
    assert.deepEqual([...store.asideNumbers()], [9, 10, 11]);
  });

  it('leave nothing behind, however many come and end while few are there', () => {
    const store = followed(1);
    const cycle = (count: number): void => {
      for (let i = 0; i < count; i++) store.release(store.begin(beginning, false));
    };
    cycle(10_000);
    const before = heldBytes();
    cycle(400_000);
    assert.ok(heldBytes() - before < 8_000_000);
  });
});
