import assert from 'node:assert/strict';
import { TestTrace, type TestWire } from '../exchange';
import { assertNone, assertOnly, KEPT, kinds, withClient } from './findingsOf';

/** A client with Receive Maximum 2 towards it, and a CONNACK that says the same of the broker. */
function limited() {
  const t = new TestTrace();
  const wire = t.wire(5);
  wire.connect('c', { receiveMaximum: 2 });
  wire.connack(false, 0, { receiveMaximum: 2 });
  return { t, wire };
}

function publish(wire: TestWire, from: 'client' | 'broker', ...ids: number[]): void {
  for (const id of ids) wire.publish(from, id % 2 === 0 ? 2 : 1, { id, payload: `m${id}` });
}

describe('Receive Maximum', () => {
  for (const from of ['client', 'broker'] as const) {
    const receiver = from === 'client' ? 'broker' : 'client';
    const kind = `${from}OverReceiveMaximum` as const;
    const rule = from === 'client' ? '3.3.4-7' : '3.3.4-9';

    it(`gives the ${from} a slot back by PUBACK, PUBCOMP and a refusing PUBREC, not by a PUBREC`, () => {
      const { t, wire } = limited();
      publish(wire, from, 1, 2);
      wire.acknowledge(receiver, 'puback', 1);
      publish(wire, from, 4);
      wire.acknowledge(receiver, 'pubrec', 2);
      wire.acknowledge(from, 'pubrel', 2);
      wire.acknowledge(receiver, 'pubcomp', 2);
      publish(wire, from, 6);
      wire.acknowledge(receiver, 'pubrec', 4, 0x97);
      publish(wire, from, 8);
      assertNone(t);
      wire.acknowledge(receiver, 'pubrec', 6);
      publish(wire, from, 9);
      assertOnly(t, kind, rule);
    });
  }

  it('counts anew on each connection, and counts what is sent again', () => {
    const t = new TestTrace();
    const words = { ...KEPT, receiveMaximum: 2 };
    const wire = t.connected('c', 5, words);
    publish(wire, 'broker', 1, 3);
    wire.close();
    const again = t.connected('c', 5, words, true);
    again.publish('broker', 1, { id: 1, payload: 'm1', dup: true });
    again.publish('broker', 1, { id: 3, payload: 'm3', dup: true });
    assertNone(t);
    publish(again, 'broker', 5);
    assertOnly(t, 'brokerOverReceiveMaximum', '3.3.4-9');
  });

  it('does not bind a client that has not had the CONNACK, nor QoS 0, nor 3.1.1', () => {
    const t = new TestTrace();
    const wire = t.wire(5);
    wire.connect('c');
    publish(wire, 'client', 1, 3, 5);
    wire.connack(false, 0, { receiveMaximum: 2 });
    publish(wire, 'client', 7);
    for (let i = 0; i < 5; i++) wire.publish('client', 0);
    const four = withClient(4);
    publish(four.wire, 'client', 1, 2, 3);
    assertNone(t);
    assertNone(four.t);
  });

  it('that stays full is a pitfall, told when it ends or when someone asks', () => {
    const ended = limited();
    publish(ended.wire, 'broker', 1, 3);
    ended.t.time += 1500;
    ended.wire.acknowledge('client', 'puback', 1);
    assert.deepEqual(kinds(ended.t, 'pitfall'), ['windowFull']);
    const asked = limited();
    publish(asked.wire, 'broker', 1, 3);
    assert.deepEqual(kinds(asked.t, 'pitfall'), []);
    asked.t.time += 1500;
    assert.deepEqual(kinds(asked.t, 'pitfall'), ['windowFull']);
    assertNone(asked.t);
  });
});

describe('what came in one piece with CONNECT', () => {
  function connected(answered: (wire: TestWire, t: TestTrace) => void): TestTrace {
    const t = new TestTrace();
    const wire = t.wire(5);
    wire.recorder.arrived?.(t.time);
    wire.connect('c');
    wire.connack(false, 0, { receiveMaximum: 2, maximumQoS: 1 });
    answered(wire, t);
    publish(wire, 'client', 1, 3, 5, 6);
    return t;
  }

  it('is not held against limits that the CONNACK between its packets tells', () => {
    assertNone(connected(() => undefined));
  });

  it('shows that the client does not wait for the CONNACK, though it be a SUBSCRIBE alone', () => {
    const t = connected((wire, { time }) => {
      wire.subscribe(9, 'a/#', 1);
      wire.recorder.arrived?.(time + 2);
      wire.suback(9, 1);
    });
    assertNone(t);
  });

  it('is held against them where it came after the CONNACK', () => {
    const t = connected((wire, { time }) => wire.recorder.arrived?.(time + 1));
    assert.deepEqual(kinds(t), ['clientOverReceiveMaximum', 'clientOverReceiveMaximum', 'aboveMaximumQos']);
  });
});
