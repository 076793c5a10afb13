/** Flow control of MQTT 5 (4.9; 3.3.4-7, -9) and Maximum QoS (3.2.2-9, -11): counted by connection, as the standard has it. */

import type { Side } from '../../../shared/model';
import { FIRST_FAILURE, TYPE } from '../../wire/packetFields';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import type { Scene } from './scene';

/** How long every slot must be in use to be worth a word, in milliseconds. */
const FULL_AFTER = 1000;

/** QoS not supported (2.4). */
const QOS_NOT_SUPPORTED = 0x9b;

/** A PUBLISH with QoS 1 or 2 takes a slot of its receiver's Receive Maximum, also one that is sent again. */
export function takeSlot(scene: Scene, wire: WireState, session: SessionState): void {
  if (scene.parts.current.row.from === 'client') noteEager(scene, wire);
  if (wire.version === 5 && scene.isWholeWire(wire)) countSlot(scene, wire, session);
}

function countSlot(scene: Scene, wire: WireState, session: SessionState): void {
  const { from, time } = scene.parts.current.row;
  const { watch } = wire;
  const maximum = receiveMaximum(session, from);
  const count = ++watch.unacknowledged[from];
  if (count === maximum) watch.fullSince[from] = time;
  // What a client sends before CONNACK, it sends without knowing the limits (3.1.4).
  if (count <= maximum || (from === 'client' && watch.eager)) return;
  const kind = from === 'client' ? 'clientOverReceiveMaximum' : 'brokerOverReceiveMaximum';
  scene.report(kind, wire, { count, maximum });
}

/** A packet of the client: one that came before the CONNACK shows that it does not wait for that. */
export function noteEager(scene: Scene, wire: WireState): void {
  const { arrivedAt, watch } = wire;
  // What came in one piece with the CONNECT has its time, though the broker may have answered that already. (The two times are
  // compared apart: one name for both would make an object of every packet's time.)
  const isBehind = arrivedAt === null ? scene.parts.current.row.time > watch.acceptedAt : arrivedAt > watch.acceptedAt;
  if (!isBehind) watch.eager = true;
}

/** PUBACK, PUBCOMP, and PUBREC of 0x80 or above give a slot back (4.9). */
export function giveSlotBack(scene: Scene, wire: WireState, session: SessionState): void {
  const { row } = scene.parts.current;
  const type = row.first >> 4;
  if (type === TYPE.PUBREL || (type === TYPE.PUBREC && row.reason < FIRST_FAILURE)) return;
  const sender = row.from === 'client' ? 'broker' : 'client';
  const { watch } = wire;
  if (watch.unacknowledged[sender] === 0) return;
  watch.unacknowledged[sender]--;
  if (watch.unacknowledged[sender] >= receiveMaximum(session, sender)) return;
  const since = watch.fullSince[sender];
  watch.fullSince[sender] = NaN;
  if (row.time - since >= FULL_AFTER) tellFull(scene, wire, session, sender, row.time - since);
}

/** Tells of windows that are full and have been for long; for when someone asks. */
export function checkFull(scene: Scene, session: SessionState, now: number): void {
  const { wire } = session;
  if (wire?.version !== 5 || !scene.isWholeWire(wire)) return;
  for (const sender of ['client', 'broker'] as const) {
    const length = now - wire.watch.fullSince[sender];
    if (length < FULL_AFTER || Number.isNaN(length) || wire.watch.toldFull[sender]) continue;
    wire.watch.toldFull[sender] = true;
    const place = { time: now, packet: 0, from: null, wire: wire.n, delivery: 0 };
    scene.reportAt('windowFull', session, place, fullArguments(session, sender, length));
  }
}

/** A client's PUBLISH above what CONNACK allows (3.2.2-11). */
export function checkMaximumQos(scene: Scene, wire: WireState): void {
  const { watch } = wire;
  const { qos } = scene.parts.current.publish;
  if (qos <= watch.maximumQos || watch.eager || !scene.isWholeWire(wire)) return;
  scene.report('aboveMaximumQos', wire, { qos, maximum: watch.maximumQos });
}

/** A broker that ends the connection for a QoS which its CONNACK allowed (3.2.2-9). */
export function checkDisconnect(scene: Scene, wire: WireState): void {
  const { from, reason } = scene.parts.current.row;
  if (from !== 'broker' || reason !== QOS_NOT_SUPPORTED || wire.version !== 5) return;
  if (scene.isWholeWire(wire) && wire.watch.maximumQos === 2) scene.report('maximumQosUnsaid', wire);
}

/** A SUBSCRIBE is accepted at any QoS (3.2.2-10). */
export function checkSubscribeRefusal(scene: Scene, wire: WireState, reasons: readonly number[]): void {
  if (wire.version === 5 && reasons.includes(QOS_NOT_SUPPORTED)) scene.report('subscribeRefusedForQos', wire);
}

function tellFull(scene: Scene, wire: WireState, session: SessionState, sender: Side, length: number): void {
  if (wire.watch.toldFull[sender]) return;
  wire.watch.toldFull[sender] = true;
  scene.report('windowFull', wire, fullArguments(session, sender, length));
}

function fullArguments(session: SessionState, sender: Side, length: number): { maximum: number; seconds: number } {
  return { maximum: receiveMaximum(session, sender), seconds: Math.round(length / 100) / 10 };
}

/** What the other end of `sender` allows. */
function receiveMaximum(session: SessionState, sender: Side): number {
  return sender === 'client' ? session.brokerReceiveMaximum : session.clientReceiveMaximum;
}
