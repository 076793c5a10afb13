/** Messages that are sent again (3.3.1, 4.3.3, 4.4, 4.6): whether they may be, how, and in which order. */

import { DUP_FLAG, TYPE } from '../../wire/packetFields';
import { STEP } from '../deliveryColumns';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { hexReason, type Scene } from './scene';

/** A PUBLISH that says again what is open under its identifier. Gives whether it was last sent on an earlier connection. */
export function checkSentAgain(scene: Scene, wire: WireState): boolean {
  const { current, store } = scene.parts;
  const { row } = current;
  const { delivery, previous, packetId: id } = row;
  const publishedOn = scene.history.newest(TYPE.PUBLISH, previous)?.wire;
  if (publishedOn === undefined) return false;
  if (!scene.isKnown(wire.session, delivery) || !store.find(delivery)) return publishedOn !== wire.n;
  const hasDup = (row.first & DUP_FLAG) !== 0;
  // 4.3.3-6 (3.1.1: 4.3.3-1)
  if (store.columns.step(store.row) === STEP.pubrel) scene.report('publishAfterPubrel', wire, { id });
  else if (publishedOn === wire.n) checkOnSameWire(scene, wire, hasDup);
  else if (!hasDup) scene.report('redeliveredWithoutDup', wire, { id });
  else if (row.from === 'broker' && store.columns.qos(store.row) === 1)
    scene.report('duplicateToConsumer', wire, { id });
  if (publishedOn !== wire.n && row.from === 'client') checkOrder(scene, wire);
  return publishedOn !== wire.n;
}

/** Whether the newest PUBLISH of a delivery that is in the log was sent on that wire. */
export function wasSentOn(scene: Scene, wire: WireState, delivery: number): boolean {
  return scene.history.newest(TYPE.PUBLISH, scene.history.lastPacket(delivery))?.wire === wire.n;
}

/** MQTT 5 forbids it (4.4.0-1), so that without DUP it is rather another message; 3.1.1 only asks for DUP. */
function checkOnSameWire(scene: Scene, wire: WireState, hasDup: boolean): void {
  const { packetId: id, from } = scene.parts.current.row;
  if (wire.version !== 5) {
    if (!hasDup) scene.report('redeliveredWithoutDup', wire, { id });
  } else if (hasDup) scene.report('resentUnasked', wire, { type: 'PUBLISH', id });
  else {
    const { store, current } = scene.parts;
    const qos = store.find(current.row.delivery) ? store.columns.qos(store.row) : 0;
    const missing = qos === 2 ? 'PUBREC' : 'PUBACK';
    const kind = from === 'client' ? 'clientIdentifierInUse' : 'brokerIdentifierInUse';
    scene.report(kind, wire, { id, type: 'PUBLISH', holder: `PUBLISH (QoS ${qos})`, missing });
  }
}

/**
 * 4.6.0-1: a client sends again in the original order. Deliveries are numbered in it, but for those that began with DUP: an
 * earlier one, whose acknowledgement did not arrive, has the place.
 */
function checkOrder(scene: Scene, wire: WireState): void {
  const { delivery, previous, packetId: id } = scene.parts.current.row;
  if (!scene.history.beganWithoutDup(previous)) return;
  if (delivery < wire.watch.lastResent) scene.report('resendOrder', wire, { id });
  else wire.watch.lastResent = delivery;
}

/**
 * DUP on a PUBLISH that begins a delivery. Its sender may have sent it before without knowing that it was acknowledged,
 * or on an earlier connection that broke before it came here; only what rules that out is told.
 */
export function checkDupOnNew(scene: Scene, wire: WireState, session: SessionState): void {
  const { history } = scene;
  const { from, packetId: id, delivery } = scene.parts.current.row;
  const receiver = from === 'client' ? 'broker' : 'client';
  const former = history.lastUse(session, receiver, id, delivery, scene.isWhole(session));
  if (former === 'unknown') return;
  const began = former === 'never' ? session.watch.firstWire : history.packet(history.lastPacket(former))?.wire;
  if (former !== 'never') {
    const same = history.isSameMessage(former);
    if (same === false && began === wire.n) scene.report('dupOnFirst', wire, { id });
    else if (same === true) checkAcknowledged(scene, wire, former);
  } else if (began === wire.n && !checkOtherIdentifier(scene, wire, session)) checkNeverSent(scene, wire, session);
}

/** MQTT 5: nothing is sent again on the connection that acknowledged it (4.4.0-1), and nothing that was refused (4.4.0-2). */
function checkAcknowledged(scene: Scene, wire: WireState, former: number): void {
  if (wire.version !== 5) return;
  const { store, current } = scene.parts;
  const { packetId: id } = current.row;
  const acknowledged = scene.history.packet(scene.history.lastPacket(former))?.wire;
  if (acknowledged !== wire.n || !store.find(former)) return;
  if (store.columns.state(store.row) !== 'refused') scene.report('resentUnasked', wire, { type: 'PUBLISH', id });
  else scene.report('resentAfterRefusal', wire, { id, reason: hexReason(store.columns.reason(store.row) ?? 0) });
}

/** The same message is open under another identifier (3.1.1: 2.3.1-3; 5: 4.4.0-1). */
function checkOtherIdentifier(scene: Scene, wire: WireState, session: SessionState): boolean {
  const { from, packetId, delivery } = scene.parts.current.row;
  let looked = 0;
  for (const [former, open] of session.openTo(from === 'client' ? 'broker' : 'client').entries()) {
    if (looked++ === OPEN_LIMIT) return true;
    if (open === delivery || scene.history.isSameMessage(open) !== true) continue;
    scene.report('resentUnderOtherIdentifier', wire, { former, id: packetId });
    return true;
  }
  return false;
}

const OPEN_LIMIT = 1000;

/**
 * Nothing in this session can be sent again. A client before MQTT 5 may still carry on what it sent in a former
 * session, which the trace need not have; MQTT 5 has it forget that (3.2.2-5).
 */
function checkNeverSent(scene: Scene, wire: WireState, session: SessionState): void {
  const { from, packetId: id } = scene.parts.current.row;
  if (from === 'client' && wire.version !== 5) return;
  const former = from === 'client' ? scene.history.ofFormerSession(session, id) : 0;
  scene.report(former === 0 ? 'dupOnFirst' : 'resentWithoutSession', wire, { id });
}
