import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';
import { MemoryStore } from '../../support/memoryStore';

/** One message in flight at a time, and a session that ends ten seconds after its connection. */
const ONE = { clean: false, properties: { receiveMaximum: 1, sessionExpiryInterval: 10 } };

/** A member of the group that shares "a". */
function member(broker: BrokerHarness, clientId: string, qos: 0 | 1 | 2, more: object = ONE): Peer {
  const peer = broker.connect(clientId, 5, more);
  peer.subscribe('$share/group/a', qos);
  peer.take();
  return peer;
}

function publish(broker: BrokerHarness, qos: 1 | 2, ...payloads: string[]): void {
  const publisher = broker.connect('pub');
  payloads.forEach((payload, i) => publisher.publish('a', payload, qos, i + 1));
}

describe('a message for a member of a shared subscription whose session ends', () => {
  it('goes to another member, at the QoS that this one was granted: what waited, and QoS 1 in flight', () => {
    const broker = new BrokerHarness();
    const first = member(broker, 'first', 2);
    publish(broker, 1, 'flying', 'waiting');
    assert.deepEqual(first.take(), ['PUBLISH q1 id1 a=flying']);
    const second = member(broker, 'second', 1, { clean: true });
    const third = member(broker, 'third', 0, { clean: true });
    first.vanish();
    assert.deepEqual([...second.take(), ...third.take()], []);
    broker.advance(10_000);
    assert.deepEqual([...second.take(), ...third.take()], ['PUBLISH q1 id1 a=waiting', 'PUBLISH q0 a=flying']);
  });

  it('stays with it at QoS 2 once it is in flight (4.8.2-6)', () => {
    const broker = new BrokerHarness();
    const first = member(broker, 'first', 2);
    publish(broker, 2, 'flying', 'waiting');
    const second = member(broker, 'second', 2);
    first.write({ cmd: 'disconnect', properties: { sessionExpiryInterval: 0 } });
    assert.deepEqual(second.take(), ['PUBLISH q2 id1 a=waiting']);
    assert.equal(broker.core.figures().messages, 1);
  });

  it('is gone where nobody else shares, or where it came through a subscription of its own', () => {
    const broker = new BrokerHarness();
    const alone = member(broker, 'alone', 1);
    publish(broker, 1, 'x');
    const own = broker.connect('own', 5, ONE);
    own.subscribe('a', 1);
    publish(broker, 1, 'y', 'z');
    const other = broker.connect('other', 5, ONE);
    other.subscribe('$share/elsewhere/a', 1);
    other.take();
    for (const peer of [alone, own]) peer.vanish();
    broker.advance(10_000);
    assert.deepEqual(other.take(), []);
    assert.equal(broker.core.figures().messages, 0);
  });

  it('is not passed on when its interval has run out', () => {
    const broker = new BrokerHarness();
    const first = member(broker, 'first', 1);
    const properties = { messageExpiryInterval: 5 };
    const publish = {
      cmd: 'publish',
      topic: 'a',
      payload: 'x',
      qos: 1,
      messageId: 1,
      dup: false,
      retain: false,
    } as const;
    broker.connect('pub', 5).write({ ...publish, properties });
    const second = member(broker, 'second', 1, { ...ONE, properties: { sessionExpiryInterval: 100 } });
    first.vanish();
    broker.advance(10_000);
    assert.deepEqual(second.take(), []);
  });

  it('is kept for the other member across a crash', () => {
    const broker = new BrokerHarness({}, new MemoryStore());
    const first = member(broker, 'first', 1);
    const kept = { clean: false, properties: { sessionExpiryInterval: 1_000 } };
    publish(broker, 1, 'x', 'y');
    member(broker, 'second', 1, kept).vanish();
    first.vanish();
    broker.advance(10_000);
    broker.crash();
    const back = broker.connecting('second', 5, kept).take();
    assert.deepEqual(back.slice(1), ['PUBLISH q1 id1 a=x', 'PUBLISH q1 id2 a=y']);
  });
});
