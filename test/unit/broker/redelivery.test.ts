import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

const KEPT = { clean: false };

describe('on a reconnect that resumes the session (4.4.0-1)', () => {
  let broker: BrokerHarness;
  let subscriber: Peer;
  let publisher: Peer;

  beforeEach(() => {
    broker = new BrokerHarness();
    subscriber = broker.connect('sub', 4, KEPT);
    subscriber.subscribe('a', 2);
    subscriber.take();
    publisher = broker.connect('pub', 4, KEPT);
  });

  function reconnect(more: object = {}): Peer {
    subscriber.vanish();
    return broker.connecting('sub', 4, { ...KEPT, ...more });
  }

  it('unacknowledged PUBLISHes go out again with DUP, the old identifiers and in the old order', () => {
    publisher.publish('a', 'one', 1, 1);
    publisher.publish('a', 'two', 2, 2);
    publisher.publish('a', 'three', 1, 3);
    assert.deepEqual(subscriber.take(), ['PUBLISH q1 id1 a=one', 'PUBLISH q2 id2 a=two', 'PUBLISH q1 id3 a=three']);
    subscriber.acknowledge('puback', 1);
    assert.deepEqual(reconnect().take(), [
      'CONNACK 0 present',
      'PUBLISH q2 id2 dup a=two',
      'PUBLISH q1 id3 dup a=three',
    ]);
  });

  it('what waited comes behind what was in flight, with new identifiers', () => {
    publisher.publish('a', 'one', 1, 1);
    subscriber.vanish();
    publisher.publish('a', 'two', 1, 2);
    assert.deepEqual(broker.connecting('sub', 4, KEPT).take().slice(1), [
      'PUBLISH q1 id1 dup a=one',
      'PUBLISH q1 id2 a=two',
    ]);
  });

  it('a PUBREL goes out again, and never its PUBLISH (4.3.3-6)', () => {
    publisher.publish('a', 'x', 2, 1);
    subscriber.acknowledge('pubrec', 1);
    assert.deepEqual(subscriber.take(), ['PUBLISH q2 id1 a=x', 'PUBREL 1']);
    const back = reconnect();
    assert.deepEqual(back.take(), ['CONNACK 0 present', 'PUBREL 1']);
    back.acknowledge('pubcomp', 1);
    back.vanish();
    assert.deepEqual(broker.connecting('sub', 4, KEPT).take(), ['CONNACK 0 present']);
  });

  it('a QoS 2 PUBLISH from the client that comes again is not delivered again (4.3.3-10)', () => {
    publisher.publish('a', 'x', 2, 7);
    assert.deepEqual(publisher.take(), ['PUBREC 7']);
    publisher.vanish();
    const again = broker.connect('pub', 4, KEPT);
    again.publish('a', 'x', 2, 7, { dup: true });
    again.acknowledge('pubrel', 7);
    assert.deepEqual(again.take(), ['PUBREC 7', 'PUBCOMP 7']);
    assert.deepEqual(subscriber.take(), ['PUBLISH q2 id1 a=x']);
    again.publish('a', 'y', 2, 7);
    assert.deepEqual(subscriber.take(), ['PUBLISH q2 id2 a=y']);
  });

  it('nothing is sent again on a live connection', () => {
    publisher.publish('a', 'x', 1, 1);
    subscriber.take();
    broker.advance(1e7);
    assert.deepEqual(subscriber.take(), []);
  });

  it('a retained message that was not acknowledged comes again as retained', () => {
    publisher.publish('r', 'x', 1, 1, { retain: true });
    subscriber.subscribe('r', 1, 2);
    assert.deepEqual(subscriber.take(), ['SUBACK 2 [0x01]', 'PUBLISH q1 id1 retain r=x']);
    assert.deepEqual(reconnect().take(), ['CONNACK 0 present', 'PUBLISH q1 id1 dup retain r=x']);
  });

  it('an UNSUBSCRIBE does not cut what is in flight (3.10.4-3)', () => {
    publisher.publish('a', 'x', 1, 1);
    subscriber.write({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a'] });
    assert.deepEqual(reconnect().take(), ['CONNACK 0 present', 'PUBLISH q1 id1 dup a=x']);
  });

  it('a smaller Receive Maximum makes PUBLISHes wait and PUBRELs not (4.9.0-3)', () => {
    for (let i = 1; i <= 3; i++) publisher.publish('a', String(i), 2, i);
    subscriber.acknowledge('pubrec', 3);
    subscriber.vanish();
    const back = broker.connecting('sub', 5, { ...KEPT, properties: { receiveMaximum: 1, sessionExpiryInterval: 60 } });
    assert.deepEqual(back.take(), ['CONNACK 0 present', 'PUBREL 3', 'PUBLISH q2 id1 dup a=1']);
    back.acknowledge('pubcomp', 3);
    assert.deepEqual(back.take(), []);
    back.acknowledge('pubrec', 1);
    back.acknowledge('pubcomp', 1);
    assert.deepEqual(back.take(), ['PUBREL 1', 'PUBLISH q2 id2 dup a=2']);
  });
});

describe('packet identifiers (5: 2.2.1-4; 3.1.1: 2.3.1-4)', () => {
  it('are never given twice while in flight, also after 65,535', function () {
    this.timeout(20_000);
    const broker = new BrokerHarness({ inFlightLimit: 65_535 });
    const subscriber = broker.connect('sub');
    subscriber.subscribe('a', 1);
    subscriber.take();
    const publisher = broker.connect('pub');
    for (let i = 0; i < 66_000; i++) publisher.publish('a', '', 1, (i % 60_000) + 1);
    const sent = subscriber.takeBytes().map((bytes) => Buffer.from(bytes).readUInt16BE(5));
    assert.equal(sent.length, 65_535);
    assert.equal(new Set(sent).size, 65_535);
    subscriber.acknowledge('puback', 777);
    assert.deepEqual(subscriber.take(), ['PUBLISH q1 id777 a=']);
  });
});
