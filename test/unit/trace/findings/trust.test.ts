import assert from 'node:assert/strict';
import { hex } from '../../../support/mqttBytes';
import { TestTrace } from '../exchange';
import { assertNone, found, KEPT, kinds, resumed, withClient } from './findingsOf';

describe('a finding never rests on', () => {
  for (const version of [4, 5] as const) {
    it(`what was before the trace, in version ${version}`, () => {
      const t = new TestTrace();
      const wire = t.connected('c', version, KEPT, true);
      wire.publish('broker', 1, { id: 1, dup: true });
      wire.publish('client', 2, { id: 1, dup: true });
      for (const cmd of ['puback', 'pubrec', 'pubcomp'] as const) wire.acknowledge('broker', cmd, 9);
      wire.acknowledge('client', 'pubrel', 8);
      wire.publish('broker', 2, { id: 2 });
      assertNone(t);
    });

    it(`what a wire carried before it was recorded, in version ${version}`, () => {
      const t = new TestTrace();
      const opening = { broker: 'x', clientAddress: '1.2.3.4:5', brokerAddress: '1.2.3.4:6', underway: true };
      const recorder = t.trace.openWire(opening, t.time);
      const say = (from: 'client' | 'broker', digits: string) => recorder.packet(from, hex(digits), t.time);
      say('broker', '40 02 00 07');
      say('client', '62 02 00 08');
      say('client', '3a 06 00 01 61 00 09 78');
      say('broker', '90 03 00 01 01');
      assertNone(t);
    });
  }

  it('the gap of a pause', () => {
    const { t, wire } = withClient(5, { ...KEPT, receiveMaximum: 2 });
    wire.publish('client', 1, { id: 1, payload: 'one' });
    t.trace.pause(true);
    wire.publish('client', 1, { id: 2, payload: 'two' });
    wire.publish('broker', 1, { id: 1 });
    wire.publish('broker', 1, { id: 2 });
    wire.publish('client', 0, { dup: false });
    t.trace.pause(false);
    wire.publish('client', 1, { id: 1, payload: 'other' });
    wire.publish('client', 1, { id: 2, payload: 'other' });
    wire.publish('broker', 1, { id: 3 });
    wire.acknowledge('broker', 'puback', 77);
    wire.suback(9, 0);
    const again = resumed(t, wire, 5);
    again.publish('broker', 1, { id: 1 });
    t.time += 60_000;
    assertNone(t);
  });

  it('what is sent while paused', () => {
    const { t, wire } = withClient(5);
    t.trace.pause(true);
    wire.bytes('client', hex('36 05 00 01 61 00 01'));
    wire.acknowledge('broker', 'puback', 77);
    assert.deepEqual(found(t), []);
  });

  it('what left the log', () => {
    const t = new TestTrace(1024 * 1024);
    const wire = t.connected('c', 4, KEPT);
    wire.publish('client', 1, { id: 1 });
    for (let i = 0; i < 20_000; i++) wire.publish('client', 0, { payload: 'x'.repeat(60) });
    assert.throws(() => t.trace.packet(3), { code: 'trace.packetGone' });
    const again = resumed(t, wire, 4);
    again.publish('client', 1, { id: 1 });
    again.publish('client', 1, { id: 2, dup: true });
    again.acknowledge('broker', 'puback', 5);
    assertNone(t);
  });

  it('what was cleared', () => {
    const { t, wire } = withClient(4, KEPT);
    wire.publish('client', 1, { id: 1 });
    t.trace.clear();
    wire.publish('client', 1, { id: 1 });
    wire.publish('client', 1, { id: 1, payload: 'other' });
    wire.acknowledge('broker', 'puback', 9);
    assertNone(t);
  });

  for (const from of ['client', 'broker'] as const) {
    it(`packets that the ${from} sent and that were lost with their connection`, () => {
      const { t, wire } = withClient(5, KEPT);
      wire.publish(from, 1, { id: 1, payload: 'one' });
      wire.acknowledge(from === 'client' ? 'broker' : 'client', 'puback', 1);
      wire.publish(from, 1, { id: 2, payload: 'two' });
      const again = resumed(t, wire, 5);
      again.publish(from, 1, { id: 1, payload: 'lost', dup: true });
      again.publish(from, 1, { id: 2, payload: 'two', dup: true });
      again.publish(from, 1, { id: 3, payload: 'lost', dup: true });
      again.publish(from, 1, { id: 4, payload: 'two', dup: true });
      assertNone(t);
    });
  }

  it('a SUBACK that was lost with its connection', () => {
    const { t, wire } = withClient(5, KEPT);
    wire.subscribe(1, 'a/b', 0);
    wire.suback(1, 0);
    wire.subscribe(2, 'a/#', 2);
    resumed(t, wire, 5).publish('broker', 2);
    assertNone(t);
  });

  it('packets that a fault changed, injected or kept back', () => {
    const { t, wire } = withClient(5, KEPT);
    wire.publish('client', 1, { id: 1, fate: 'dropped' });
    wire.acknowledge('broker', 'puback', 7, 0, 'injected');
    wire.acknowledge('broker', 'puback', 8);
    wire.publish('client', 1, { id: 2, payload: 'two' });
    assertNone(t);
  });
});

describe('a trace with findings', () => {
  it('goes on finding after a pause, in what begins then', () => {
    const { t, wire } = withClient(4);
    t.trace.pause(true);
    t.trace.pause(false);
    wire.publish('client', 1, { id: 3, payload: 'one' });
    wire.publish('client', 1, { id: 3, payload: 'two' });
    assert.deepEqual(kinds(t), ['clientIdentifierInUse']);
  });

  it('keeps the latest of each group and counts the others', () => {
    const t = new TestTrace(1024 * 1024);
    const wire = t.connected('c');
    wire.acknowledge('broker', 'puback', 9);
    for (let i = 0; i < 100; i++) wire.bytes('client', hex('38 04 00 01 61 78'));
    const { rows, groups } = t.trace.findings(null, null, 200);
    assert.deepEqual(
      groups.map(({ kind, rule, count, dropped, latest }) => [kind, rule, count, dropped, latest]),
      [
        ['dupOnQos0', '3.3.1-2', 100, 84, 101],
        ['acknowledgesNothing', '2.3.1-6', 1, 0, 1],
      ],
    );
    assert.deepEqual([rows.length, rows[0]?.n, rows.at(-1)?.n], [17, 101, 1]);
    const { bytes } = t.trace.counts();
    assert.ok(bytes <= 1024 * 1024);
  });

  it('gives them in pages, of one kind or of all', () => {
    const { t, wire } = withClient(4);
    for (let i = 0; i < 3; i++) wire.bytes('client', hex('38 04 00 01 61 78'));
    wire.acknowledge('broker', 'puback', 9);
    const first = t.trace.findings(null, null, 2);
    assert.deepEqual([first.rows.map(({ n }) => n), first.more], [[4, 3], true]);
    const second = t.trace.findings(null, 3, 2);
    assert.deepEqual([second.rows.map(({ n }) => n), second.more], [[2, 1], false]);
    assert.deepEqual(
      t.trace.findings('acknowledgesNothing', null, 200).rows.map(({ n }) => n),
      [4],
    );
  });

  it('gives those about one delivery, however many others came since', () => {
    const { t, wire } = withClient(4);
    for (let i = 0; i < 3; i++) wire.bytes('client', hex('38 04 00 01 61 78'));
    const { delivery } = t.trace.findings(null, null, 200).rows.at(-1) ?? {};
    assert.ok(typeof delivery === 'number');
    const about = t.trace.findings(null, null, 200, delivery);
    assert.deepEqual([about.rows.map(({ n }) => n), about.groups[0]?.count], [[1], 3]);
    assert.deepEqual(t.trace.findings('acknowledgesNothing', null, 200, delivery).rows, []);
    assert.deepEqual(t.trace.findings(null, 1, 200, delivery).rows, []);
  });

  it('tells each once as it is found, and begins anew when cleared', () => {
    const { t, wire } = withClient(4);
    const told: number[] = [];
    const stop = t.trace.onFinding(({ n }) => told.push(n));
    wire.bytes('client', hex('38 04 00 01 61 78'));
    wire.bytes('client', hex('38 04 00 01 61 78'));
    t.trace.clear();
    assert.deepEqual(t.trace.findings(null, null, 200).groups, []);
    wire.bytes('client', hex('38 04 00 01 61 78'));
    stop();
    wire.bytes('client', hex('38 04 00 01 61 78'));
    assert.deepEqual(told, [1, 2, 3]);
  });
});

describe('a handshake that stalls', () => {
  it('is told of once when someone asks ten seconds after its last packet, with what it waits for', () => {
    const { t, wire } = withClient(5);
    const n = wire.publish('broker', 2, { id: 4 });
    wire.acknowledge('client', 'pubrec', 4);
    t.time += 9_999;
    assert.deepEqual(found(t), []);
    t.time += 1;
    const [finding] = [...found(t), ...found(t)];
    assert.equal(found(t).length, 1);
    assert.deepEqual(
      [finding?.kind, finding?.delivery, finding?.severity, finding?.sentence.args],
      ['stalled', n, 'pitfall', { id: 4, missing: 'PUBREL', seconds: 10 }],
    );
  });

  it('is none while its client is away', () => {
    const { t, wire } = withClient(5, KEPT);
    wire.subscribe(1, 'a/#', 1);
    wire.suback(1, 1);
    wire.publish('broker', 1);
    wire.close();
    t.time += 60_000;
    assert.deepEqual(found(t), []);
  });
});
