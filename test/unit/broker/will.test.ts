import assert from 'node:assert/strict';

import type { IConnectPacket } from 'mqtt-packet';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';

const WILL = { topic: 'will', payload: 'bye', qos: 1 as const, retain: false };

type Will = NonNullable<IConnectPacket['will']>;

describe('a will', () => {
  let broker: BrokerHarness;
  let watcher: Peer;

  beforeEach(() => {
    broker = new BrokerHarness();
    watcher = broker.connect('watcher', 5);
    watcher.subscribe('will', 1);
    watcher.take();
  });

  function five(will: Partial<Will>, sessionExpiryInterval = 100): Peer {
    return broker.connect('c', 5, { will: { ...WILL, ...will }, clean: false, properties: { sessionExpiryInterval } });
  }

  it('goes out when the connection breaks (3.1.2-8), tagged as a will', () => {
    broker.connect('c', 4, { will: WILL }).vanish();
    assert.equal(watcher.routings()[0]?.via, 'will');
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
  });

  it('does not go out after DISCONNECT (3.1.2-10), but after one with reason 0x04 (3.14.4-3)', () => {
    broker.connect('c', 4, { will: WILL }).write({ cmd: 'disconnect' });
    broker.connect('c', 5, { will: WILL }).write({ cmd: 'disconnect', reasonCode: 0 });
    assert.deepEqual(watcher.take(), []);
    broker.connect('c', 5, { will: WILL }).write({ cmd: 'disconnect', reasonCode: 4 });
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
  });

  it('goes out when the broker closes: keep alive, a protocol error, another connection in its place', () => {
    broker.connect('c', 4, { will: WILL, keepalive: 1 });
    broker.advance(1_500);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
    broker.connect('c', 4, { will: WILL }).rawWrite('c0 01 00');
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id2 will=bye']);
    broker.connect('c', 4, { will: WILL });
    broker.connect('c', 4);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id3 will=bye']);
  });

  it('with a delay goes out after it, or with the end of the session if that is earlier (3.1.3.2.2)', () => {
    five({ properties: { willDelayInterval: 10 } }).vanish();
    broker.advance(9_999);
    assert.deepEqual(watcher.take(), []);
    broker.advance(1);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
    five({ properties: { willDelayInterval: 10 } }, 5).vanish();
    broker.advance(5_000);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id2 will=bye']);
  });

  it('with a delay does not go out when the client comes back in time (3.1.3-9), but when it starts clean', () => {
    five({ properties: { willDelayInterval: 10 } }).vanish();
    broker.advance(5_000);
    broker.connect('c', 5, { clean: false, properties: { sessionExpiryInterval: 100 } });
    broker.advance(60_000);
    assert.deepEqual(watcher.take(), []);
    five({ properties: { willDelayInterval: 10 } }).vanish();
    broker.connect('c', 5);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
  });

  it('is retained where it says so, and carries its properties but the delay', () => {
    const userProperties = { a: '1' };
    const properties = { willDelayInterval: 1, messageExpiryInterval: 50, contentType: 't', userProperties };
    five({ retain: true, properties }).vanish();
    broker.advance(11_000);
    const late = broker.connect('late', 5);
    late.subscribe('will', 0);
    const [, bytes] = late.takeBytes();
    // Retained for 10 s of its 50; Message Expiry Interval first, then what is forwarded as it came.
    assert.equal(
      Buffer.from(bytes ?? []).toString('hex'),
      '311a000477696c6c10' + '0200000028' + '03000174' + '26000161000131' + '627965',
    );
  });

  it('goes out once', () => {
    const peer = five({});
    peer.vanish();
    broker.connect('c', 5, { clean: false, properties: { sessionExpiryInterval: 100 } }).vanish();
    broker.advance(1e6);
    assert.deepEqual(watcher.take(), ['PUBLISH q1 id1 will=bye']);
  });
});
