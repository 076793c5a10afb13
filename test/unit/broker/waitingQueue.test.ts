import assert from 'node:assert/strict';

import fc from 'fast-check';

import { composeMessage, topicField } from '../../../src/engine/broker/message';
import { Outgoing } from '../../../src/engine/broker/outgoing';
import { PacketIds } from '../../../src/engine/broker/packetIds';
import { RetainedReplay } from '../../../src/engine/broker/retainedReplay';
import { WaitingQueue } from '../../../src/engine/broker/waitingQueue';

function outgoing(journey: number, length: number, qos: 0 | 1): Outgoing {
  const head = { journey, topic: 'a', qos, retain: false, expiresAt: null, publisher: 'p' };
  const message = composeMessage(head, topicField('a'), new Uint8Array(0), new Uint8Array(length));
  return new Outgoing(message, { qos, grantedQos: qos, filter: 'a', retain: false, identifiers: null }, 'live');
}

describe('WaitingQueue', function () {
  this.timeout(20_000);

  it('gives what was put in, in its order, and counts messages, bytes and QoS 0', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ push: fc.nat(9), times: fc.integer({ min: 1, max: 900 }) }) },
      { weight: 2, arbitrary: fc.record({ shift: fc.integer({ min: 1, max: 1_000 }) }) },
      { weight: 1, arbitrary: fc.record({ removeEvery: fc.integer({ min: 2, max: 5 }) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        const queue = new WaitingQueue();
        let expected: Outgoing[] = [];
        let journey = 0;
        for (const one of steps) {
          if ('push' in one) {
            for (let i = 0; i < one.times; i++) {
              const added = outgoing(++journey, one.push, one.push % 2 === 0 ? 0 : 1);
              queue.push(added);
              expected.push(added);
            }
          } else if ('shift' in one) {
            for (let i = 0; i < one.shift; i++) {
              assert.equal(queue.peek(), expected[0]);
              assert.equal(queue.shift(), expected.shift());
            }
          } else {
            const isUnwanted = (candidate: Outgoing): boolean => candidate.journey % one.removeEvery === 0;
            assert.deepEqual(queue.remove(isUnwanted), expected.filter(isUnwanted));
            expected = expected.filter((candidate) => !isUnwanted(candidate));
          }
          assert.equal(queue.size, expected.length);
          assert.equal(
            queue.bytes,
            expected.reduce((sum, { message }) => sum + message.payloadLength, 0),
          );
          assert.equal(
            queue.holdsQos0,
            expected.some(({ qos }) => qos === 0),
          );
        }
        assert.deepEqual([...queue], expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe('WaitingQueue with a replay', () => {
  const three = [1, 2, 3].map((journey) => outgoing(journey, 5, 1));

  /** A replay that gives these, and passes over those with journey 2. */
  function replay(): RetainedReplay {
    const messages = three.map(({ message }) => message);
    return new RetainedReplay(messages, (message) => (message.journey === 2 ? null : three[message.journey - 1]!));
  }

  it('gives what stands before it, then what it has left, then what came behind it', () => {
    const queue = new WaitingQueue();
    const [before, behind] = [outgoing(10, 7, 1), outgoing(11, 7, 1)];
    queue.push(before);
    queue.pushReplay(replay());
    queue.push(behind);
    const order = [before, three[0], three[2], behind, undefined];
    for (const expected of order) {
      assert.equal(queue.peek(), expected);
      assert.equal(queue.shift(), expected);
    }
    assert.ok(queue.isEmpty);
  });

  it('counts it apart from what waits beside it, and does not take it for nothing', () => {
    const queue = new WaitingQueue();
    queue.pushReplay(replay());
    queue.push(outgoing(10, 7, 1));
    assert.deepEqual([queue.size, queue.bytes, queue.replaying], [1, 7, 3]);
    assert.ok(queue.holdsQos0 && !queue.isEmpty);
    queue.shift();
    assert.equal(queue.replaying, 2);
  });

  it('leaves it where it is when others are taken out', () => {
    const queue = new WaitingQueue();
    queue.push(outgoing(10, 7, 1));
    queue.pushReplay(replay());
    queue.push(outgoing(11, 7, 1));
    assert.equal(queue.peek()?.journey, 10);
    assert.equal(queue.remove(() => true).length, 2);
    assert.deepEqual([queue.size, queue.bytes], [0, 0]);
    assert.deepEqual([queue.shift(), queue.shift(), queue.shift()], [three[0], three[2], undefined]);
    assert.ok(queue.isEmpty);
  });
});

describe('PacketIds', function () {
  this.timeout(20_000);

  it('go round behind 65,535 to 1, pass over those in use, and end where all are', () => {
    const ids = new PacketIds();
    const inUse = new Map<number, true>();
    for (let expected = 1; expected <= 65_535; expected++) assert.equal(ids.take(inUse), expected);
    inUse.set(1, true).set(2, true);
    assert.equal(ids.take(inUse), 3);
    for (let id = 1; id <= 65_535; id++) inUse.set(id, true);
    assert.equal(ids.take(inUse), null);
    inUse.delete(2);
    assert.equal(ids.take(inUse), 2);
  });
});
