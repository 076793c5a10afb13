import assert from 'node:assert/strict';

import { LONGEST_HALT, PATIENCE } from '../../../src/engine/broker/backPressure';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';

/** Late answers beyond 4 messages that wait, no reading beyond 8, and one in flight. */
const TIGHT = { queueLimit: 16, slowShare: 0.25, haltShare: 0.5, inFlightLimit: 1 };

/** A subscriber of "a" and a publisher. */
function pair(broker: BrokerHarness, subscriber = 'sub', qos: 1 | 2 = 1): { slow: Peer; publisher: Peer } {
  const slow = broker.connect(subscriber);
  slow.subscribe('a', qos);
  slow.take();
  return { slow, publisher: broker.connect('pub') };
}

/** Publishes messages from number `first` to number `last` at QoS 1 by those identifiers. */
function publish(peer: Peer, first: number, last: number, topic = 'a'): void {
  for (let i = first; i <= last; i++) peer.publish(topic, String(i), 1, i);
}

const answers = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `PUBACK ${first + i}`);

describe('a publisher whose subscriber reads, but lags', () => {
  it('is answered late: once for each message that leaves the queue', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 7);
    // One is in flight, four wait, and of two more the answers wait too.
    assert.deepEqual(publisher.take(), answers(1, 5));
    slow.acknowledge('puback', 1);
    assert.deepEqual(publisher.take(), ['PUBACK 6']);
    slow.acknowledge('puback', 2);
    assert.deepEqual(publisher.take(), ['PUBACK 7']);
    slow.acknowledge('puback', 3);
    assert.deepEqual(publisher.take(), []);
    assert.equal(broker.core.figures().dropped.queueFull, 0);
  });

  it('gets PUBREC late at QoS 2, while its PUBREL and PINGREQ are answered at once', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker, 'sub', 2);
    for (let i = 1; i <= 6; i++) publisher.publish('a', String(i), 2, i);
    assert.deepEqual(publisher.take().at(-1), 'PUBREC 5');
    publisher.acknowledge('pubrel', 1);
    publisher.rawWrite('c000');
    assert.deepEqual(publisher.take(), ['PUBCOMP 1', 'PINGRESP']);
    slow.acknowledge('pubrec', 1);
    slow.acknowledge('pubcomp', 1);
    assert.deepEqual(publisher.take(), ['PUBREC 6']);
  });

  it('is counted by bytes as by number', () => {
    const broker = new BrokerHarness({ queueByteLimit: 1_000, slowShare: 0.25, inFlightLimit: 1 });
    const { publisher } = pair(broker);
    for (let i = 1; i <= 4; i++) publisher.publish('a', 'x'.repeat(100), 1, i);
    assert.deepEqual(publisher.take(), answers(1, 3));
  });

  it('waits for each of several who lag, and for none who does not', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    const other = broker.connect('other');
    other.subscribe('a', 1);
    broker.connect('away', 4, { clean: false }).subscribe('a', 1);
    publish(publisher, 1, 6);
    publisher.take();
    publisher.publish('elsewhere', 'x', 1, 99);
    assert.deepEqual(publisher.take(), ['PUBACK 99']);
    slow.acknowledge('puback', 1);
    assert.deepEqual(publisher.take(), []);
    broker.advance(PATIENCE - 1);
    other.acknowledge('puback', 1);
    assert.deepEqual(publisher.take(), []);
    // The client that was called away acknowledges nothing at all.
    broker.advance(1);
    assert.deepEqual(publisher.take(), ['PUBACK 6']);
  });

  it('is answered at once beyond as many messages as there are packet identifiers', function () {
    this.timeout(20_000);
    const broker = new BrokerHarness({ ...TIGHT, queueLimit: 100_000, slowShare: 0, haltShare: 1 });
    const { publisher } = pair(broker);
    for (let i = 1; i <= 65_540; i++) publisher.rawWrite('3206 0001 61 0007 78');
    // The first is in flight, the answers to 65,535 wait, and the last four have taken an identifier twice.
    assert.deepEqual(
      publisher.take(),
      Array.from({ length: 5 }, () => 'PUBACK 7'),
    );
  });

  it('goes on when the subscriber leaves', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 7);
    publisher.take();
    slow.vanish();
    assert.deepEqual(publisher.take(), answers(6, 7));
  });

  it('has what it left behind forgotten when it goes itself', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 7);
    publisher.vanish();
    const next = broker.connect('next');
    publish(next, 1, 1);
    slow.acknowledge('puback', 1);
    assert.deepEqual(next.take(), ['PUBACK 1']);
  });
});

describe('a publisher whose subscriber is frozen', () => {
  it('is answered as soon as the subscriber has made no progress for a moment, and from then on at once', () => {
    const broker = new BrokerHarness(TIGHT);
    const { publisher } = pair(broker);
    publish(publisher, 1, 6);
    publisher.take();
    broker.advance(PATIENCE - 1);
    assert.deepEqual(publisher.take(), []);
    broker.advance(1);
    assert.deepEqual(publisher.take(), ['PUBACK 6']);
    publish(publisher, 7, 30);
    assert.deepEqual(publisher.take(), answers(7, 30));
    // One in flight and 16 wait.
    assert.equal(broker.core.figures().dropped.queueFull, 13);
  });

  it('waits again once the subscriber does something', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 6);
    broker.advance(PATIENCE);
    slow.acknowledge('puback', 1);
    publisher.take();
    publish(publisher, 7, 8);
    assert.deepEqual(publisher.take(), []);
    broker.advance(PATIENCE);
    assert.deepEqual(publisher.take(), answers(7, 8));
  });

  it('waits again once the subscriber has connected anew', () => {
    const broker = new BrokerHarness(TIGHT);
    const slow = broker.connect('sub', 4, { clean: false });
    slow.subscribe('a', 1);
    const publisher = broker.connect('pub');
    publish(publisher, 1, 6);
    broker.advance(PATIENCE);
    slow.vanish();
    broker.connect('sub', 4, { clean: false });
    publisher.take();
    publish(publisher, 7, 7);
    assert.deepEqual(publisher.take(), []);
  });

  it('still waits where it was the broker that did not get to run', () => {
    const broker = new BrokerHarness(TIGHT);
    const { publisher } = pair(broker);
    publish(publisher, 1, 6);
    publisher.take();
    broker.now += 10 * PATIENCE;
    broker.perform(broker.core.tick(broker.now));
    assert.deepEqual(publisher.take(), []);
    broker.advance(PATIENCE);
    assert.deepEqual(publisher.take(), ['PUBACK 6']);
  });

  it('does not take PUBACKs for what was never sent as progress', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 6);
    publisher.take();
    broker.advance(PATIENCE - 1);
    slow.acknowledge('puback', 99);
    broker.advance(1);
    assert.deepEqual(publisher.take(), ['PUBACK 6']);
  });
});

describe('the connection of a publisher with a large window', () => {
  it('is not read while the queue is nearly full, and loses nothing', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 60);
    assert.ok(publisher.halted);
    for (let i = 1; i <= 60; i++) slow.acknowledge('puback', i);
    assert.deepEqual(
      slow.take().map((line) => line.split('=')[1]),
      [...Array(60).keys()].map((i) => String(i + 1)),
    );
    assert.deepEqual(publisher.take(), answers(1, 60));
    assert.ok(!publisher.halted);
    assert.equal(broker.core.figures().dropped.queueFull, 0);
  });

  it('is read again when all its own messages are answered, though the queue is long with what came before', () => {
    const broker = new BrokerHarness(TIGHT);
    const kept = { clean: false };
    const away = broker.connect('sub', 4, kept);
    away.subscribe('a', 1);
    away.vanish();
    const publisher = broker.connect('pub');
    publish(publisher, 1, 13);
    const slow = broker.connect('sub', 4, kept);
    publisher.take();
    publish(publisher, 14, 14);
    assert.ok(publisher.halted);
    slow.acknowledge('puback', 1);
    assert.deepEqual([publisher.halted, publisher.take()], [false, ['PUBACK 14']]);
  });

  it('is read again after a while, so that its ping is answered', () => {
    const broker = new BrokerHarness(TIGHT);
    const { slow, publisher } = pair(broker);
    publish(publisher, 1, 14);
    publisher.rawWrite('c000');
    publisher.take();
    // Progress, but not enough to bring the queue down.
    const pause = PATIENCE / 2;
    for (let now = 0; now < 5 * LONGEST_HALT; now += pause) {
      const [taken] = slow.take();
      const id = /id(\d+)/.exec(taken ?? '')?.[1];
      if (now % (10 * pause) === 0 && id !== undefined) slow.acknowledge('puback', Number(id));
      broker.advance(pause);
    }
    assert.ok(publisher.take().includes('PINGRESP'));
  });

  it('is read again when the subscriber freezes or leaves', () => {
    for (const end of ['freezes', 'leaves']) {
      const broker = new BrokerHarness(TIGHT);
      const { slow, publisher } = pair(broker);
      publish(publisher, 1, 60);
      if (end === 'freezes') broker.advance(PATIENCE);
      else slow.vanish();
      assert.ok(!publisher.halted, end);
      assert.equal(publisher.take().length, 60, end);
    }
  });

  it('is read on where the client owes acknowledgements itself: two that publish to each other lose nothing', () => {
    const broker = new BrokerHarness({ ...TIGHT, queueLimit: 1_000, slowShare: 0.01, haltShare: 0.02 });
    const peers = ['a', 'b'].map((name) => broker.connect(name));
    peers.forEach((peer, i) => peer.subscribe(['a', 'b'][i]!, 1));
    publish(peers[0]!, 1, 200, 'b');
    publish(peers[1]!, 1, 200, 'a');
    assert.deepEqual(
      peers.map(({ halted }) => halted),
      [false, false],
    );
    for (const peer of peers) for (let i = 1; i <= 200; i++) peer.acknowledge('puback', i);
    for (const peer of peers) assert.equal(peer.take().length, 401);
  });

  it('is read again when something is delivered to the client', () => {
    const broker = new BrokerHarness(TIGHT);
    const { publisher } = pair(broker);
    publisher.subscribe('b', 1);
    publish(publisher, 1, 12);
    assert.ok(publisher.halted);
    broker.connect('other').publish('b', 'x', 1, 1);
    assert.ok(!publisher.halted);
  });
});

describe('a client that is subscribed to its own topic', () => {
  it('gets all that it publishes with a large window, and all its answers', () => {
    const broker = new BrokerHarness({ ...TIGHT, queueLimit: 1_000, slowShare: 0.01, haltShare: 0.02 });
    const self = broker.connect('self');
    self.subscribe('a', 1);
    self.take();
    publish(self, 1, 500);
    const lines: string[] = [];
    for (let some = self.take(); some.length > 0; some = self.take()) {
      lines.push(...some);
      for (const line of some) {
        const id = /^PUBLISH q1 id(\d+)/.exec(line)?.[1];
        if (id !== undefined) self.acknowledge('puback', Number(id));
      }
    }
    assert.equal(lines.filter((line) => line.startsWith('PUBLISH')).length, 500);
    assert.equal(lines.filter((line) => line.startsWith('PUBACK')).length, 500);
    assert.equal(broker.core.figures().dropped.queueFull, 0);
  });
});
