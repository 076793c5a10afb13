import assert from 'node:assert/strict';
import { outcomeOf } from '../../src/host/publish/outcome';
import type { DeliveryDetail } from '../../src/shared/engineApi';
import type { Delivery } from '../../src/shared/model';
import { deliveryNumber } from '../support/fakeDeliveries';

function detail(origin: Partial<Delivery>, ...branches: readonly Partial<Delivery>[]): DeliveryDetail {
  const delivery = deliveryNumber(1, origin);
  const journey = {
    n: 1,
    origin: delivery,
    branches: branches.map((branch, i) => deliveryNumber(i + 2, { to: 'client', ...branch })),
    inferred: false,
  };
  return { delivery, packets: [], journey, explained: [] };
}

describe('The sentence on a published message', () => {
  it('names whom it reached at which QoS, and for whom it waits', () => {
    const outcome = outcomeOf(
      [detail({}, { client: 'dash', qos: 1 }, { client: 'log' }, { client: 'away', state: 'queued', ms: null })],
      0,
    );
    assert.equal(
      outcome.text,
      'QoS 2 complete in 1.4 ms · reached dash at QoS 1 (published 2), log at QoS 2; away: queued',
    );
    assert.equal(outcome.state, 'complete');
  });

  it('names three of many subscribers, and all of them in its long form', () => {
    const clients = ['a', 'b', 'c', 'd', 'e'].map((client) => ({ client }));
    const { text, whole } = outcomeOf([detail({}, ...clients)], 0);
    assert.match(text, /reached a at QoS 2, b at QoS 2, c at QoS 2, 2 more$/);
    assert.match(whole, /d at QoS 2, e at QoS 2$/);
  });

  it('says which acknowledgement is missing', () => {
    const outcome = outcomeOf([detail({ state: 'open', missing: 'PUBCOMP', ms: null })], 0);
    assert.match(outcome.text, /^QoS 2 waiting for PUBCOMP since /);
    assert.equal(outcome.state, 'waiting');
  });

  it('says why it was refused', () => {
    const outcome = outcomeOf([detail({ qos: 1, state: 'refused', reason: 0x87, ms: null })], 0);
    assert.equal(outcome.text, 'QoS 1 refused: not authorized (0x87)');
    assert.equal(outcome.state, 'failed');
  });

  it('does not call it a failure that QoS 0 is not kept for a client that is away', () => {
    const away = { client: 'away', qos: 0, state: 'lost', sends: 0, ms: null } as const;
    const outcome = outcomeOf([detail({ qos: 0, ms: null }, away)], 0);
    assert.equal(outcome.text, 'QoS 0 sent · away: lost: QoS 0 is not kept for later');
    assert.equal(outcome.state, 'complete');
  });

  it('says that nobody has subscribed, of the local broker alone', () => {
    assert.equal(outcomeOf([detail({ qos: 0, ms: null })], 0).text, 'QoS 0 sent · no subscriber');
    assert.equal(outcomeOf([detail({ qos: 0, ms: null, broker: 'staging' })], 0).text, 'QoS 0 sent');
  });

  it('says of several messages which have not arrived yet, and why', () => {
    const away = { client: 'away', state: 'queued', ms: null } as const;
    const busy = { client: 'busy', state: 'open', missing: 'PUBACK', ms: null } as const;
    const outcome = outcomeOf([detail({}, { client: 'dash' }, away), detail({}, busy, away)], 0);
    assert.match(outcome.text, / · 1 of 4 deliveries to subscribers complete, 2 queued, 1 in flight$/);
    assert.equal(outcome.state, 'waiting');
  });

  it('sums up several messages, with what became of the first that is not complete', () => {
    const outcome = outcomeOf(
      [detail({ ms: 1.2 }, { client: 'dash' }), detail({ state: 'refused', reason: 0x97, ms: null })],
      0,
    );
    assert.equal(
      outcome.text,
      '1 of 2 messages at QoS 2 complete, the slowest in 1.2 ms · refused: quota exceeded (0x97) · 1 of 1 deliveries to subscribers complete',
    );
    assert.equal(outcome.state, 'failed');
  });
});
