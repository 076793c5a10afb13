import assert from 'node:assert/strict';

import { optionsForUsers } from '../../../src/engine/broker/users';
import type { BrokerUser } from '../../../src/shared/engineApi';
import { BrokerHarness, type Peer } from '../../support/brokerHarness';

const DASH: BrokerUser = { name: 'dash', password: 'päss', read: ['sensors/#'], write: ['commands/+'] };
const ROOT: BrokerUser = { name: 'root', password: '', read: null, write: null };

const withUsers = (...users: BrokerUser[]): BrokerHarness => new BrokerHarness(optionsForUsers(users));

function connecting(
  broker: BrokerHarness,
  user: BrokerUser,
  version: 4 | 5 = 5,
  more: { clientId?: string; clean?: boolean; will?: { topic: string; payload: string; qos: 0 } } = {},
): Peer {
  const { clientId = user.name, ...rest } = more;
  const password = Buffer.from(user.password, 'utf8');
  return broker.connecting(clientId, version, { username: user.name, password, ...rest });
}

function connected(...call: Parameters<typeof connecting>): Peer {
  const peer = connecting(...call);
  peer.take();
  return peer;
}

describe('a broker with users', () => {
  it('lets in who has name and password', () => {
    for (const version of [4, 5] as const) {
      assert.deepEqual(connecting(withUsers(DASH, ROOT), DASH, version).take(), ['CONNACK 0']);
      assert.deepEqual(connecting(withUsers(DASH, ROOT), ROOT, version).take(), ['CONNACK 0']);
    }
  });

  it('refuses a wrong name or password with 0x86 (3.2.2.2), in 3.1.1 with 4 (3.1.1: table 3.1)', () => {
    const broker = withUsers(DASH);
    for (const wrong of [
      { ...DASH, password: 'pass' },
      { ...DASH, password: '' },
      { ...DASH, name: 'Dash' },
    ]) {
      assert.deepEqual(connecting(broker, wrong, 5).take(), ['CONNACK 0x86', 'closed']);
      assert.deepEqual(connecting(broker, wrong, 4).take(), ['CONNACK 0x04', 'closed']);
    }
    const nameAlone = broker.connecting('c', 5, { username: 'dash' });
    assert.deepEqual(nameAlone.take(), ['CONNACK 0x86', 'closed']);
    assert.equal(broker.core.figures().sessions, 0);
  });

  it('refuses who brings no name with 0x87, in 3.1.1 with 5', () => {
    const broker = withUsers(DASH);
    assert.deepEqual(broker.connecting('c', 5).take(), ['CONNACK 0x87', 'closed']);
    assert.deepEqual(broker.connecting('c', 4).take(), ['CONNACK 0x05', 'closed']);
  });

  it('says to those it refuses so who it is, where that fits their Maximum Packet Size (3.2.2-20)', () => {
    const says = (maximumPacketSize: number): boolean => {
      const peer = withUsers(DASH).connecting('c', 5, { properties: { maximumPacketSize } });
      return Buffer.from(peer.takeBytes()[0] ?? []).includes('qoscope');
    };
    assert.deepEqual([says(100), says(10)], [true, false]);
  });

  it('ends no other connection for a client that it refuses', () => {
    const broker = withUsers(DASH);
    const peer = connected(broker, DASH);
    connecting(broker, { ...DASH, password: 'no' });
    assert.deepEqual(peer.take(), []);
  });
});

describe('a user who may only read under sensors', () => {
  it('is refused a subscription with nothing to read under it: 0x87 (3.9.3), 0x80 in 3.1.1', () => {
    for (const [version, code] of [[5, '0x87'] as const, [4, '0x80'] as const]) {
      const peer = connected(withUsers(DASH), DASH, version);
      const filters = ['commands/a', 'sensors/t', '+/t', '#', '$SYS/#', '$share/g/other', '$share/g/sensors/t'];
      peer.write({ cmd: 'subscribe', messageId: 1, subscriptions: filters.map((topic) => ({ topic, qos: 0 })) });
      assert.deepEqual(peer.take(), [`SUBACK 1 [${code},0,0,0,${code},${code},0]`]);
    }
  });

  it('is sent nothing else, live or retained, through a wider filter', () => {
    const broker = withUsers(DASH, ROOT);
    const publisher = connected(broker, ROOT);
    for (const topic of ['sensors/a', 'other/a']) publisher.publish(topic, 'old', 0, 0, { retain: true });
    const peer = connected(broker, DASH);
    peer.subscribe('+/a', 1);
    assert.deepEqual(peer.take(), ['SUBACK 1 [0x01]', 'PUBLISH q0 retain sensors/a=old']);
    for (const topic of ['sensors/a', 'other/a']) publisher.publish(topic, 'new', 1, 1);
    assert.deepEqual(peer.take(), ['PUBLISH q1 id1 sensors/a=new']);
    assert.deepEqual(publisher.take(), ['PUBACK 1', 'PUBACK 1 0x10']);
  });

  it('is passed over by a shared subscription for what it may not read', () => {
    const broker = withUsers(DASH, ROOT);
    const peers = [connected(broker, DASH), connected(broker, ROOT)];
    for (const peer of peers) {
      peer.subscribe('$share/g/#', 0);
      peer.take();
    }
    const publisher = connected(broker, ROOT, 5, { clientId: 'pub' });
    for (const payload of ['1', '2', '3']) publisher.publish('other', payload, 0);
    assert.deepEqual(peers[0]?.take(), []);
    assert.equal(peers[1]?.take().length, 3);
  });

  it('is answered 0x87 for a PUBLISH elsewhere than its write rules say, acknowledged and dropped in 3.1.1', () => {
    const broker = withUsers(DASH, ROOT);
    const subscriber = connected(broker, ROOT);
    subscriber.subscribe('#', 0);
    subscriber.take();
    const five = connected(broker, DASH, 5);
    five.publish('sensors/a', 'x', 1, 1);
    five.publish('sensors/a', 'x', 2, 2);
    five.publish('commands/a', 'five', 1, 3);
    assert.deepEqual(five.take(), ['PUBACK 1 0x87', 'PUBREC 2 0x87', 'PUBACK 3']);
    const four = connected(broker, DASH, 4);
    four.publish('sensors/a', 'x', 1, 1);
    four.publish('commands/a', 'four', 1, 2);
    assert.deepEqual(four.take(), ['PUBACK 1', 'PUBACK 2']);
    assert.deepEqual(subscriber.take(), ['PUBLISH q0 commands/a=five', 'PUBLISH q0 commands/a=four']);
  });

  it('is refused with a will elsewhere: 0x87, in 3.1.1 5', () => {
    const broker = withUsers(DASH);
    const will = { topic: 'sensors/gone', payload: 'x', qos: 0 as const };
    assert.deepEqual(connecting(broker, DASH, 5, { will }).take(), ['CONNACK 0x87', 'closed']);
    assert.deepEqual(connecting(broker, DASH, 4, { will }).take(), ['CONNACK 0x05', 'closed']);
  });

  it('loses at once what is taken from it while it is connected', () => {
    const broker = withUsers(DASH, ROOT);
    const peer = connected(broker, DASH);
    peer.subscribe('sensors/a', 0);
    peer.take();
    broker.core.configure(optionsForUsers([{ ...DASH, read: [] }, ROOT]));
    const publisher = connected(broker, ROOT);
    publisher.publish('sensors/a', 'x', 0);
    peer.publish('commands/a', 'x', 1, 1);
    assert.deepEqual(peer.take(), ['PUBACK 1 0x10']);
    broker.core.configure(optionsForUsers([ROOT]));
    peer.publish('commands/a', 'x', 1, 2);
    assert.deepEqual(peer.take(), ['PUBACK 2 0x87']);
  });
});

describe('a session', () => {
  it('is not handed to another user with the same client identifier', () => {
    const broker = withUsers(DASH, ROOT);
    const more = { clientId: 'c', clean: false };
    const first = connected(broker, DASH, 4, more);
    first.subscribe('sensors/a', 1);
    first.vanish();
    connected(broker, ROOT).publish('sensors/a', 'secret', 1, 1);
    assert.deepEqual(connecting(broker, ROOT, 4, more).take(), ['CONNACK 0']);
    assert.deepEqual(connecting(broker, ROOT, 4, more).take(), ['CONNACK 0 present']);
  });
});
