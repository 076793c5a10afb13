import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TestTrace, type TestWire } from './exchange';
import { ReferenceModel, type Step } from './referenceModel';

const side = fc.constantFrom('client' as const, 'broker' as const);
const id = fc.integer({ min: 1, max: 3 });

const stepsWith = (...payloads: string[]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('publish' as const),
        from: side,
        qos: fc.constantFrom(0 as const, 1 as const, 2 as const, 2 as const),
        id,
        payload: fc.constantFrom(...payloads),
      }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        kind: fc.constant('acknowledge' as const),
        from: side,
        type: fc.constantFrom('puback' as const, 'pubrec' as const, 'pubrel' as const, 'pubcomp' as const),
        id,
        reason: fc.constantFrom(0, 0, 0, 0x10, 0x80, 0x97),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('reconnect' as const), clean: fc.boolean(), present: fc.boolean() }),
    },
  );

/** The trace's side of a step; gives the wire that the client has after it. */
function say(t: TestTrace, wire: TestWire, step: Step): TestWire {
  if (step.kind === 'publish') wire.publish(step.from, step.qos, { id: step.id, payload: step.payload, dup: false });
  else if (step.kind === 'acknowledge') wire.acknowledge(step.from, step.type, step.id, step.reason);
  else {
    wire.close();
    const words = { clean: step.clean, expiry: 3600 };
    return t.connected('c', 5, words, step.present && !step.clean);
  }
  return wire;
}

/** Says the steps to trace and model alike and compares them now and then, and at the end; clears the trace after those of `clears`. */
function run(list: readonly Step[], clears: ReadonlySet<number>): void {
  const t = new TestTrace();
  const model = new ReferenceModel();
  let wire = t.connected('c', 5, { clean: false, expiry: 3600 });
  let gone = 0;
  for (const [i, step] of list.entries()) {
    wire = say(t, wire, step);
    model.take(step);
    if (clears.has(i)) {
      t.trace.clear();
      gone = model.deliveries.length;
    }
    if (i % 8 === 0 || clears.has(i)) agree(t, model, gone);
  }
  agree(t, model, gone);
}

/** The first `gone` deliveries have no row: the trace knows the open ones among them still. */
function agree(t: TestTrace, model: ReferenceModel, gone: number): void {
  const open = model.deliveries.filter((delivery) => delivery.state === 'open');
  assert.equal(t.trace.counts().inFlight, open.length);
  for (const [i, expected] of model.deliveries.entries()) {
    if (i < gone && expected.state !== 'open') continue;
    const { from, qos, state, missing, sends, packets } = expected;
    const { to, ...seen } = t.delivery(i + 1);
    assert.deepEqual(
      [to === 'broker' ? 'client' : 'broker', seen.qos, seen.state, seen.missing, seen.sends, seen.packets],
      [from, qos, state, missing, sends, packets],
    );
  }
}

describe('the delivery tracker', () => {
  it('never contradicts a simple slow model', () => {
    const steps = fc.array(stepsWith('a', 'a', 'a', 'b', 'longer'), { maxLength: 120, size: 'max' });
    fc.assert(fc.property(steps, (list) => run(list, new Set())));
  }).timeout(30_000);

  it('never contradicts it where rows leave while deliveries are open', () => {
    // With its first PUBLISH the payload has left: a message of another length is known for another one still.
    const steps = fc.array(stepsWith('a', 'a', 'a', 'longer'), { maxLength: 60, size: 'max' });
    const clears = fc.uniqueArray(fc.nat(60), { maxLength: 8 });
    fc.assert(fc.property(steps, clears, (list, places) => run(list, new Set(places))));
  }).timeout(30_000);
});
