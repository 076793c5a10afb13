import assert from 'node:assert/strict';

import { BrokerHarness } from '../../support/brokerHarness';

describe('CONNECT', () => {
  it('is answered at once, with what comes right behind it processed (3.1.4-6)', () => {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub');
    subscriber.subscribe('a', 0);
    subscriber.take();
    const publisher = broker.connecting('pub');
    publisher.publish('a', 'x', 0);
    publisher.write({ cmd: 'disconnect' });
    assert.deepEqual(publisher.take(), ['CONNACK 0', 'closed']);
    assert.deepEqual(subscriber.take(), ['PUBLISH q0 a=x']);
  });

  it('opens MQTT 3.1, 3.1.1 and 5', () => {
    for (const version of [3, 4, 5] as const) {
      assert.deepEqual(new BrokerHarness().connecting('c', version).take(), ['CONNACK 0']);
    }
  });

  it('refuses a level that it does not speak with the code that the level understands (3.1.2-2)', () => {
    const cases = [
      { level: '02', answer: '20 02 00 01' },
      { level: '83', answer: '20 02 00 01' },
      { level: '06', answer: '20 03 00 84 00' },
    ];
    for (const { level, answer } of cases) {
      const peer = new BrokerHarness().open();
      peer.rawWrite(`10 0d 00 04 4d 51 54 54 ${level} 02 00 00 00 01 63`);
      assert.equal(Buffer.from(peer.takeBytes()[0] ?? []).toString('hex'), answer.replaceAll(' ', ''));
      assert.ok(peer.closed);
    }
  });

  it('closes without a word where the protocol is not MQTT (3.1.2-1)', () => {
    const peer = new BrokerHarness().open();
    peer.rawWrite('10 0d 00 04 48 54 54 50 04 02 00 00 00 01 63');
    assert.deepEqual(peer.take(), ['closed']);
  });

  it('must be the first packet (3.1.0-1) and the only one of its kind (3.1.0-2)', () => {
    const broker = new BrokerHarness();
    const early = broker.open();
    early.rawWrite('c0 00');
    assert.deepEqual(early.take(), ['closed']);
    const twice = broker.connect('c', 5);
    twice.write({ cmd: 'connect', protocolVersion: 5, clientId: 'c', clean: true });
    assert.deepEqual(twice.take(), ['DISCONNECT 0x82', 'closed']);
  });

  it('gives an identifier to a client without one, and says it in MQTT 5 (3.1.3-6; 3.2.2-16)', () => {
    const broker = new BrokerHarness({ assignClientId: () => 'given' });
    assert.deepEqual(broker.connecting('', 4).take(), ['CONNACK 0']);
    const five = broker.connecting('', 5);
    assert.ok(
      Buffer.from(five.takeBytes()[0] ?? []).includes('120005' + Buffer.from('given').toString('hex'), 0, 'hex'),
    );
  });

  it('needs a client identifier for a kept session before MQTT 5 (3.1.1: 3.1.3-8), and always in MQTT 3.1', () => {
    const broker = new BrokerHarness();
    const kept = broker.open();
    kept.rawWrite('10 0c 00 04 4d 51 54 54 04 00 00 00 00 00');
    assert.deepEqual(kept.take(), ['CONNACK 0x02', 'closed']);
    const old = broker.open();
    old.rawWrite('10 0e 00 06 4d 51 49 73 64 70 03 02 00 00 00 00');
    assert.deepEqual(old.take(), ['CONNACK 0x02', 'closed']);
  });

  it('is told our limits in MQTT 5, and nothing that does not fit its Maximum Packet Size (3.2.2.3; 3.2.2-20)', () => {
    const options = { maximumPacketSize: 5_000, topicAliasMaximum: 7, receiveMaximum: 9, maximumQos: 1 as const };
    const broker = new BrokerHarness({ ...options, serverKeepAlive: 60, version: '1.2' });
    const sentTo = (maximumPacketSize: number): string => {
      const peer = broker.connecting('c', 5, { properties: { maximumPacketSize } });
      return Buffer.from(peer.takeBytes()[0] ?? []).toString('hex');
    };
    // Receive Maximum, Maximum QoS, Maximum Packet Size, Topic Alias Maximum, Server Keep Alive.
    for (const limit of ['210009', '2401', '2700001388', '220007', '13003c'])
      assert.ok(sentTo(100).includes(limit), limit);
    const ours = Buffer.from('qoscope').toString('hex');
    assert.ok(sentTo(100).includes(ours));
    assert.ok(!sentTo(30).includes(ours));
  });

  it('with an authentication method is refused (4.12.0-1)', () => {
    const peer = new BrokerHarness().connecting('c', 5, { properties: { authenticationMethod: 'SCRAM' } });
    assert.deepEqual(peer.take(), ['CONNACK 0x8c', 'closed']);
  });

  it('with a will above Maximum QoS is refused (3.2.2-12)', () => {
    const will = { topic: 'w', payload: 'x', qos: 2 as const };
    const peer = new BrokerHarness({ maximumQos: 1 }).connecting('c', 5, { will });
    assert.deepEqual(peer.take(), ['CONNACK 0x9b', 'closed']);
  });

  it('that never comes costs the connection', () => {
    const broker = new BrokerHarness({ connectTimeout: 5_000 });
    const peer = broker.open();
    broker.advance(4_999);
    assert.deepEqual(peer.take(), []);
    broker.advance(1);
    assert.deepEqual(peer.take(), ['closed']);
  });
});

describe('keep alive (5: 3.1.2-22; 3.1.1: 3.1.2-24)', () => {
  it('closes a connection that is silent for one and a half intervals, and says so in MQTT 5', () => {
    const broker = new BrokerHarness();
    const four = broker.connect('four', 4, { keepalive: 10 });
    const five = broker.connect('five', 5, { keepalive: 10 });
    broker.advance(14_999);
    assert.deepEqual([...four.take(), ...five.take()], []);
    broker.advance(1);
    assert.deepEqual(four.take(), ['closed']);
    assert.deepEqual(five.take(), ['DISCONNECT 0x8d', 'closed']);
  });

  it('counts from the last packet, whatever it is', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c', 4, { keepalive: 10 });
    broker.advance(14_000);
    peer.write({ cmd: 'pingreq' });
    broker.advance(14_000);
    peer.publish('a', 'x', 0);
    broker.advance(14_999);
    assert.deepEqual(peer.take(), ['PINGRESP']);
    broker.advance(1);
    assert.deepEqual(peer.take(), ['closed']);
  });

  it('of 0 never closes', () => {
    const broker = new BrokerHarness();
    const peer = broker.connect('c');
    broker.advance(1e9);
    assert.deepEqual(peer.take(), []);
    assert.equal(broker.core.nextTick(), null);
  });

  it('of the server holds where it names one (3.1.2-21): for who wants a longer one, or none', () => {
    for (const keepalive of [600, 0]) {
      const broker = new BrokerHarness({ serverKeepAlive: 2 });
      const peer = broker.connect('c', 5, { keepalive });
      broker.advance(3_000);
      assert.deepEqual(peer.take(), ['DISCONNECT 0x8d', 'closed']);
    }
  });

  it('of the client holds where it is shorter than the server asks for (3.2.2-22)', () => {
    const broker = new BrokerHarness({ serverKeepAlive: 0x1234 });
    const peer = broker.connecting('c', 5, { keepalive: 2 });
    assert.ok(
      !Buffer.from(peer.takeBytes()[0] ?? [])
        .toString('hex')
        .includes('131234'),
    );
    broker.advance(3_000);
    assert.deepEqual(peer.take(), ['DISCONNECT 0x8d', 'closed']);
  });
});

describe('a client identifier that is in use', () => {
  it('goes to the newer connection; the older is told in MQTT 5 (5: 3.1.4-3; 3.1.1: 3.1.4-2)', () => {
    const broker = new BrokerHarness();
    const five = broker.connect('c', 5);
    const four = broker.connecting('c', 4);
    assert.deepEqual(five.take(), ['DISCONNECT 0x8e', 'closed']);
    assert.deepEqual(four.take(), ['CONNACK 0']);
    broker.connect('c', 4);
    assert.deepEqual(four.take(), ['closed']);
    assert.equal(broker.core.figures().clients, 1);
  });

  it('hands over a kept session with what is in flight', () => {
    const broker = new BrokerHarness();
    const older = broker.connect('c', 4, { clean: false });
    older.subscribe('a', 1);
    broker.connect('pub').publish('a', 'x', 1, 1);
    assert.deepEqual(older.take(), ['SUBACK 1 [0x01]', 'PUBLISH q1 id1 a=x']);
    assert.deepEqual(broker.connecting('c', 4, { clean: false }).take(), [
      'CONNACK 0 present',
      'PUBLISH q1 id1 dup a=x',
    ]);
  });
});
