import assert from 'node:assert/strict';
import { hex } from '../../support/mqttBytes';
import { TestTrace } from './exchange';

describe('a session', () => {
  it('stands from its CONNACK until its connection ends, where it is not kept', () => {
    const t = new TestTrace();
    const wire = t.wire();
    wire.connect('c');
    assert.deepEqual(t.trace.sessions().rows, []);
    wire.connack();
    assert.deepEqual([t.session('c').connected, t.session('c').kept, t.session('c').n], [true, false, 1]);
    wire.close();
    assert.deepEqual(t.trace.sessions().rows, []);
  });

  it('loses what it held when it ends with its connection', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.publish('client', 1, { id: 1 });
    wire.publish('broker', 2, { id: 1 });
    wire.close();
    assert.deepEqual(t.states(), ['lost', 'lost']);
    assert.equal(t.all()[0]?.ms, null);
    assert.equal(t.trace.counts().inFlight, 0);
  });

  it('goes on in MQTT 3.1, whose CONNACK has no Session Present', () => {
    const t = new TestTrace();
    const first = t.connected('c', 3, { clean: false });
    const delivery = first.publish('broker', 1, { id: 4 });
    first.close();
    const second = t.connected('c', 3, { clean: false }, false);
    assert.equal(second.publish('broker', 1, { id: 4, dup: true }), delivery);
    second.acknowledge('client', 'puback', 4);
    assert.deepEqual(t.states(), ['complete']);
    assert.equal(t.session('c').n, 1);
  });

  for (const version of [4, 5] as const) {
    describe(`kept, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => {
      const kept = { clean: false, expiry: 3600 };

      it('stands without a connection, and its deliveries stay open', () => {
        const t = new TestTrace();
        const wire = t.connected('c', version, kept);
        wire.publish('broker', 1, { id: 4 });
        wire.close();
        assert.deepEqual([t.session('c').connected, t.session('c').kept], [false, true]);
        assert.deepEqual(t.states(), ['PUBACK']);
      });

      it('carries deliveries in both directions over a reconnect that resumes it', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        const toClient = first.publish('broker', 1, { id: 4 });
        const toBroker = first.publish('client', 2, { id: 4 });
        first.acknowledge('broker', 'pubrec', 4);
        first.close();
        t.time += 1000;
        const second = t.connected('c', version, kept, true);
        assert.equal(second.publish('broker', 1, { id: 4, dup: true }), toClient);
        assert.equal(second.acknowledge('client', 'pubrel', 4) > 0, true);
        second.acknowledge('client', 'puback', 4);
        second.acknowledge('broker', 'pubcomp', 4);
        const [four, wires] = [t.delivery(toBroker), t.trace.delivery(toBroker).packets.map((packet) => packet.wire)];
        assert.deepEqual([four.state, four.packets, wires], ['complete', 4, [1, 1, 2, 2]]);
        const one = t.delivery(toClient);
        assert.deepEqual([one.state, one.sends, one.session], ['complete', 2, 1]);
        assert.ok((one.ms ?? 0) > 1000);
      });

      it('gets a new number where the broker says Session Present 0, and what it held is lost', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        first.publish('broker', 1, { id: 4 });
        first.close();
        const second = t.connected('c', version, kept, false);
        second.publish('broker', 1, { id: 4, dup: true });
        assert.deepEqual(t.states(), ['lost', 'PUBACK']);
        assert.deepEqual(
          t.all().map((delivery) => delivery.session),
          [2, 1],
        );
        assert.equal(t.trace.sessions().rows.length, 1);
      });

      it('is replaced by a clean start', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        first.publish('client', 1);
        first.close();
        t.connected('c', version, { clean: true });
        assert.deepEqual(t.states(), ['lost']);
        assert.equal(t.session('c').n, 2);
      });

      it('is not touched by a CONNECT that the broker refuses', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        first.publish('broker', 1, { id: 4 });
        first.close();
        const refused = t.wire(version);
        refused.connect('c', { clean: true });
        refused.connack(false, version === 5 ? 0x87 : 5);
        refused.close();
        assert.deepEqual(t.states(), ['PUBACK']);
        assert.equal(t.session('c').n, 1);
      });

      it('goes to the later of two wires', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        const n = first.publish('broker', 1, { id: 4 });
        const second = t.connected('c', version, kept, true);
        const late = first.acknowledge('client', 'puback', 4);
        first.close();
        assert.equal(t.trace.packet(late).packet.delivery, null);
        assert.deepEqual([t.delivery(n).state, t.session('c').connected], ['open', true]);
        second.acknowledge('client', 'puback', 4);
        assert.equal(t.delivery(n).state, 'complete');
      });

      it('does not go back to a wire that never saw its CONNACK', () => {
        const t = new TestTrace();
        t.connected('c', version, kept);
        const unanswered = t.wire(version);
        unanswered.connect('c', kept);
        const third = t.connected('c', version, kept, true);
        assert.equal(unanswered.publish('client', 1, { id: 4 }), 0);
        const n = third.publish('client', 1, { id: 4 });
        assert.deepEqual([t.delivery(n).sends, t.all().length], [1, 1]);
      });

      it('counts what the client sends before its CONNACK to the session that the CONNACK resumes', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        const n = first.publish('client', 1, { id: 4 });
        first.close();
        const second = t.wire(version);
        second.connect('c', kept);
        assert.equal(second.publish('client', 1, { id: 4, dup: true }), n);
        second.connack(true);
        second.acknowledge('broker', 'puback', 4);
        assert.equal(t.delivery(n).state, 'complete');
      });

      it('gives what the client sent before its CONNACK to the session that the CONNACK begins', () => {
        const t = new TestTrace();
        const first = t.connected('c', version, kept);
        const lost = first.publish('client', 1, { id: 3 });
        first.close();
        const second = t.wire(version);
        second.connect('c', kept);
        const early = second.publish('client', 1, { id: 4 });
        second.connack(false);
        second.acknowledge('broker', 'puback', 4);
        assert.deepEqual([t.delivery(lost).state, t.delivery(lost).session], ['lost', 1]);
        assert.deepEqual([t.delivery(early).state, t.delivery(early).session], ['complete', 2]);
      });
    });
  }

  it('takes CONNECT, PUBLISH and DISCONNECT without a CONNACK between them', () => {
    const t = new TestTrace();
    const wire = t.wire();
    wire.connect('c');
    const n = wire.publish('client', 0);
    wire.say('client', { cmd: 'disconnect' });
    wire.connack();
    wire.close();
    assert.deepEqual([t.delivery(n).state, t.delivery(n).client], ['complete', 'c']);
    const { rows } = t.trace.sessions();
    assert.deepEqual(rows, []);
  });

  it('loses what was open where no CONNACK ever came', () => {
    const t = new TestTrace();
    const wire = t.wire();
    wire.connect('c');
    wire.publish('client', 1);
    wire.close();
    assert.deepEqual(t.states(), ['lost']);
  });

  it('has the client id that the broker assigned', () => {
    const t = new TestTrace();
    const wire = t.wire(5);
    wire.connect('', { clean: true });
    const early = wire.publish('client', 1);
    wire.connack(false, 0, { assignedClientIdentifier: 'auto-1' });
    assert.equal(t.session('auto-1').n, 1);
    assert.equal(t.delivery(early).client, 'auto-1');
  });

  it('is one for each connection where the client id is empty', () => {
    const t = new TestTrace();
    const first = t.connected('');
    const second = t.connected('');
    first.publish('broker', 1, { id: 1 });
    second.publish('broker', 1, { id: 1 });
    first.close();
    assert.deepEqual(t.states(), ['lost', 'PUBACK']);
  });

  it('of MQTT 5 ends with its connection where its DISCONNECT says so', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5, { clean: false, expiry: 3600 });
    wire.say('client', { cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 0 } });
    wire.close();
    assert.deepEqual(t.trace.sessions().rows, []);
  });

  it('of MQTT 5 is not kept by a DISCONNECT where its CONNECT did not keep it', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.say('client', { cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 9 } });
    wire.close();
    assert.deepEqual(t.trace.sessions().rows, []);
  });

  it('is kept as long as the CONNACK says, where it says so', () => {
    const t = new TestTrace();
    const wire = t.wire(5);
    wire.connect('c', { clean: false, expiry: 3600 });
    wire.connack(false, 0, { sessionExpiryInterval: 0 });
    assert.equal(t.session('c').kept, false);
  });

  it('knows the Receive Maximum of both ends', () => {
    const t = new TestTrace();
    const wire = t.wire(5);
    wire.connect('c', { receiveMaximum: 20 });
    wire.connack(false, 0, { receiveMaximum: 10 });
    const { clientReceiveMaximum, brokerReceiveMaximum } = t.session('c');
    assert.deepEqual([clientReceiveMaximum, brokerReceiveMaximum], [20, 10]);
  });

  it('ends when the broker says that it has expired', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 4, { clean: false });
    wire.publish('broker', 1);
    wire.close();
    t.trace.sessionEnded('c', 'local', t.time);
    assert.deepEqual(t.states(), ['lost']);
    assert.deepEqual(t.trace.sessions().rows, []);
  });

  it('of the same client at another broker is another one', () => {
    const t = new TestTrace();
    const here = t.connected('c', 4, { clean: false });
    here.publish('client', 1);
    const there = t.wire(4, 'staging');
    there.connect('c', { clean: true });
    there.connack();
    assert.deepEqual(t.states(), ['PUBACK']);
    assert.equal(t.trace.sessions().rows.length, 2);
  });

  it('counts what is in flight in each direction', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.publish('client', 1, { id: 1 });
    wire.publish('client', 2, { id: 2 });
    wire.publish('broker', 1, { id: 1 });
    wire.acknowledge('broker', 'puback', 1);
    const { inFlightToBroker, inFlightToClient } = t.session('c');
    assert.deepEqual([inFlightToBroker, inFlightToClient, t.trace.counts().inFlight], [1, 1, 2]);
    assert.deepEqual(
      t.trace.inFlight(200).rows.map((delivery) => delivery.n),
      [2, 3],
    );
  });

  it('is not changed by a second CONNECT on its wire', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 4, { clean: false });
    const n = wire.publish('client', 1);
    wire.connect('d');
    assert.deepEqual([t.delivery(n).state, t.session('c').connected], ['open', true]);
  });
});

describe('subscriptions', () => {
  it('are unanswered until the SUBACK, and then granted', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.subscribe(9, 'a/#', 2, 77);
    const asked = { filter: 'a/#', requestedQos: 2, grantedQos: null, reason: null, subscriptionIdentifier: 77 };
    assert.deepEqual(t.session('c').subscriptions, [asked]);
    wire.suback(9, 1);
    assert.deepEqual(t.session('c').subscriptions, [{ ...asked, grantedQos: 1, reason: 1 }]);
  });

  it('that are refused say so', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.subscribe(9, 'a/#', 2);
    wire.suback(9, 0x80);
    const [subscription] = t.session('c').subscriptions;
    assert.deepEqual([subscription?.grantedQos, subscription?.reason], [null, 0x80]);
  });

  it('stand where a second request for their filter is refused, and change where it is granted', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.subscribe(1, 'a', 2);
    wire.suback(1, 2);
    wire.subscribe(2, 'a', 0);
    assert.equal(t.session('c').subscriptions[0]?.grantedQos, 2);
    wire.suback(2, 0x80);
    assert.equal(t.session('c').subscriptions[0]?.grantedQos, 2);
    wire.subscribe(3, 'a', 0);
    wire.suback(3, 0);
    assert.equal(t.session('c').subscriptions[0]?.grantedQos, 0);
  });

  it('stand until the UNSUBACK', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    wire.subscribe(1, 'a', 2);
    wire.suback(1, 2);
    wire.say('client', { cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a'] });
    assert.equal(t.session('c').subscriptions.length, 1);
    wire.say('broker', { cmd: 'unsuback', messageId: 2, granted: [] });
    assert.deepEqual(t.session('c').subscriptions, []);
  });

  it('of MQTT 5 stand where the UNSUBACK refuses', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.subscribe(1, 'a', 2);
    wire.suback(1, 2);
    wire.say('client', { cmd: 'unsubscribe', messageId: 2, unsubscriptions: ['a'] });
    wire.say('broker', { cmd: 'unsuback', messageId: 2, granted: [0x87] });
    assert.equal(t.session('c').subscriptions.length, 1);
  });

  it('share the space of identifiers with PUBLISH, and each answer finds its own', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1, { id: 5 });
    wire.subscribe(5, 'a', 1);
    wire.suback(5, 1);
    assert.deepEqual([t.delivery(n).state, t.session('c').subscriptions[0]?.grantedQos], ['open', 1]);
    wire.acknowledge('broker', 'puback', 5);
    assert.equal(t.delivery(n).state, 'complete');
  });

  it('that were not answered before the connection ended are not answered after it', () => {
    const t = new TestTrace();
    const first = t.connected('c', 4, { clean: false });
    first.subscribe(5, 'a', 1);
    first.close();
    const second = t.connected('c', 4, { clean: false }, true);
    second.suback(5, 1);
    assert.equal(t.session('c').subscriptions[0]?.grantedQos, null);
  });
});

describe('a SUBSCRIBE before the CONNACK', () => {
  for (const present of [true, false]) {
    it(`counts for the session that the CONNACK ${present ? 'resumes' : 'begins'}`, () => {
      const t = new TestTrace();
      t.connected('c', 4, { clean: false }).close();
      const wire = t.wire();
      wire.connect('c', { clean: false });
      wire.subscribe(1, 'a', 1);
      wire.connack(present);
      wire.suback(1, 1);
      assert.deepEqual([t.session('c').n, t.session('c').subscriptions[0]?.grantedQos], [present ? 1 : 2, 1]);
    });
  }
});

describe('a wire that does not speak MQTT', () => {
  it('shows what came with the reason', () => {
    const t = new TestTrace();
    const wire = t.wire();
    const unreadable = { code: 'packet.badRemainingLength', args: {} } as const;
    const garbage = wire.recorder.unreadable('client', hex('47 45 54 20 2f'), t.time, unreadable);
    const { packet, bytes } = t.trace.packet(garbage);
    assert.deepEqual([packet.error, packet.length, [...bytes]], [unreadable, 5, [0x47, 0x45, 0x54, 0x20, 0x2f]]);
  });

  it('shows that a packet came before CONNECT', () => {
    const t = new TestTrace();
    const row = t.wire().publish('client', 1);
    assert.equal(row, 0);
    const { packet } = t.trace.packet(1);
    assert.deepEqual(packet.error, { code: 'packet.notConnect', args: { type: 'PUBLISH' } });
    assert.equal(t.trace.counts().deliveries, 0);
  });

  it('shows why a CONNECT cannot be read, and begins no session', () => {
    const t = new TestTrace();
    const wire = t.wire();
    const row = wire.bytes('client', hex('10 02 00 04'));
    wire.close();
    assert.deepEqual(t.trace.packet(row).packet.error, { code: 'packet.truncated', args: { type: 'CONNECT' } });
  });

  it('keeps a malformed packet out of the deliveries of a session', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1, { id: 1 });
    for (const digits of ['36 05 00 01 61 00 01', '40 01 00', '34 05 00 01 61 00 00', '00 00', '82 02 00 01']) {
      const row = wire.bytes('client', hex(digits));
      const { packet } = t.trace.packet(row);
      assert.ok(packet.error !== null, digits);
      assert.equal(packet.delivery, null);
    }
    assert.deepEqual([t.delivery(n).state, t.trace.counts().deliveries], ['open', 1]);
  });
});
