import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

/** What a peer was sent under $SYS/broker, by the rest of the topic; the first of each. */
function figures(peer: Peer): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of peer.take()) {
    const [, name, value] = /\$SYS\/broker\/([^=]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found[name] ??= value;
  }
  return found;
}

function listening(broker: BrokerHarness, filter = '$SYS/#', version: 4 | 5 = 4): Peer {
  const peer = broker.connect('monitor', version);
  peer.subscribe(filter, 0);
  return peer;
}

describe('$SYS topics', () => {
  it('are sent to who subscribes at once, as retained', () => {
    const broker = new BrokerHarness({ version: '1.2.3' });
    const peer = listening(broker, '$SYS/broker/version');
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]', 'PUBLISH q0 retain $SYS/broker/version=QoScope version 1.2.3']);
  });

  it('have the QoS that was granted', () => {
    const peer = new BrokerHarness().connect('monitor');
    peer.subscribe('$SYS/broker/version', 2);
    assert.equal(peer.take()[1], 'PUBLISH q2 id1 retain $SYS/broker/version=QoScope version 0');
  });

  it('are no message that was published at a higher QoS than it arrives at', () => {
    const peer = listening(new BrokerHarness(), '$SYS/broker/version');
    assert.deepEqual(
      peer.routings().map(({ publishedQos, grantedQos, via }) => [publishedQos, grantedQos, via]),
      [[0, 0, 'retained']],
    );
  });

  it('count as the standard counts packets, and mosquitto names the counts', () => {
    const broker = new BrokerHarness({ startedAt: 1_000 });
    const away = broker.connect('away', 4, { clean: false });
    away.subscribe('kept/#', 1);
    away.vanish();
    const publisher = broker.connect('pub');
    publisher.publish('kept/a', 'hello', 1, 1, { retain: true });
    publisher.publish('kept/b', 'hello', 0);
    publisher.publish('nobody', 'hello', 0);
    broker.advance(2_500);
    assert.deepEqual(broker.core.systemFigures(broker.now), {
      uptime: 2,
      clientsConnected: 1,
      clientsDisconnected: 1,
      subscriptions: 1,
      retained: 1,
      queued: 1,
      // Before the monitor, which adds a CONNECT and a SUBSCRIBE and their answers to the below.
      messagesReceived: 6,
      messagesSent: 4,
      messagesDropped: 1,
      bytesReceived: 95,
      bytesSent: 17,
    });
    assert.deepEqual(figures(listening(broker)), {
      version: 'QoScope version 0',
      uptime: '2 seconds',
      'clients/connected': '2',
      'clients/disconnected': '1',
      'clients/total': '3',
      // Three CONNECTs, two SUBSCRIBEs, three PUBLISHes.
      'messages/received': '8',
      // Three CONNACKs, two SUBACKs, one PUBACK.
      'messages/sent': '6',
      'bytes/received': '129',
      'bytes/sent': '26',
      'publish/messages/received': '3',
      'publish/messages/sent': '0',
      'publish/messages/dropped': '1',
      'retained messages/count': '1',
      'subscriptions/count': '2',
      'store/messages/count': '1',
    });
  });

  it('are sent again each interval where they have changed', () => {
    const broker = new BrokerHarness({ systemInterval: 10_000 });
    const peer = listening(broker, '$SYS/broker/clients/+');
    peer.take();
    broker.advance(10_000);
    assert.equal(Object.keys(figures(peer)).length, 3);
    broker.advance(10_000);
    assert.deepEqual(figures(peer), {});
    broker.connect('another');
    broker.advance(10_000);
    assert.deepEqual(figures(peer), { 'clients/connected': '2', 'clients/total': '2' });
  });

  it('come to a subscriber with Retain As Published with RETAIN, to others without (3.3.1-12, -13)', () => {
    const broker = new BrokerHarness({ systemInterval: 1_000 });
    const peer = broker.connect('monitor', 5);
    const subscriptions = [
      { topic: '$SYS/broker/uptime', qos: 0 as const, rap: true, rh: 2 as const },
      { topic: '$SYS/broker/clients/total', qos: 0 as const, rh: 2 as const },
    ];
    peer.write({ cmd: 'subscribe', messageId: 1, subscriptions });
    assert.deepEqual(peer.take(), ['SUBACK 1 [0,0]']);
    broker.advance(1_000);
    assert.deepEqual(peer.take(), [
      'PUBLISH q0 retain $SYS/broker/uptime=2 seconds',
      'PUBLISH q0 $SYS/broker/clients/total=1',
    ]);
  });

  it('make nothing to do and no message for those who do not ask for them', () => {
    const broker = new BrokerHarness({ tagMessage: () => assert.fail('a message was made') });
    const peer = broker.connect('c');
    for (const [i, filter] of ['#', '+/broker/#', '$other/#', '$SYS/else/#', '$SYS'].entries())
      peer.subscribe(filter, 0, i + 1);
    assert.equal(peer.take().length, 5);
    assert.equal(broker.core.nextTick(), null);
  });

  it('end with their last subscriber, and when it is away', () => {
    for (const leave of [
      (peer: Peer) => peer.write({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['$SYS/#'] }),
      (peer: Peer) => peer.vanish(),
    ]) {
      const broker = new BrokerHarness();
      const peer = broker.connect('monitor', 4, { clean: false });
      peer.subscribe('$SYS/#', 1);
      leave(peer);
      broker.advance(20_000);
      assert.equal(broker.core.nextTick(), null);
      assert.deepEqual(broker.notes, []);
    }
  });

  it('go on when the client of a kept session comes back', () => {
    const broker = new BrokerHarness();
    const first = broker.connect('monitor', 4, { clean: false });
    first.subscribe('$SYS/broker/clients/total', 0);
    first.vanish();
    broker.advance(20_000);
    const again = broker.connect('monitor', 4, { clean: false });
    broker.advance(10_000);
    assert.deepEqual(again.take(), ['PUBLISH q0 $SYS/broker/clients/total=1']);
  });

  it('go in turn to the members of a shared subscription', () => {
    const broker = new BrokerHarness();
    const peer = listening(broker, '$share/g/$SYS/broker/clients/total', 5);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0]']);
    broker.advance(10_000);
    assert.deepEqual(peer.take(), ['PUBLISH q0 $SYS/broker/clients/total=1']);
  });

  it('are not for clients to publish to (4.7.2): 0x87 in MQTT 5, dropped in 3.1.1', () => {
    const broker = new BrokerHarness();
    const peer = listening(broker, '$SYS/broker/version');
    peer.take();
    const five = broker.connect('five', 5);
    five.publish('$SYS/broker/version', 'mine', 1, 1);
    five.publish('$SYS', 'mine', 1, 2);
    five.publish('$SYSTEM/x', 'mine', 1, 3);
    assert.deepEqual(five.take(), ['PUBACK 1 0x87', 'PUBACK 2 0x87', 'PUBACK 3 0x10']);
    const four = broker.connect('four');
    four.publish('$SYS/broker/version', 'mine', 1, 1, { retain: true });
    assert.deepEqual(four.take(), ['PUBACK 1']);
    assert.deepEqual(peer.take(), []);
    assert.equal(broker.core.figures().retained, 0);
  });
});
