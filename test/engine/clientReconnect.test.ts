import assert from 'node:assert/strict';

import { withCode } from '../support/errors';
import { FakeBroker } from '../support/fakeBroker';
import { TracedEngine } from '../support/tracedEngine';

describe('our client, connecting and reconnecting', () => {
  let own: TracedEngine;
  let broker: FakeBroker;

  beforeEach(() => {
    own = new TracedEngine();
  });

  afterEach(async () => {
    await own.close();
    await broker.close();
  });

  it('gives up after a first attempt that finds nobody, and names the address', async () => {
    broker = await FakeBroker.start(() => undefined);
    const { port } = broker;
    await broker.close();
    await assert.rejects(
      own.connect(port),
      withCode('client.connectFailed', new RegExp(`127\\.0\\.0\\.1:${port}.*ECONNREFUSED`)),
    );
    const status = await own.status();
    assert.equal(status.state, 'disconnected');
    assert.equal(status.problem?.code, 'client.connectFailed');
    own.timers.advance(200); // for the notices of it
    assert.equal(own.timers.pending, 0, 'no further attempt is planned');
  });

  it('gives up after a first attempt that is refused, and says why (MQTT 5)', async () => {
    broker = await FakeBroker.start((_packet, connection) =>
      connection.send({ cmd: 'connack', reasonCode: 0x87, sessionPresent: false }),
    );
    await assert.rejects(own.connect(broker.port), withCode('client.connectRefused', /not authorized \(0x87\)/));
    assert.equal((await own.status()).state, 'disconnected');
  });

  it('gives up after a first attempt that is refused, and says why (MQTT 3.1.1)', async () => {
    broker = await FakeBroker.start((_packet, connection) =>
      connection.send({ cmd: 'connack', returnCode: 2, sessionPresent: false }),
    );
    await assert.rejects(
      own.connect(broker.port, { version: 4 }),
      withCode('client.connectRefused', /identifier rejected \(0x02\)/),
    );
  });

  it('gives up after a first attempt whose answer is no MQTT', async () => {
    broker = await FakeBroker.start((_packet, connection) => connection.write(Buffer.from('HTTP/1.1 400\r\n\r\n')));
    await assert.rejects(own.connect(broker.port), withCode('client.connectFailed'));
  });

  it('gives up after a first attempt that gets no answer within 10 s', async () => {
    broker = await FakeBroker.start(() => undefined);
    const refused = assert.rejects(own.connect(broker.port), withCode('client.connectFailed', /no answer within 10 s/));
    await broker.until(() => broker.connections[0]?.of('connect').length === 1);
    own.timers.advance(10_000);
    await refused;
  });

  it('keeps the client id that the broker gave it', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd !== 'connect') return;
      connection.accept(packet.clientId === '' ? { assignedClientIdentifier: 'given' } : {}, packet.clientId !== '');
    });
    const status = await own.connect(broker.port, { clientId: '' });
    assert.equal(status.clientId, 'given');
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await own.untilState('connected');
    assert.equal(broker.connection(2).of('connect')[0]?.clientId, 'given');
  });

  it('cuts a connection 2 s after its DISCONNECT where the broker does not', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    broker.staysOpen = true;
    await own.connect(broker.port);
    const waiting = own.timers.scheduled(2_000);
    const disconnected = own.request('client.disconnect', { connection: 'own' });
    await waiting;
    await broker.until(() => broker.connection(1).of('disconnect').length === 1);
    own.timers.advance(2_000);
    assert.equal((await disconnected).state, 'disconnected');
  });

  it('acknowledges a QoS 2 message that comes again after a reconnect, PUBREL or PUBLISH first', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({}, broker.connections.length > 1);
    });
    await own.connect(broker.port);
    const message = { cmd: 'publish', topic: 'a', payload: 'x', qos: 2, retain: false } as const;
    for (const messageId of [7, 8]) broker.connection(1).send({ ...message, dup: false, messageId });
    await broker.until(() => broker.connection(1).of('pubrec').length === 2);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await own.untilState('connected');
    broker.connection(2).send({ ...message, dup: true, messageId: 7 });
    broker.connection(2).send({ cmd: 'pubrel', messageId: 8, reasonCode: 0 });
    await broker.until(() => broker.connection(2).of('pubcomp').length === 1);
    assert.deepEqual(
      broker
        .connection(2)
        .received.slice(1)
        .map((packet) => [packet.cmd, packet.messageId]),
      [
        ['pubrec', 7],
        ['pubcomp', 8],
      ],
    );
  });

  it('refuses an address that it cannot read', async () => {
    broker = await FakeBroker.start(() => undefined);
    await assert.rejects(own.connect('mqtts://localhost'), withCode('client.badUrl', /mqtts:\/\/localhost/));
    assert.deepEqual(await own.request('client.list', null), []);
  });

  it('tries again after 1 s, doubled to 30 s, and from 1 s after a success', async () => {
    let accepts = true;
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd !== 'connect') return;
      if (accepts) connection.accept({}, broker.connections.length > 1);
      else connection.cut();
    });
    await own.connect(broker.port);
    accepts = false;
    broker.connection(1).cut();
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await own.timers.scheduled(wait);
      const status = await own.status();
      assert.equal(status.state, 'reconnecting');
      assert.equal(status.retryIn, wait);
      assert.notEqual(status.problem, null);
      own.timers.advance(wait);
    }
    await own.timers.scheduled(30_000);
    accepts = true;
    own.timers.advance(30_000);
    await own.untilState('connected');
    const again = own.timers.scheduled(1_000);
    broker.connections.at(-1)?.cut();
    await again;
  });

  it('refuses to publish and subscribe while it is not connected', async () => {
    broker = await FakeBroker.start((_packet, connection) => connection.accept());
    await own.connect(broker.port);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    await assert.rejects(own.publish('a', '', 0), withCode('client.notConnected'));
    await assert.rejects(
      own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 0 }),
      withCode('client.notConnected'),
    );
    await assert.rejects(
      own.request('client.disconnect', { connection: 'nobody' }),
      withCode('client.unknownConnection'),
    );
  });

  it('renews its subscriptions where the session was lost, and learns what is granted now', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
      const granted =
        connection === broker.connections[0] ? packet.cmd === 'subscribe' && packet.subscriptions[0]!.qos : 0;
      if (packet.cmd === 'subscribe')
        connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [granted || 0] });
    });
    await own.connect(broker.port);
    await own.request('client.subscribe', { connection: 'own', filter: 'a/#', qos: 2 });
    await own.request('client.subscribe', { connection: 'own', filter: 'b', qos: 1 });
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await broker.until(() => broker.connections[1]?.of('subscribe').length === 2);
    const asked = broker
      .connection(2)
      .of('subscribe')
      .flatMap(({ subscriptions }) => subscriptions);
    assert.deepEqual(
      asked.map(({ topic, qos }) => `${topic} ${qos}`),
      ['a/# 2', 'b 1'],
    );
    const status = await own.untilStatus(({ subscriptions }) => subscriptions.every((row) => row.grantedQos !== null));
    assert.deepEqual(status.subscriptions, [
      { filter: 'a/#', requestedQos: 2, grantedQos: 0 },
      { filter: 'b', requestedQos: 1, grantedQos: 0 },
    ]);
  });

  it('does not renew subscriptions of a session that is still there', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({}, broker.connections.length > 1);
      if (packet.cmd === 'subscribe') connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [1] });
    });
    await own.connect(broker.port);
    await own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 2 });
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await own.untilState('connected');
    await own.request('client.subscribe', { connection: 'own', filter: 'b', qos: 2 });
    assert.equal(broker.connection(2).of('subscribe').length, 1);
  });

  it('MQTT 5: sends nothing again where the session is lost, and says how much was given up', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
      if (packet.cmd === 'publish' && connection !== broker.connections[0]) {
        connection.send({ cmd: 'puback', messageId: packet.messageId!, reasonCode: 0 });
      }
    });
    await own.connect(broker.port);
    await own.publish('a', '', 1);
    await own.publish('b', '', 2);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    const status = await own.untilState('connected');
    assert.equal(status.problem?.code, 'client.sessionLost');
    assert.equal(status.problem.args.count, 2);
    await own.publish('c', '', 1);
    await broker.until(() => broker.connections[1]?.of('publish').length === 1);
    assert.deepEqual(
      broker
        .connection(2)
        .of('publish')
        .map(({ topic, dup }) => [topic, dup]),
      [['c', false]],
    );
  });

  it('MQTT 3.1.1: sends again with clean session 0 though the session is lost', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port, { version: 4 });
    await own.publish('a', '', 1);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await broker.until(() => broker.connections[1]?.of('publish').length === 1);
    assert.equal(broker.connection(2).of('publish')[0]?.dup, true);
  });

  it('MQTT 3.1.1: sends nothing again with clean session 1', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port, { version: 4, cleanStart: true });
    await own.publish('a', '', 1);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    const status = await own.untilState('connected');
    assert.equal(status.problem?.code, 'client.sessionLost');
    await own.publish('b', '', 0);
    await broker.until(() => broker.connections[1]?.of('publish').length === 1);
    assert.equal(broker.connection(2).of('publish')[0]?.topic, 'b');
    assert.equal(broker.connection(2).of('connect')[0]?.clean, true);
  });

  it('starts clean once where the session is to be kept, and resumes it on a reconnect', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({}, !packet.clean);
    });
    await own.connect(broker.port, { cleanStart: true, sessionExpiryInterval: 60 });
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await own.untilState('connected');
    assert.deepEqual(
      broker.connections.map((connection) => connection.of('connect')[0]?.clean),
      [true, false],
    );
  });

  it('sends messages that waited for a place after the reconnect, in their order and without DUP', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({ receiveMaximum: 1 }, broker.connections.length > 1);
      if (packet.cmd === 'publish' && connection !== broker.connections[0]) {
        connection.send({ cmd: 'puback', messageId: packet.messageId!, reasonCode: 0 });
      }
    });
    await own.connect(broker.port);
    const all = ['a', 'b', 'c'].map((topic) => own.publish(topic, '', 1));
    await all[0];
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    own.timers.advance(1_000);
    await Promise.all(all);
    await broker.until(() => broker.connections[1]?.of('publish').length === 3);
    assert.deepEqual(
      broker
        .connection(2)
        .of('publish')
        .map(({ topic, dup }) => [topic, dup]),
      [
        ['a', true],
        ['b', false],
        ['c', false],
      ],
    );
  });

  it('disconnects with DISCONNECT, and tells those whose messages still waited', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({ receiveMaximum: 1 });
    });
    await own.connect(broker.port);
    await own.publish('a', '', 1);
    const waiting = assert.rejects(own.publish('b', '', 1), withCode('client.closed'));
    const status = await own.request('client.disconnect', { connection: 'own' });
    await waiting;
    assert.equal(status.state, 'disconnected');
    assert.equal(status.problem, null);
    assert.deepEqual(
      broker
        .connection(1)
        .of('disconnect')
        .map(({ reasonCode }) => reasonCode),
      [0],
    );
  });

  it('goes on with its session when it is connected again under its name: what was open is sent again with DUP', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept({}, !packet.clean && broker.connections.length > 1);
    });
    await own.connect(broker.port);
    await own.publish('a', '', 2);
    await own.request('client.disconnect', { connection: 'own' });
    await own.connect(broker.port);
    await broker.until(() => broker.connections[1]?.of('publish').length === 1);
    assert.equal(broker.connection(2).of('publish')[0]?.dup, true);
    await own.connect(broker.port, { cleanStart: true });
    await own.publish('b', '', 0);
    await broker.until(() => broker.connections[2]?.of('publish').length === 1);
    assert.equal(broker.connection(3).of('publish')[0]?.topic, 'b', 'a clean start forgets it');
  });

  it('lets the last of several connects under one name win, and tells the others', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    const closed = [own.connect(broker.port), own.connect(broker.port)].map((attempt) =>
      assert.rejects(attempt, withCode('client.closed')),
    );
    const status = await own.connect(broker.port, { clientId: 'last' });
    await Promise.all(closed);
    assert.deepEqual([status.state, status.clientId], ['connected', 'last']);
    assert.equal((await own.request('client.list', null)).length, 1);
  });

  it('ends an attempt that is under way when it is disconnected', async () => {
    broker = await FakeBroker.start(() => undefined);
    const closed = assert.rejects(own.connect(broker.port), withCode('client.closed'));
    await broker.until(() => broker.connections[0]?.of('connect').length === 1);
    await own.request('client.disconnect', { connection: 'own' });
    await closed;
    assert.equal((await own.status()).state, 'disconnected');
  });

  it('ends its waiting for the next attempt when it is disconnected', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port);
    const lost = own.timers.scheduled(1_000);
    broker.connection(1).cut();
    await lost;
    const status = await own.request('client.disconnect', { connection: 'own' });
    assert.deepEqual([status.state, status.retryIn], ['disconnected', null]);
    own.timers.advance(60_000);
    assert.equal(own.timers.pending, 0);
    assert.equal(broker.connections.length, 1);
  });

  it('does not fight for its client id: who is taken over stays away and says why', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port);
    broker.connection(1).send({ cmd: 'disconnect', reasonCode: 0x8e });
    broker.connection(1).cut();
    const status = await own.untilState('disconnected');
    assert.equal(status.problem?.code, 'client.takenOver');
  });

  it('says why the broker ended the connection', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port);
    broker.connection(1).send({ cmd: 'disconnect', reasonCode: 0x8b });
    broker.connection(1).cut();
    const status = await own.untilState('reconnecting');
    assert.equal(status.problem?.code, 'client.endedByBroker');
    assert.match(String(status.problem.args.reason), /server shutting down \(0x8B\)/);
  });

  it('closes a connection on which malformed bytes come, and connects anew', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
    });
    await own.connect(broker.port);
    broker.connection(1).write(Uint8Array.of(0x36, 0x00)); // PUBLISH with both QoS bits (3.3.1-4)
    const lost = own.timers.scheduled(1_000);
    await lost;
    own.timers.advance(1_000);
    await own.untilState('connected');
    assert.equal(broker.connections.length, 2);
  });

  it('says what a subscription was granted, refuses what the broker refuses, and unsubscribes', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
      if (packet.cmd === 'subscribe') {
        const granted = packet.subscriptions[0]!.topic === 'secret' ? 0x87 : 1;
        connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [granted] });
      }
      if (packet.cmd === 'unsubscribe')
        connection.send({ cmd: 'unsuback', messageId: packet.messageId!, granted: [0] });
    });
    await own.connect(broker.port);
    const granted = await own.request('client.subscribe', { connection: 'own', filter: 'a/+', qos: 2 });
    assert.deepEqual(granted, { grantedQos: 1 });
    await assert.rejects(
      own.request('client.subscribe', { connection: 'own', filter: 'secret', qos: 0 }),
      withCode('client.subscribeRefused', /secret.*not authorized \(0x87\)/),
    );
    await assert.rejects(
      own.request('client.subscribe', { connection: 'own', filter: 'a/#/b', qos: 0 }),
      withCode('topic.badHash'),
    );
    assert.deepEqual((await own.status()).subscriptions, [{ filter: 'a/+', requestedQos: 2, grantedQos: 1 }]);
    await assert.rejects(
      own.request('client.unsubscribe', { connection: 'own', filter: 'b' }),
      withCode('client.notSubscribed'),
    );
    await own.request('client.unsubscribe', { connection: 'own', filter: 'a/+' });
    assert.deepEqual((await own.status()).subscriptions, []);
  });

  it('rejects a subscription whose answer the lost connection takes with it', async () => {
    broker = await FakeBroker.start((packet, connection) => {
      if (packet.cmd === 'connect') connection.accept();
      if (packet.cmd === 'subscribe') connection.cut();
    });
    await own.connect(broker.port);
    await assert.rejects(
      own.request('client.subscribe', { connection: 'own', filter: 'a', qos: 0 }),
      withCode('client.subscribeFailed'),
    );
  });
});
