import assert from 'node:assert/strict';

import { layOutLadder, type Leg } from '../../../webview/ladder/ladderLayout';
import { delivery, packetsOf } from '../../ui/support/fakeTrace';
import type { Delivery, Packet } from '../../../src/shared/model';

function leg(row: Delivery, change: (packet: Packet) => Packet = (packet) => packet): Leg {
  return { delivery: row, packets: packetsOf(row).map(change) };
}

const published = delivery(1, { packetId: 12, start: 0 });
const toDash = delivery(2, { client: 'dash', to: 'client', qos: 1, packetId: 3, start: 1 });

describe('the ladder of a journey', () => {
  it('stands the publisher first, then the broker, then the subscribers in the order of their deliveries', () => {
    const toLog = delivery(3, { client: 'log', to: 'client', start: 2 });
    const { lifelines } = layOutLadder([leg(published), leg(toDash), leg(toLog)]);
    assert.deepEqual(
      lifelines.map((line) => line.name),
      ['ctrl', 'broker', 'dash', 'log'],
    );
  });

  it('stands the subscriber in question beside the broker where not all have room, and only there', () => {
    const toLog = delivery(3, { client: 'log', to: 'client', start: 2 });
    const names = (room: number, near: number): string[] =>
      layOutLadder([leg(published), leg(toDash), leg(toLog)], room, {
        now: 0,
        findings: new Map(),
        near,
      }).lifelines.map(({ name }) => name);
    assert.deepEqual(names(400, 3), ['ctrl', 'broker', 'log', 'dash']);
    assert.deepEqual(names(400, 1), ['ctrl', 'broker', 'dash', 'log']);
    assert.deepEqual(names(1000, 3), ['ctrl', 'broker', 'dash', 'log']);
  });

  it('gives a client that gets its own message one life line', () => {
    const back = delivery(3, { client: 'ctrl', to: 'client', start: 2 });
    assert.equal(layOutLadder([leg(published), leg(back)]).lifelines.length, 2);
  });

  it('keeps clients without a client id apart', () => {
    const anonymous = { client: '', session: 1 };
    const legs = [leg(delivery(1, anonymous)), leg(delivery(2, { ...anonymous, session: 2, to: 'client' }))];
    const { lifelines } = layOutLadder(legs);
    assert.deepEqual(
      lifelines.map((line) => line.name),
      ['(no client id)', 'broker', '(no client id)'],
    );
  });

  it('draws each packet from its sender to its receiver, in the order of the log', () => {
    const { arrows, lifelines } = layOutLadder([leg(published), leg(toDash)]);
    const [client, broker, dash] = lifelines.map((line) => line.x);
    assert.deepEqual(
      arrows.map(({ label, from, to }) => [label, from, to]),
      [
        ['PUBLISH 12 · QoS 2', client, broker],
        ['PUBREC 12', broker, client],
        ['PUBREL 12', client, broker],
        ['PUBLISH 3 · QoS 1', broker, dash],
        ['PUBCOMP 12', broker, client],
        ['PUBACK 3', dash, broker],
      ],
    );
    const heights = arrows.map((arrow) => arrow.y);
    assert.deepEqual(
      heights,
      [...heights].sort((a, b) => a - b),
    );
    assert.equal(new Set(heights).size, arrows.length);
  });

  it('tells the time of each packet since the journey began', () => {
    const times = layOutLadder([leg(published)]).arrows.map((arrow) => arrow.time);
    assert.deepEqual(times, ['0', '+0.47', '+0.94', '+1.41']);
  });

  for (const [missing, from] of [
    ['PUBREC', 'broker'],
    ['PUBREL', 'ctrl'],
    ['PUBCOMP', 'broker'],
  ] as const) {
    it(`shows the wait for ${missing} as an arrow from ${from}`, () => {
      const open = delivery(1, { state: 'open', missing, ms: null });
      const { arrows, lifelines } = layOutLadder([leg(open)]);
      const last = arrows.at(-1);
      assert.equal(last?.look, 'waiting');
      assert.equal(last.label, `waiting for ${missing}`);
      assert.equal(last.packet, null);
      assert.equal(lifelines.find((line) => line.x === last.from)?.name, from);
    });
  }

  it('shows a queued delivery as an arrow that has not begun', () => {
    const queued = delivery(3, { client: 'away', to: 'client', state: 'queued', packetId: null, ms: null });
    const { arrows } = layOutLadder([leg(published), leg(queued)]);
    assert.deepEqual([arrows.at(-1)?.look, arrows.at(-1)?.label], ['queued', 'queued, not sent yet']);
  });

  it('marks a refusal with its reason, a repeat with DUP and a packet that never arrived', () => {
    const refused = delivery(1, { qos: 1, state: 'refused', reason: 0x87, packetId: 7 });
    assert.deepEqual(
      layOutLadder([leg(refused)]).arrows.map(({ look, label }) => [look, label]),
      [
        ['passed', 'PUBLISH 7 · QoS 1'],
        ['refused', 'PUBACK 7 · not authorized (0x87)'],
      ],
    );
    const again = leg(published, (packet) => ({ ...packet, dup: packet.type === 'PUBLISH', fate: 'dropped' }));
    const first = layOutLadder([again]).arrows[0];
    assert.deepEqual([first?.look, first?.label], ['dropped', 'PUBLISH 12 · QoS 2 · DUP']);
  });
});
