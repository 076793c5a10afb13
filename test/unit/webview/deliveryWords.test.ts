import assert from 'node:assert/strict';

import { DELIVERY_STATES } from '../../../src/shared/model';
import { plainSentence, protocolSentence, qosReason, qosText, stateLook } from '../../../webview/deliveryWords';
import { counted, speak, t } from '../../../webview/l10n';
import { promiseOf } from '../../../webview/levels';
import { age, size, span } from '../../../webview/quantities';
import { WORDS } from '../../../webview/words';
import { delivery } from '../../ui/support/fakeTrace';

const downgraded = delivery(3, {
  client: 'dash',
  to: 'client',
  qos: 1,
  publishedQos: 2,
  grantedQos: 1,
  filter: 'factory/#',
});

describe('a delivery in words', () => {
  it('says what is missing in the words of the protocol', () => {
    const open = delivery(1, { state: 'open', missing: 'PUBREL', ms: null });
    assert.equal(protocolSentence(open), 'PUBREC received, no PUBREL yet');
    assert.equal(plainSentence(open), 'broker owns the message and remembers its identifier until ctrl releases it.');
  });

  it('names the reason of a refusal', () => {
    const refused = delivery(1, { state: 'refused', reason: 0x87 });
    assert.equal(protocolSentence(refused), 'Refused: not authorized (0x87)');
  });

  it('says why a message was lost: before it was sent, or under way', () => {
    const lost = delivery(1, { to: 'client', client: 'away', state: 'lost', sends: 0 });
    assert.match(plainSentence({ ...lost, qos: 0 }), /^away was away or too slow, and a message at QoS 0 is not kept/);
    assert.match(plainSentence({ ...lost, qos: 2 }), /gave it up before it was sent/);
    assert.match(plainSentence({ ...lost, qos: 2, sends: 1 }), /whether away has it is not known/);
  });

  it('has an icon and a word of its own for each state', () => {
    const looks = DELIVERY_STATES.map((state) => stateLook(delivery(1, { state })));
    assert.equal(new Set(looks.map((look) => look.word)).size, DELIVERY_STATES.length);
    assert.equal(new Set(looks.map((look) => look.icon)).size, DELIVERY_STATES.length);
  });

  it('leaves no place of a sentence unfilled, whatever the state', () => {
    for (const state of DELIVERY_STATES) {
      for (const qos of [0, 1, 2] as const) {
        const row = delivery(1, { state, qos, sends: 3 });
        assert.doesNotMatch(protocolSentence(row) + plainSentence(row), /[{}]/);
      }
    }
  });

  it('shows a downgrade with the subscription that caused it', () => {
    assert.equal(qosText(downgraded), '2→1');
    assert.equal(
      qosReason(downgraded),
      'Published at QoS 2, delivered at QoS 1; dash’s subscription factory/# was granted QoS 1',
    );
  });

  it('says when the QoS of a delivery disagrees with the rule', () => {
    assert.match(qosReason({ ...downgraded, grantedQos: 2 }) ?? '', /the rule says QoS 2/);
    assert.match(qosReason({ ...downgraded, qos: 2 }) ?? '', /the rule says QoS 1/);
  });

  it('has nothing to explain where a message arrives as it was published', () => {
    assert.equal(qosReason({ ...downgraded, qos: 1, publishedQos: 1 }), null);
    assert.equal(qosReason(delivery(1)), null);
  });
});

describe('the promise of a level', () => {
  it('follows from its handshake', () => {
    const promises = ([0, 1, 2] as const).map(promiseOf);
    assert.deepEqual(
      promises.map(({ canBeLost, canBeDoubled, keptUntil }) => [canBeLost, canBeDoubled, keptUntil]),
      [
        [true, false, null],
        [false, true, 'PUBACK'],
        [false, false, 'PUBREC'],
      ],
    );
  });
});

describe('quantities in words', () => {
  it('always have their unit', () => {
    assert.deepEqual([0, 0.421, 14.26, 803.1, 3240, 42_000, 125_000, 7_500_000].map(span), [
      '0.00 ms',
      '0.42 ms',
      '14.3 ms',
      '803 ms',
      '3.2 s',
      '42 s',
      '2 min 5 s',
      '2 h 5 min',
    ]);
    assert.deepEqual([118, 4_200, 16_300_000].map(size), ['118 B', '4.2 kB', '16.3 MB']);
  });

  it('count an age in seconds, because it grows while it is read', () => {
    assert.deepEqual([803.1, 9_940, 65_000].map(age), ['0.8 s', '9.9 s', '1 min 5 s']);
  });
});

describe('the language of the page', () => {
  afterEach(() => speak('en', {}));

  it('takes words, plurals and numbers from the person’s language', () => {
    speak('de', { [WORDS.deliveriesMany]: '{n} Zustellungen', [WORDS.deliveriesOne]: '{n} Zustellung' });
    assert.equal(counted(12_408, WORDS.deliveriesOne, WORDS.deliveriesMany), '12.408 Zustellungen');
    assert.equal(counted(1, WORDS.deliveriesOne, WORDS.deliveriesMany), '1 Zustellung');
  });

  it('falls back to English for a text without a translation and for a language that it does not know', () => {
    speak('xx-unknown', {});
    assert.equal(t(WORDS.seconds, { n: 3.5 }), '3.5 s');
  });
});
