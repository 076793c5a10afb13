import assert from 'node:assert/strict';
import type { Side } from '../../../src/shared/model';
import { TestTrace, type Version } from './exchange';

const OTHER: Record<Side, Side> = { client: 'broker', broker: 'client' };

for (const version of [4, 5] as const) {
  for (const from of ['client', 'broker'] as const) {
    describe(`a delivery from the ${from}, ${version === 5 ? 'MQTT 5' : '3.1.1'}`, () => handshakes(version, from));
  }
}

function handshakes(version: Version, from: Side): void {
  const receiver = OTHER[from];

  function begin(): { t: TestTrace; wire: ReturnType<TestTrace['connected']> } {
    const t = new TestTrace();
    return { t, wire: t.connected('c', version) };
  }

  it('is complete when sent at QoS 0, and takes no time', () => {
    const { t, wire } = begin();
    const delivery = t.delivery(wire.publish(from, 0, { topic: 'a/b', payload: 'hello' }));
    assert.deepEqual(
      [delivery.state, delivery.ms, delivery.packetId, delivery.packets, delivery.payloadLength, delivery.to],
      ['complete', null, null, 1, 5, receiver],
    );
  });

  it('waits for PUBACK at QoS 1, and is complete with it', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 1, { id: 7 });
    assert.deepEqual([t.delivery(n).state, t.delivery(n).missing], ['open', 'PUBACK']);
    wire.acknowledge(receiver, 'puback', 7);
    const delivery = t.delivery(n);
    assert.deepEqual(
      [delivery.state, delivery.missing, delivery.ms, delivery.packets, delivery.packetId],
      ['complete', null, 1, 2, 7],
    );
  });

  it('names the missing leg of QoS 2 until PUBCOMP', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 2, { id: 7 });
    const seen = [t.delivery(n).missing];
    wire.acknowledge(receiver, 'pubrec', 7);
    seen.push(t.delivery(n).missing);
    wire.acknowledge(from, 'pubrel', 7);
    seen.push(t.delivery(n).missing);
    wire.acknowledge(receiver, 'pubcomp', 7);
    assert.deepEqual(seen, ['PUBREC', 'PUBREL', 'PUBCOMP']);
    assert.deepEqual([t.delivery(n).state, t.delivery(n).ms], ['complete', 3]);
    assert.deepEqual(
      t.trace.delivery(n).packets.map((packet) => [packet.type, packet.from, packet.packetId, packet.delivery]),
      [
        ['PUBLISH', from, 7, n],
        ['PUBREC', receiver, 7, n],
        ['PUBREL', from, 7, n],
        ['PUBCOMP', receiver, 7, n],
      ],
    );
  });

  it('counts a PUBLISH sent again with its identifier to the same delivery, DUP or not', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 1, { id: 7 });
    assert.equal(wire.publish(from, 1, { id: 7, dup: true }), n);
    assert.equal(wire.publish(from, 1, { id: 7, dup: false }), n);
    wire.acknowledge(receiver, 'puback', 7);
    assert.deepEqual([t.delivery(n).sends, t.delivery(n).packets, t.delivery(n).state], [3, 4, 'complete']);
    assert.equal(t.trace.counts().deliveries, 1);
  });

  it('takes the same identifier after PUBACK for a new delivery, whatever DUP says', () => {
    const { t, wire } = begin();
    const first = wire.publish(from, 1, { id: 7 });
    wire.acknowledge(receiver, 'puback', 7);
    const second = wire.publish(from, 1, { id: 7, dup: true });
    assert.notEqual(second, first);
    assert.deepEqual(t.states(), ['complete', 'PUBACK']);
  });

  it('takes the same identifier after PUBCOMP for a new delivery', () => {
    const { t, wire } = begin();
    wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(from, 'pubrel');
    wire.acknowledge(receiver, 'pubcomp');
    wire.publish(from, 2);
    assert.deepEqual(t.states(), ['complete', 'PUBREC']);
  });

  it('keeps to the same delivery at QoS 2 where the PUBLISH is repeated before the PUBREL', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    assert.equal(wire.publish(from, 2, { dup: true }), n);
    assert.equal(t.delivery(n).missing, 'PUBREC');
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(from, 'pubrel');
    wire.acknowledge(receiver, 'pubcomp');
    assert.deepEqual([t.delivery(n).state, t.delivery(n).sends, t.delivery(n).packets], ['complete', 2, 6]);
  });

  it('waits for PUBCOMP again after a PUBREL that is sent again', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(from, 'pubrel');
    wire.acknowledge(from, 'pubrel');
    assert.equal(t.delivery(n).missing, 'PUBCOMP');
    wire.acknowledge(receiver, 'pubcomp');
    assert.deepEqual([t.delivery(n).state, t.delivery(n).packets], ['complete', 5]);
  });

  it('loses the one whose identifier goes to another message', () => {
    const { t, wire } = begin();
    wire.publish(from, 1, { id: 7, payload: 'one' });
    wire.publish(from, 1, { id: 7, payload: 'two' });
    wire.publish(from, 1, { id: 7, payload: 'two', topic: 'c/d' });
    wire.publish(from, 2, { id: 7, payload: 'two', topic: 'c/d' });
    assert.deepEqual(t.states(), ['lost', 'lost', 'lost', 'PUBREC']);
    assert.equal(t.trace.counts().inFlight, 1);
  });

  it('keeps identifiers of the two directions apart', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 1, { id: 7 });
    const other = wire.publish(receiver, 1, { id: 7 });
    wire.acknowledge(receiver, 'puback', 7);
    assert.deepEqual([t.delivery(n).state, t.delivery(other).state], ['complete', 'open']);
  });

  it('leaves an acknowledgement of nothing without a delivery', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 1, { id: 7 });
    const row = wire.acknowledge(receiver, 'puback', 8);
    assert.equal(t.trace.packet(row).packet.delivery, null);
    assert.equal(t.delivery(n).state, 'open');
  });

  it('still waits where QoS 2 is answered by PUBACK, or QoS 1 by PUBREC', () => {
    const { t, wire } = begin();
    const two = wire.publish(from, 2, { id: 2 });
    const one = wire.publish(from, 1, { id: 1 });
    const puback = wire.acknowledge(receiver, 'puback', 2);
    wire.acknowledge(receiver, 'pubrec', 1);
    assert.deepEqual([t.delivery(two).missing, t.delivery(one).missing], ['PUBREC', 'PUBACK']);
    assert.equal(t.trace.packet(puback).packet.delivery, two);
  });

  it('is not complete by a PUBCOMP before the PUBREL', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 2);
    wire.acknowledge(receiver, 'pubrec');
    wire.acknowledge(receiver, 'pubcomp');
    assert.equal(t.delivery(n).missing, 'PUBREL');
  });

  it('has an acknowledgement that was dropped among its packets, and waits on', () => {
    const { t, wire } = begin();
    const n = wire.publish(from, 1);
    const row = wire.acknowledge(receiver, 'puback', 1, 0, 'dropped');
    assert.equal(t.trace.packet(row).packet.fate, 'dropped');
    assert.deepEqual([t.delivery(n).missing, t.delivery(n).packets], ['PUBACK', 2]);
  });
}

describe('a refused delivery', () => {
  it('ends with a PUBACK of 0x80 or above', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    const n = wire.publish('client', 1);
    wire.acknowledge('broker', 'puback', 1, 0x87);
    assert.deepEqual([t.delivery(n).state, t.delivery(n).reason, t.delivery(n).ms], ['refused', 0x87, 1]);
  });

  it('ends with a PUBREC of 0x80 or above, after which the identifier is free', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.publish('client', 2);
    wire.acknowledge('broker', 'pubrec', 1, 0x97);
    wire.publish('client', 2, { dup: true });
    assert.deepEqual(t.states(), ['refused', 'PUBREC']);
  });

  it('is none where the reason is below 0x80', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    const n = wire.publish('client', 1);
    wire.acknowledge('broker', 'puback', 1, 0x10);
    assert.deepEqual([t.delivery(n).state, t.delivery(n).reason], ['complete', 0x10]);
  });

  it('is none where a PUBCOMP only does not know the identifier any more', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    const n = wire.publish('client', 2);
    wire.acknowledge('broker', 'pubrec');
    wire.acknowledge('client', 'pubrel');
    wire.acknowledge('broker', 'pubcomp', 1, 0x92);
    assert.deepEqual([t.delivery(n).state, t.delivery(n).reason], ['complete', 0x92]);
  });
});

describe('topic aliases', () => {
  it('stand for the topic that they were given with on the same wire', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.publish('client', 0, { topic: 'long/topic', alias: 3 });
    const n = wire.publish('client', 0, { topic: '', alias: 3 });
    assert.equal(t.delivery(n).topic, 'long/topic');
    const [packet] = t.trace.delivery(n).packets;
    assert.equal(packet?.topic, 'long/topic');
  });

  it('are another matter in the other direction and on another wire', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    wire.publish('client', 0, { topic: 'long/topic', alias: 3 });
    const back = wire.publish('broker', 0, { topic: '', alias: 3 });
    const beside = t.connected('d', 5).publish('client', 0, { topic: '', alias: 3 });
    assert.deepEqual([t.delivery(back).topic, t.delivery(beside).topic], ['', '']);
  });

  it('recognise a PUBLISH that is sent again by its alias', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    const n = wire.publish('client', 1, { topic: 'long/topic', alias: 3 });
    assert.equal(wire.publish('client', 1, { topic: '', alias: 3, dup: true }), n);
  });
});

describe('an acknowledgement after the end of its delivery', () => {
  it('belongs to that delivery and changes nothing else of it', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    const n = wire.publish('client', 1);
    wire.acknowledge('broker', 'puback');
    const { ms } = t.delivery(n);
    t.time += 50;
    const packet = wire.acknowledge('broker', 'puback');
    assert.equal(t.trace.packet(packet).packet.delivery, n);
    const { delivery, packets } = t.trace.delivery(n);
    assert.deepEqual([delivery.state, delivery.ms, delivery.packets], ['complete', ms, 3]);
    assert.deepEqual(
      packets.map(({ type }) => type),
      ['PUBLISH', 'PUBACK', 'PUBACK'],
    );
  });

  it('belongs to none where the identifier has another session, direction or QoS, or was lost', () => {
    const t = new TestTrace();
    const wire = t.connected('c');
    t.connected('d').publish('client', 1, { id: 4 });
    wire.publish('broker', 1, { id: 5 });
    wire.acknowledge('client', 'puback', 5);
    wire.publish('client', 2, { id: 6 });
    wire.acknowledge('broker', 'pubrec', 6);
    wire.acknowledge('client', 'pubrel', 6);
    wire.acknowledge('broker', 'pubcomp', 6);
    for (const id of [4, 5, 6]) {
      assert.equal(t.trace.packet(wire.acknowledge('broker', 'puback', id)).packet.delivery, null, String(id));
    }
  });
});
