import assert from 'node:assert/strict';

import { newSegment, TCP, type Segment } from '../../../src/engine/capture/network/segment';
import { Conversation, type Carrier, type End } from '../../../src/engine/capture/tcp/conversation';
import { MemoryBudget } from '../../../src/engine/capture/tcp/memoryBudget';
import { inFrame } from '../../support/captures';

/** Sequence numbers of both ends begin so that they pass their largest one. */
const FIRST = 0x7fff_fffd;

/** One line for each thing that is told: "end text @time". */
function followed(budget = new MemoryBudget(1e6)) {
  const told: string[] = [];
  const carrier: Carrier = {
    isDone: false,
    data: (from, bytes, start, end, time) =>
      told.push(`${from} ${Buffer.from(bytes.subarray(start, end)).toString()} @${time}`),
    gap: (from, count, time) => told.push(`${from} gap of ${count} @${time}`),
    closed: (time) => told.push(`closed @${time}`),
    cut: (time) => told.push(`cut @${time}`),
  };
  const conversation = new Conversation({ segment: newSegment(), carrier, budget });
  for (const from of [0, 1] as const)
    conversation.begin({ ...newSegment(), sequence: FIRST - 1, flags: TCP.syn }, from);
  return { told, conversation };
}

/** What an end says when it has sent `sent` bytes and received `received`. */
function says(words: string, sent: number, received: number, time: number, flags = 0): Segment {
  const [bytes, dataStart, dataEnd] = inFrame(Buffer.from(words));
  return {
    ...newSegment(),
    bytes,
    dataStart,
    dataEnd,
    dataLength: words.length,
    sequence: (FIRST + sent) | 0,
    acknowledgement: (FIRST + received) | 0,
    flags: TCP.ack | flags,
    time,
  };
}

const ASKS: End = 0;
const ANSWERS: End = 1;

describe('Both directions of a TCP connection', () => {
  it('hold an answer back until what it answers has come', () => {
    const { told, conversation } = followed();
    conversation.take(says('yes', 0, 8, 1), ANSWERS);
    conversation.take(says('no', 3, 8, 2), ANSWERS);
    conversation.take(says('and?', 4, 0, 3), ASKS);
    assert.deepEqual([told, conversation.isHolding], [[], true]);
    conversation.take(says('so? ', 0, 0, 4), ASKS);
    assert.deepEqual(told, ['0 so?  @4', '0 and? @4', '1 yes @4', '1 no @4']);
    assert.equal(conversation.isHolding, false);
  });

  it('give an answer back to each other in turn', () => {
    const { told, conversation } = followed();
    conversation.take(says('four', 1, 2, 1), ANSWERS);
    conversation.take(says('three', 1, 1, 2), ASKS);
    conversation.take(says('2', 0, 1, 3), ANSWERS);
    conversation.take(says('1', 0, 0, 4), ASKS);
    assert.deepEqual(
      told.map((line) => line.split(' ')[1]),
      ['1', '2', 'three', 'four'],
    );
  });

  it('wait for ten milliseconds, then show the answer as of then, and hold no other back for the same bytes', () => {
    const { told, conversation } = followed();
    conversation.take(says('yes', 0, 8, 1), ANSWERS);
    conversation.letGo(10.9);
    assert.deepEqual([told, conversation.due], [[], 11]);
    conversation.letGo(11);
    conversation.take(says('no', 3, 12, 60_001), ANSWERS);
    assert.deepEqual(told, ['1 yes @11', '1 no @60001']);
    conversation.take(says('late but here', 0, 5, 60_002), ASKS);
    conversation.take(says('again', 5, 20, 60_003), ANSWERS);
    assert.deepEqual([told.at(-1), conversation.isHolding], ['0 late but here @60002', true]);
  });

  it('do not wait for bytes behind the last one, which an acknowledgement of FIN counts', () => {
    const { told, conversation } = followed();
    conversation.take(says('bye', 0, 0, 1, TCP.fin), ASKS);
    conversation.take(says('good bye', 0, 4, 2, TCP.fin), ANSWERS);
    assert.deepEqual(told, ['0 bye @1', '1 good bye @2', 'closed @2']);
  });

  it('end with the answers that were held back, and then only', () => {
    const { told, conversation } = followed();
    conversation.take(says('yes', 0, 8, 1), ANSWERS);
    conversation.take(says('', 3, 8, 2, TCP.rst), ANSWERS);
    assert.deepEqual(told, []);
    conversation.letGo(11);
    assert.deepEqual([told, conversation.due], [['1 yes @11', 'closed @11'], Infinity]);
    const other = followed();
    other.conversation.take(says('yes', 0, 8, 1), ANSWERS);
    other.conversation.cut(2);
    assert.deepEqual(other.told, ['1 yes @2', 'cut @2']);
  });

  it('hold back no more than the budget of all connections has room for', () => {
    const budget = new MemoryBudget(3000);
    const { told, conversation } = followed(budget);
    for (let i = 0; i < 50; i++) {
      conversation.take(says('x'.repeat(100), 100 * i, 8 + i, i / 100), ANSWERS);
    }
    assert.equal(budget.isExceeded, false);
    assert.ok(told.length > 40);
    conversation.cut(1);
    budget.change(3000);
    assert.equal(budget.isExceeded, false, 'nothing is counted that is not held');
  });
});
