import assert from 'node:assert/strict';

import { QOS_LEVELS, type Qos } from '../../../src/shared/model';
import { guaranteeOf } from '../../../webview/guarantees';
import { keptWords, promiseWords, wayWords } from '../../../webview/matrix/guaranteeWords';

/** The comparison table of the guide that QoScope was made for, row by row: QoS 0, 1, 2. */
const GUIDE = {
  'Delivery Guarantee': ['At most once', 'At least once', 'Exactly once'],
  Acknowledgment: ['None', 'PUBACK', 'PUBREC/PUBREL/PUBCOMP'],
  Retries: ['No', 'Yes', 'Yes'],
  'Can Lose Messages': ['Yes', 'No', 'No'],
  'Can Duplicate': ['No', 'Yes', 'No'],
  'Storage Required': ['None', 'Broker & Client', 'Broker & Client'],
} as const;

/** The guide's matrix: publish QoS, subscribe QoS, effective QoS. */
const EFFECTIVE = '0 0 0 0 1 0 0 2 0 1 0 0 1 1 1 1 2 1 2 0 0 2 1 1 2 2 2'.split(' ').map(Number);

const yes = (value: boolean): string => (value ? 'Yes' : 'No');

/** The same rows, computed for one level on both ways. */
function computed(qos: Qos): Record<keyof typeof GUIDE, string> {
  const guarantee = guaranteeOf(qos, qos);
  const { toBroker, toSubscriber } = guarantee;
  const clientStores = toBroker.senderKeeps === 'message';
  const brokerStores = toSubscriber.senderKeeps === 'message';
  assert.equal(clientStores, brokerStores);
  return {
    'Delivery Guarantee': promiseWords(guarantee).replace(/^./, (first) => first.toUpperCase()),
    Acknowledgment: toBroker.handshake.slice(1).join('/') || 'None',
    Retries: yes(toBroker.senderKeeps === 'message'),
    'Can Lose Messages': yes(guarantee.canBeLost),
    'Can Duplicate': yes(guarantee.canBeDoubled),
    'Storage Required': clientStores ? 'Broker & Client' : 'None',
  };
}

describe('what two levels promise together', () => {
  for (const qos of QOS_LEVELS) {
    it(`is what the guide's table says where both are QoS ${qos}`, () => {
      const column = Object.fromEntries(Object.entries(GUIDE).map(([row, cells]) => [row, cells[qos]]));
      assert.deepEqual(computed(qos), column);
    });
  }

  it('arrives at the level of the guide’s matrix', () => {
    for (let i = 0; i < EFFECTIVE.length; i += 3) {
      const [published, granted, effective] = EFFECTIVE.slice(i, i + 3) as [Qos, Qos, Qos];
      assert.equal(guaranteeOf(published, granted).effective, effective, `${published}, ${granted}`);
    }
  });

  it('is the weaker of two different promises, and says where', () => {
    const lowered = guaranteeOf(2, 0);
    assert.equal(promiseWords(lowered), 'at most once');
    assert.equal(wayWords(lowered, 'canBeLost'), 'yes, on the way to the subscriber');
    const neither = guaranteeOf(1, 0);
    assert.deepEqual([neither.canBeLost, neither.canBeDoubled], [true, true]);
    assert.equal(wayWords(neither, 'canBeDoubled'), 'yes, on the way to the broker');
  });

  it('keeps the message at its sender, and at QoS 2 the identifier at its receiver', () => {
    assert.equal(keptWords(guaranteeOf(0, 0)), 'nothing is kept');
    assert.equal(keptWords(guaranteeOf(1, 0)), 'publisher: the message until PUBACK');
    assert.equal(
      keptWords(guaranteeOf(2, 1)),
      'publisher: the message until PUBREC; broker: the identifier until PUBREL; broker: the message until PUBACK',
    );
  });

  it('counts packets and bytes on both ways', () => {
    assert.deepEqual([guaranteeOf(0, 2).packets, guaranteeOf(1, 1).packets, guaranteeOf(2, 2).packets], [2, 4, 8]);
    // 30 04 00 01 61 78: QoS 0 on topic "a", payload "x": 6 bytes, 2 of them topic and payload.
    assert.equal(guaranteeOf(0, 0).overhead, 2 * (6 - 2));
    // 32 06 00 01 61 00 01 78 and 40 02 00 01.
    assert.equal(guaranteeOf(1, 1).overhead, 2 * (8 - 2 + 4));
    // 34 06 … and three acknowledgements of 4 bytes.
    assert.equal(guaranteeOf(2, 2).overhead, 2 * (8 - 2 + 12));
  });
});
