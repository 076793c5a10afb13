import assert from 'node:assert/strict';
import { say } from '../../../src/shared/sentences';
import { TestTrace, type TestWire } from './exchange';

const KEPT = { clean: false, expiry: 3600 };

/** Its connections: wire, times, and the code of the reason for the end. */
function connections(t: TestTrace, client = 'c'): readonly (readonly unknown[])[] {
  return t.session(client).connections.map(({ wire, from, to, end }) => [wire, from, to, end?.code ?? null]);
}

function connect(t: TestTrace, properties: object = {}, keepalive = 60): TestWire {
  const wire = t.wire(5);
  const will = { topic: 'gone', payload: Buffer.from('x'), qos: 1, retain: true } as const;
  const named = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clientId: 'c', clean: true } as const;
  wire.say('client', { ...named, keepalive, will, properties: { sessionExpiryInterval: 30 } });
  wire.connack(false, 0, properties);
  return wire;
}

describe('a session tells', () => {
  it('its will, keep alive and expiry, as the broker has them', () => {
    const t = new TestTrace();
    connect(t);
    const { will, keepAlive, sessionExpiryInterval } = t.session('c');
    assert.deepEqual([will, keepAlive, sessionExpiryInterval], [{ topic: 'gone', qos: 1, retain: true }, 60, 30]);
    connect(t, { serverKeepAlive: 10, sessionExpiryInterval: 5 });
    assert.deepEqual([t.session('c').keepAlive, t.session('c').sessionExpiryInterval], [10, 5]);
    t.connected('plain');
    assert.equal(t.session('plain').will, null);
  });

  it('the most that was in flight in each direction', () => {
    const t = new TestTrace();
    const wire = t.connected('c', 5);
    for (const id of [1, 2, 3]) wire.publish('client', 1, { id });
    wire.publish('broker', 2);
    for (const id of [1, 2, 3]) wire.acknowledge('broker', 'puback', id);
    wire.publish('client', 1);
    const { mostInFlightToBroker, mostInFlightToClient, inFlightToBroker } = t.session('c');
    assert.deepEqual([mostInFlightToBroker, mostInFlightToClient, inFlightToBroker], [3, 1, 1]);
  });

  it('its connections with the reason of their end', () => {
    const t = new TestTrace();
    const first = t.connected('c', 5, KEPT);
    assert.deepEqual(connections(t), [[1, 2, null, null]]);
    first.say('client', { cmd: 'disconnect', reasonCode: 0x04 });
    first.close();
    const second = t.connected('c', 5, KEPT, true);
    second.say('broker', { cmd: 'disconnect', reasonCode: 0x8b });
    second.close();
    const third = t.connected('c', 5, KEPT, true);
    third.close();
    const fourth = t.connected('c', 5, KEPT, true);
    t.connected('c', 5, KEPT, true);
    fourth.close();
    assert.deepEqual(connections(t), [
      [1, 2, 4, 'connection.leftByClient'],
      [2, 6, 8, 'connection.endedByBroker'],
      [3, 10, 11, 'connection.cut'],
      [4, 13, 15, 'connection.takenOver'],
      [5, 15, null, null],
    ]);
    assert.match(say(t.session('c').connections[1]!.end!), /reason 0x8B/);
  });

  it('its latest 20 connections', () => {
    const t = new TestTrace();
    for (let i = 0; i < 25; i++) t.connected('c', 5, KEPT, i > 0).close();
    assert.deepEqual([connections(t).length, connections(t)[0]?.[0]], [20, 6]);
  });
});
