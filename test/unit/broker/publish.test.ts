import assert from 'node:assert/strict';

import { BrokerHarness, type Peer } from '../../support/brokerHarness';

describe('a message from a client', () => {
  it('is answered by nothing, PUBACK, or PUBREC and PUBCOMP (3.3.4-1)', () => {
    const peer = new BrokerHarness().connect('c');
    peer.publish('a', 'x', 0);
    assert.deepEqual(peer.take(), []);
    peer.publish('a', 'x', 1, 5);
    assert.deepEqual(peer.take(), ['PUBACK 5']);
    peer.publish('a', 'x', 2, 6);
    peer.acknowledge('pubrel', 6);
    assert.deepEqual(peer.take(), ['PUBREC 6', 'PUBCOMP 6']);
  });

  it("is its subscribers' before it is acknowledged (4.3.2-4, 4.3.3-8)", () => {
    const peer = new BrokerHarness().connect('c');
    peer.subscribe('a', 2);
    peer.publish('a', 'x', 1, 5);
    peer.publish('a', 'x', 2, 6);
    assert.deepEqual(peer.take().slice(1), ['PUBLISH q1 id1 a=x', 'PUBACK 5', 'PUBLISH q2 id2 a=x', 'PUBREC 6']);
  });

  it('that nobody wants is acknowledged with 0x10 in MQTT 5 (3.4.2.1, 3.5.2.1)', () => {
    const peer = new BrokerHarness().connect('c', 5);
    peer.publish('a', 'x', 1, 5);
    peer.publish('a', 'x', 2, 6);
    assert.deepEqual(peer.take(), ['PUBACK 5 0x10', 'PUBREC 6 0x10']);
  });

  it('at QoS 2 is delivered once however often it comes before its PUBREL (4.3.3-10), and anew after PUBCOMP (-12)', () => {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub');
    subscriber.subscribe('a', 0);
    subscriber.take();
    const peer = broker.connect('c');
    peer.publish('a', 'x', 2, 5);
    peer.publish('a', 'x', 2, 5, { dup: true });
    peer.publish('a', 'x', 2, 5);
    peer.acknowledge('pubrel', 5);
    peer.publish('a', 'y', 2, 5, { dup: true });
    assert.deepEqual(peer.take(), ['PUBREC 5', 'PUBREC 5', 'PUBREC 5', 'PUBCOMP 5', 'PUBREC 5']);
    assert.deepEqual(subscriber.take(), ['PUBLISH q0 a=x', 'PUBLISH q0 a=y']);
  });

  it('goes on with DUP 0, whatever came (3.3.1-3), and at QoS 1 each time it comes (4.3.2-5)', () => {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub');
    subscriber.subscribe('a', 1);
    subscriber.take();
    const peer = broker.connect('c');
    peer.publish('a', 'x', 1, 5, { dup: true });
    peer.publish('a', 'x', 1, 5, { dup: true });
    assert.deepEqual(subscriber.take(), ['PUBLISH q1 id1 a=x', 'PUBLISH q1 id2 a=x']);
  });

  it('above Maximum QoS costs the connection (3.2.2-11)', () => {
    const peer = new BrokerHarness({ maximumQos: 0 }).connect('c', 5);
    peer.publish('a', 'x', 1, 1);
    assert.deepEqual(peer.take(), ['DISCONNECT 0x9b', 'closed']);
  });

  it('is tagged once, by its connection, and carries the tag to every subscriber', () => {
    const tagged: number[] = [];
    const broker = new BrokerHarness({
      tagMessage: (origin) => tagged.push(origin.kind === 'publish' ? origin.connection : -1) + 100,
    });
    const subscribers = ['a', 'b'].map((name) => broker.connect(name));
    for (const subscriber of subscribers) subscriber.subscribe('t', 1);
    const peer = broker.connect('c');
    peer.publish('t', 'x', 2, 9);
    peer.publish('t', 'x', 2, 9, { dup: true });
    assert.deepEqual(tagged, [peer.number]);
    const routing = { journey: 101, publishedQos: 2, grantedQos: 1, filter: 't', via: 'live' };
    for (const subscriber of subscribers) assert.deepEqual(subscriber.routings(), [routing]);
  });

  it('of 0 bytes and of 256 kB arrives as it is', () => {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub');
    subscriber.subscribe('a', 2);
    subscriber.take();
    const peer = broker.connect('c');
    for (const length of [0, 256_000]) {
      peer.publish('a', 'é'.repeat(length / 2), 1, 1);
      const [bytes] = subscriber.takeBytes();
      assert.equal(
        Buffer.from(bytes ?? [])
          .subarray(-length || bytes?.length)
          .toString(),
        'é'.repeat(length / 2),
      );
    }
  });
});

describe('an acknowledgement from a client', () => {
  it('PUBREL for an identifier that is not known gets PUBCOMP, with 0x92 in MQTT 5 (4.3.3-11)', () => {
    const broker = new BrokerHarness();
    for (const [version, answer] of [
      [4, 'PUBCOMP 9'],
      [5, 'PUBCOMP 9 0x92'],
    ] as const) {
      const peer = broker.connect('c', version);
      peer.acknowledge('pubrel', 9);
      assert.deepEqual(peer.take(), [answer]);
    }
  });

  it('PUBREC for an identifier that is not known gets PUBREL, with 0x92 in MQTT 5', () => {
    const peer = new BrokerHarness().connect('c', 5);
    peer.acknowledge('pubrec', 9);
    assert.deepEqual(peer.take(), ['PUBREL 9 0x92']);
  });

  it('PUBACK and PUBCOMP for identifiers that are not known are passed over', () => {
    const peer = new BrokerHarness().connect('c', 5);
    peer.acknowledge('puback', 9);
    peer.acknowledge('pubcomp', 9);
    assert.deepEqual(peer.take(), []);
  });

  it('of 0x80 or above ends the delivery, without PUBREL or resending (4.3.3-4, 4.4.0-2)', () => {
    const broker = new BrokerHarness();
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const peer = broker.connect('c', 5, kept);
    peer.subscribe('a', 2);
    const publisher = broker.connect('pub');
    publisher.publish('a', 'x', 2, 1);
    publisher.publish('a', 'y', 1, 2);
    peer.take();
    peer.acknowledge('pubrec', 1, 0x97);
    peer.acknowledge('puback', 2, 0x80);
    assert.deepEqual(peer.take(), []);
    peer.vanish();
    assert.deepEqual(broker.connecting('c', 5, kept).take(), ['CONNACK 0 present']);
  });

  it('of the wrong kind for the QoS costs the connection (3.3.4-1)', () => {
    const cases: [qos: 1 | 2, cmd: 'puback' | 'pubrec' | 'pubcomp'][] = [
      [1, 'pubrec'],
      [1, 'pubcomp'],
      [2, 'puback'],
      [2, 'pubcomp'],
    ];
    for (const [qos, cmd] of cases) {
      const peer = subscribed(qos);
      peer.acknowledge(cmd, 1);
      assert.deepEqual(peer.take(), ['DISCONNECT 0x82', 'closed'], `${cmd} at QoS ${qos}`);
    }
  });
});

function subscribed(qos: 1 | 2): Peer {
  const broker = new BrokerHarness();
  const peer = broker.connect('c', 5);
  peer.subscribe('a', qos);
  broker.connect('pub').publish('a', 'x', qos, 1);
  peer.take();
  return peer;
}

describe('properties of a message (MQTT 5)', () => {
  // Content Type "t", User Property a=1, b=2, a=3, Correlation Data 0xff00, Response Topic "r", Payload Format Indicator 0.
  const forwarded =
    '03 00 01 74  26 00 01 61 00 01 31  26 00 01 62 00 01 32  26 00 01 61 00 01 33  09 00 02 ff 00  08 00 01 72  01 00';
  const bytes = Buffer.from(forwarded.replaceAll(' ', ''), 'hex');

  function through(properties: string, subscriptionIdentifier?: number): string {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub', 5);
    subscriber.write({
      ...{ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 0 }] },
      ...(subscriptionIdentifier === undefined ? {} : { properties: { subscriptionIdentifier } }),
    });
    subscriber.takeBytes();
    const length = properties.replaceAll(' ', '').length / 2;
    const head = (n: number): string => n.toString(16).padStart(2, '0');
    broker.connect('pub', 5).rawWrite(`30 ${head(5 + length)} 00 01 61 ${head(length)} ${properties} 78`);
    return Buffer.from(subscriber.takeBytes()[0] ?? []).toString('hex');
  }

  it('go on unaltered and in their order (3.3.2-4, -15 to -18, -20)', () => {
    const expected = `30${(5 + bytes.length).toString(16)}000161${bytes.length.toString(16)}${bytes.toString('hex')}78`;
    assert.equal(through(forwarded), expected);
  });

  it('go on without the topic alias (3.3.2-7, -8), with the subscription identifier added', () => {
    const rest = bytes.toString('hex');
    assert.equal(through(`23 00 05 ${forwarded}`), through(forwarded));
    const length = bytes.length + 2;
    assert.equal(through(forwarded, 9), `30${(5 + length).toString(16)}000161${length.toString(16)}0b09${rest}78`);
  });

  it('are left out for a client of MQTT 3.1.1', () => {
    const broker = new BrokerHarness();
    const subscriber = broker.connect('sub', 4);
    subscriber.subscribe('a', 0);
    subscriber.take();
    broker.connect('pub', 5).rawWrite('30 0c 00 01 61 07 26 00 01 61 00 01 31 78');
    assert.equal(Buffer.from(subscriber.takeBytes()[0] ?? []).toString('hex'), '300400016178');
  });
});

describe('topic aliases from a client (3.3.2.3.4)', () => {
  let broker: BrokerHarness;
  let subscriber: Peer;

  beforeEach(() => {
    broker = new BrokerHarness({ topicAliasMaximum: 5 });
    subscriber = broker.connect('sub');
    subscriber.subscribe('#', 1);
    subscriber.take();
  });

  it('stand for the topic that they came with last, on their connection', () => {
    const peer = broker.connect('c', 5);
    const publish = (topic: string, topicAlias: number, payload: string): void =>
      peer.write({
        ...{ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false },
        properties: { topicAlias },
      });
    publish('a', 1, '1');
    publish('', 1, '2');
    publish('b', 1, '3');
    publish('', 1, '4');
    assert.deepEqual(subscriber.take(), ['PUBLISH q0 a=1', 'PUBLISH q0 a=2', 'PUBLISH q0 b=3', 'PUBLISH q0 b=4']);
  });

  it('that are 0, above the maximum or unknown cost the connection (3.3.2-8, -9; 0x94, 0x82)', () => {
    const cases: [bytes: string, reason: string][] = [
      ['30 09 00 01 61 03 23 00 00 78 78', '0x94'],
      ['30 09 00 01 61 03 23 00 06 78 78', '0x94'],
      ['30 08 00 00 03 23 00 02 78 78', '0x82'],
    ];
    for (const [bytes, reason] of cases) {
      const peer = broker.connect('c', 5);
      peer.rawWrite(bytes);
      assert.deepEqual(peer.take(), [`DISCONNECT ${reason}`, 'closed']);
    }
    assert.deepEqual(subscriber.take(), []);
  });
});
