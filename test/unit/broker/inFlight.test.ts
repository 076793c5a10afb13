import assert from 'node:assert/strict';
import fc from 'fast-check';

import { InFlight } from '../../../src/engine/broker/inFlight';
import { composeMessage, topicField } from '../../../src/engine/broker/message';
import { Outgoing } from '../../../src/engine/broker/outgoing';

const HEAD = { journey: 1, topic: 'a', qos: 1, retain: false, expiresAt: null, publisher: 'p' } as const;
const MESSAGE = composeMessage(HEAD, topicField('a'), new Uint8Array(0), new Uint8Array(0));

function outgoingWith(packetId: number): Outgoing {
  const terms = { qos: 1, grantedQos: 1, filter: 'a', retain: false, identifiers: null } as const;
  return Object.assign(new Outgoing(MESSAGE, terms, 'live'), { packetId });
}

describe('InFlight', () => {
  it('holds what a Map would, in the order in which it was added', () => {
    const steps = fc.array(fc.record({ id: fc.integer({ min: 1, max: 40 }), adds: fc.boolean() }), { maxLength: 600 });
    fc.assert(
      fc.property(steps, (taken) => {
        const inFlight = new InFlight();
        const expected = new Map<number, Outgoing>();
        for (const { id, adds } of taken) {
          const outgoing = outgoingWith(id);
          if (adds && !inFlight.has(id)) {
            inFlight.add(outgoing);
            expected.set(id, outgoing);
          } else if (!adds) {
            inFlight.delete(id);
            expected.delete(id);
          }
          assert.equal(inFlight.size, expected.size);
          assert.equal(inFlight.get(id), expected.get(id));
          assert.equal(inFlight.has(id), expected.has(id));
        }
        assert.deepEqual([...inFlight.values()], [...expected.values()]);
      }),
    );
  });

  it('keeps its order and finds all behind one that is never acknowledged, while thousands come and go', () => {
    const inFlight = new InFlight();
    inFlight.add(outgoingWith(65_535));
    for (let n = 0; n < 200_000; n++) {
      inFlight.add(outgoingWith((n % 60_000) + 1));
      if (n >= 10) inFlight.delete(((n - 10) % 60_000) + 1);
    }
    const ids = [...inFlight.values()].map(({ packetId }) => packetId);
    assert.deepEqual(ids, [65_535, ...Array.from({ length: 10 }, (_, i) => 19_991 + i)]);
    assert.equal(inFlight.get(20_000)?.packetId, 20_000);
  });

  it('lets one be deleted while they are gone through', () => {
    const inFlight = new InFlight();
    for (const id of [3, 1, 2]) inFlight.add(outgoingWith(id));
    const seen: number[] = [];
    for (const { packetId } of inFlight.values()) {
      seen.push(packetId);
      inFlight.delete(1);
    }
    assert.deepEqual(seen, [3, 2]);
  });
});
