/** PUBACK, PUBREC, PUBREL and PUBCOMP (3.3.4-1, 4.3.2, 4.3.3): whether they answer what was sent, in the right step and order. */

import type { Side } from '../../../shared/model';
import { FIRST_FAILURE, packetType, TYPE } from '../../wire/packetFields';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { hexReason, type Scene } from './scene';

/** The type of packet that each type answers. */
const ANSWERED: Readonly<Partial<Record<number, number>>> = {
  [TYPE.PUBACK]: TYPE.PUBLISH,
  [TYPE.PUBREC]: TYPE.PUBLISH,
  [TYPE.PUBREL]: TYPE.PUBREC,
};

/** The tracker found the acknowledgement of another QoS than its delivery. */
export function checkWrongAnswer(scene: Scene, wire: WireState): void {
  const { store, current } = scene.parts;
  const { row } = current;
  if (!scene.isKnown(wire.session, row.delivery) || !store.find(row.delivery)) return;
  const type = packetType(row.first);
  const answersPublish = type === 'PUBACK' || type === 'PUBREC';
  const kind = answersPublish ? 'wrongAnswer' : 'acknowledgesNothing';
  scene.report(kind, wire, { type, id: row.packetId, qos: store.columns.qos(store.row) });
}

/** The tracker found a PUBREL before its PUBREC (4.3.3-4), or a PUBCOMP before its PUBREL (4.3.3-11). */
export function checkEarly(scene: Scene, wire: WireState): void {
  const { row } = scene.parts.current;
  const isPubrel = row.first >> 4 === TYPE.PUBREL;
  if (!scene.isKnown(wire.session, row.delivery)) return;
  // A PUBLISH that was sent again sets the handshake back: what came before that still counts.
  if (!scene.history.hasNone(isPubrel ? TYPE.PUBREC : TYPE.PUBREL, row.previous)) return;
  scene.report(isPubrel ? 'pubrelUnasked' : 'pubcompUnasked', wire, { id: row.packetId });
}

/** The tracker found nothing open that the packet belongs to. */
export function checkUnknown(scene: Scene, wire: WireState, session: SessionState): void {
  const { row } = scene.parts.current;
  const type = row.first >> 4;
  const receiver = type === TYPE.PUBREL ? other(row.from) : row.from;
  const { nextNumber } = scene.parts.store;
  const former = scene.history.lastUse(session, receiver, row.packetId, nextNumber, scene.isWhole(session));
  if (former === 'never') checkNeverUsed(scene, wire, session, type);
  else if (type === TYPE.PUBREL) checkStrayPubrel(scene, wire, session, former);
  else if (former !== 'unknown') checkSecondAnswer(scene, wire, session, type, former);
}

function checkNeverUsed(scene: Scene, wire: WireState, session: SessionState, type: number): void {
  const { row } = scene.parts.current;
  // The other end has to answer a PUBREL even so (4.3.3-11).
  if (type === TYPE.PUBREL) addStray(session, row.from, row.packetId);
  if (type === TYPE.PUBCOMP && takeStray(session, other(row.from), row.packetId)) return;
  scene.report('acknowledgesNothing', wire, { type: packetType(row.first), id: row.packetId });
}

/** What has ended may get its PUBREL again after a reconnect, if the PUBCOMP was lost; not after a refusal. */
function checkStrayPubrel(scene: Scene, wire: WireState, session: SessionState, former: number | 'unknown'): void {
  const { store, current } = scene.parts;
  const { from, packetId: id } = current.row;
  addStray(session, from, id);
  if (former === 'unknown' || wire.version !== 5 || !store.find(former)) return;
  const reason = store.columns.reason(store.row);
  if (store.columns.state(store.row) === 'refused') {
    if (store.columns.qos(store.row) === 2) {
      scene.report('pubrelAfterRefusal', wire, { id, reason: hexReason(reason ?? FIRST_FAILURE) });
    }
  } else if (scene.history.newest(TYPE.PUBREL, scene.history.lastPacket(former))?.wire === wire.n) {
    scene.report('resentUnasked', wire, { type: 'PUBREL', id });
  }
}

/** A second answer is due where the PUBLISH or PUBREL was sent twice; otherwise it answers nothing. */
function checkSecondAnswer(scene: Scene, wire: WireState, session: SessionState, type: number, former: number): void {
  const { store, current } = scene.parts;
  const { row } = current;
  if (type === TYPE.PUBCOMP && takeStray(session, other(row.from), row.packetId)) return;
  if (!store.find(former) || store.columns.sends(store.row) > 1) return;
  if (type === TYPE.PUBCOMP && scene.history.count(TYPE.PUBREL, scene.history.lastPacket(former)) !== 1) return;
  scene.report('acknowledgesNothing', wire, { type: packetType(row.first), id: row.packetId });
}

/** A client answers in the order of what it answers (4.6.0-2, -3, -4). */
export function checkOrder(scene: Scene, wire: WireState): void {
  const { row } = scene.parts.current;
  const type = row.first >> 4;
  const place = (type - TYPE.PUBACK) as 0 | 1 | 2;
  const last = wire.watch.lastAnswered[place];
  if (row.previous >= last) wire.watch.lastAnswered[place] = row.previous;
  else if (overtakes(scene, wire, row.previous, last, ANSWERED[type])) {
    scene.report(ORDER_KINDS[place], wire, { id: row.packetId });
  }
}

const ORDER_KINDS = ['pubackOrder', 'pubrecOrder', 'pubrelOrder'] as const;

/** Whether both packets came on this wire, are what is answered, and belong to messages that were sent once on it. */
function overtakes(scene: Scene, wire: WireState, answered: number, last: number, type: number | undefined): boolean {
  return [answered, last].every((n) => {
    const packet = scene.history.packet(n);
    if (packet?.wire !== wire.n || packet.first >> 4 !== type) return false;
    const { delivery, previous } = packet;
    if (!scene.isKnown(wire.session, delivery)) return false;
    return type === TYPE.PUBLISH
      ? scene.history.publishesOn(wire.n, previous) === 0 && isSentOnce(scene, wire, delivery)
      : scene.history.newest(TYPE.PUBREC, previous) === null;
  });
}

function isSentOnce(scene: Scene, wire: WireState, delivery: number): boolean {
  const { current } = scene.parts;
  // The current packet's delivery already names that packet as its last, which is not in the log yet.
  const last = delivery === current.row.delivery ? current.row.previous : scene.history.lastPacket(delivery);
  return scene.history.publishesOn(wire.n, last) <= 1;
}

function addStray(session: SessionState, sender: Side, packetId: number): void {
  const strays = (session.watch.strayPubrels[sender] ??= new Set());
  strays.add(packetId);
}

function takeStray(session: SessionState, sender: Side, packetId: number): boolean {
  return session.watch.strayPubrels[sender]?.delete(packetId) ?? false;
}

function other(side: Side): Side {
  return side === 'client' ? 'broker' : 'client';
}
