/** What becomes of wills where the broker has a store and is killed: each goes out once (5, 3.1.1: 3.1.2-8, 3.1.2.5). */

import assert from 'node:assert/strict';

import type { IConnectPacket } from 'mqtt-packet';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';
import { MemoryStore } from '../../support/memoryStore';

const WILL = { topic: 'will', payload: 'bye', qos: 1 as const, retain: false };

type Will = NonNullable<IConnectPacket['will']>;

describe('a will in a store', () => {
  let store: MemoryStore;
  let broker: BrokerHarness;

  const watching = (): Peer => broker.connecting('watcher', 4, { clean: false });

  beforeEach(() => {
    store = new MemoryStore();
    broker = new BrokerHarness({}, store);
    const watcher = watching();
    watcher.subscribe('will', 1);
    watcher.vanish();
  });

  /** A client of MQTT 5 with a will, whose session is kept for 100 s. */
  function five(will: Partial<Will> = {}, sessionExpiryInterval = 100): Peer {
    const properties = { sessionExpiryInterval };
    return broker.connect('c', 5, { will: { ...WILL, ...will }, clean: false, properties });
  }

  /** What the watcher finds on coming back, and acknowledges. */
  function seen(): string[] {
    const watcher = watching();
    const published = watcher.take().filter((line) => line.startsWith('PUBLISH'));
    for (const line of published) watcher.acknowledge('puback', Number(/id(\d+)/.exec(line)?.[1]));
    watcher.vanish();
    return published.map((line) => line.replace(/ id\d+/, ''));
  }

  const wills = (): number | undefined => store.sizes().wills;

  it('of a client that was connected goes out with the restart, whether or not its session was kept', () => {
    const properties = { willDelayInterval: 10 }; // which ends with the session
    broker.connect('a', 5, { will: { ...WILL, payload: 'clean', properties } });
    broker.connect('b', 4, { will: { ...WILL, payload: 'kept' }, clean: false });
    broker.crash();
    assert.deepEqual(seen(), ['PUBLISH q1 will=clean', 'PUBLISH q1 will=kept']);
    broker.crash();
    assert.deepEqual([seen(), wills()], [[], 0]);
  });

  it('with a delay counts from the restart where its client was connected, also over a second kill', () => {
    five({ properties: { willDelayInterval: 10 } });
    broker.advance(60_000);
    broker.crash();
    broker.advance(6_000);
    broker.crash();
    broker.advance(3_999);
    assert.deepEqual(seen(), []);
    broker.advance(1);
    assert.deepEqual([seen(), wills()], [['PUBLISH q1 will=bye'], 0]);
  });

  it('with a delay keeps its moment where its client had gone before the kill', () => {
    five({ properties: { willDelayInterval: 10 } }).vanish();
    broker.advance(4_000);
    broker.crash();
    broker.advance(5_999);
    assert.deepEqual(seen(), []);
    broker.advance(1);
    assert.deepEqual(seen(), ['PUBLISH q1 will=bye']);
  });

  it('goes out at once where its delay ran out while no broker ran', () => {
    five({ properties: { willDelayInterval: 10 } }).vanish();
    broker.now += 60_000;
    broker.crash();
    assert.deepEqual(seen(), ['PUBLISH q1 will=bye']);
  });

  it('goes out with its session where that ends before the delay (3.1.3.2.2)', () => {
    five({ properties: { willDelayInterval: 10 } }, 5);
    broker.crash();
    broker.advance(4_999);
    assert.deepEqual(seen(), []);
    broker.advance(1);
    assert.deepEqual(seen(), ['PUBLISH q1 will=bye']);
  });

  it('does not go out where its client is back before the delay has passed (3.1.3-9)', () => {
    five({ properties: { willDelayInterval: 10 } });
    broker.crash();
    broker.advance(5_000);
    broker.connect('c', 5, { clean: false, properties: { sessionExpiryInterval: 100 } });
    assert.equal(wills(), 0);
    broker.advance(60_000);
    broker.crash();
    assert.deepEqual(seen(), []);
  });

  it('does not go out after a DISCONNECT (3.1.2-10), and goes out once where it had before the kill', () => {
    five().write({ cmd: 'disconnect' });
    assert.equal(wills(), 0);
    five().vanish();
    assert.equal(wills(), 0);
    broker.crash();
    assert.deepEqual(seen(), ['PUBLISH q1 will=bye']);
  });

  it('is as it was: retained, with its properties, and with an expiry that counts from when it goes out', () => {
    const properties = { willDelayInterval: 1, messageExpiryInterval: 50, contentType: 't' };
    five({ retain: true, properties });
    broker.advance(70_000);
    broker.crash();
    broker.advance(11_000);
    const late = broker.connect('late', 5);
    late.subscribe('will', 0);
    const [, bytes] = late.takeBytes();
    // Retained for 10 s of its 50: Message Expiry Interval first, then what is forwarded as it came.
    assert.equal(Buffer.from(bytes ?? []).toString('hex'), '3113000477696c6c09' + '0200000028' + '03000174' + '627965');
  });

  it('is held against the rules of its user when it goes out', () => {
    let forbidden = '';
    const options = {
      authenticate: () => 'accepted' as const,
      authorize: (_client: string, user: string | null, topic: string, access: string) =>
        access === 'read' || user !== forbidden || topic !== 'will',
    };
    broker = new BrokerHarness(options, store);
    broker.connect('c', 4, { will: { ...WILL, payload: 'anna' }, username: 'anna' });
    broker.connect('d', 4, { will: { ...WILL, payload: 'bert' }, username: 'bert' });
    forbidden = 'anna';
    broker.crash();
    assert.deepEqual([seen(), wills()], [['PUBLISH q1 will=bert'], 0]);
  });

  for (const death of ['uncommitted', 'unsent'] as const) {
    it(`goes out once, in whichever turn between CONNECT and its publication the broker is killed ${death}`, () => {
      // The CONNECT; another one, and the end of its connection; the end of the delay.
      for (const killAt of [1, 2, 3]) {
        store = new MemoryStore();
        broker = new BrokerHarness({}, store);
        const watcher = watching();
        watcher.subscribe('will', 1);
        watcher.vanish();
        const turns = [
          () => five({ properties: { willDelayInterval: 10 } }),
          () => five({ properties: { willDelayInterval: 10 } }).vanish(),
          () => broker.advance(10_000),
        ];
        for (const [i, turn] of turns.entries()) {
          if (i + 1 === killAt) broker.dying = death;
          turn();
          if (i + 1 === killAt) broker.crash();
        }
        broker.advance(60_000);
        assert.deepEqual(seen(), ['PUBLISH q1 will=bye'], `killed in turn ${killAt}`);
        assert.equal(wills(), 0);
      }
    });
  }
});
