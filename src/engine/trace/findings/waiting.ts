/** What only time shows: handshakes that stall, messages that were not sent again. Looked for when someone asks. */

import { STEP } from '../deliveryColumns';
import { awaited } from '../handshake';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import { checkFull } from './flow';
import { settleOverlap } from './overlap';
import type { Scene } from './scene';

/** A handshake that has waited so long on a connection that stands has stalled, in milliseconds. */
const STALLED_AFTER = 10_000;

/** At one asking so many open deliveries are looked at. */
const LOOK_LIMIT = 20_000;

/** Looks at all that waits. */
export function checkWaiting(scene: Scene, now: number): void {
  let looked = 0;
  for (const session of scene.parts.sessions.all()) {
    settleOverlap(scene, session, now);
    const { wire } = session;
    if (wire === null || !session.established || session.watch.lossy || wire.watch.lossy) continue;
    const until = standsUntil(scene, wire, now);
    checkFull(scene, session, until);
    for (const open of [session.openToBroker, session.openToClient]) {
      for (const delivery of open.values()) {
        if (looked++ >= LOOK_LIMIT) return;
        if (scene.isKnown(session, delivery)) checkDelivery(scene, session, wire, delivery, until);
      }
    }
  }
}

/** Until when a connection is known to stand: where its end may be missing, only until its latest packet. */
function standsUntil(scene: Scene, { opening, lastPacket }: WireState, now: number): number {
  return opening.mayLack === true ? (scene.history.packet(lastPacket)?.time ?? -Infinity) : now;
}

function checkDelivery(scene: Scene, session: SessionState, wire: WireState, delivery: number, now: number): void {
  const { store } = scene.parts;
  if (!store.find(delivery) || store.columns.isStalled(store.row)) return;
  const { columns, row } = store;
  const last = scene.history.packet(columns.lastPacket[row] ?? 0);
  // Its latest packets may have come while nothing was recorded, or have left the log.
  if (last === null) return;
  const id = columns.packetId[row] ?? 0;
  if (last.wire !== wire.n) {
    if (!isPassedOver(scene, session, wire, delivery, now)) return;
    const seconds = Math.floor((now - wire.watch.acceptedAt) / 1000);
    const type = columns.step(row) === STEP.pubrel ? 'PUBREL' : 'PUBLISH';
    columns.markStalled(row);
    const place = { time: now, packet: columns.lastPacket[row] ?? 0, from: last.from, wire: wire.n, delivery };
    scene.reportAt('notResent', session, place, { id, type, seconds });
  } else if (now - last.time >= STALLED_AFTER) {
    const seconds = Math.floor((now - last.time) / 1000);
    columns.markStalled(row);
    const place = { time: now, packet: columns.lastPacket[row] ?? 0, from: last.from, wire: wire.n, delivery };
    scene.reportAt('stalled', session, place, { id, missing: awaited(columns, row), seconds });
  }
}

/**
 * 4.4.0-1: what is unacknowledged is sent again when the session resumes. Held against its sender only long after, and
 * when it had a slot (4.9) and went on to newer messages.
 */
function isPassedOver(scene: Scene, session: SessionState, wire: WireState, delivery: number, now: number): boolean {
  const { columns, row } = scene.parts.store;
  const { watch } = wire;
  if (!scene.isWholeWire(wire) || !(now - watch.acceptedAt >= STALLED_AFTER)) return false;
  const sender = columns.to(row) === 'broker' ? 'client' : 'broker';
  const maximum = sender === 'client' ? session.brokerReceiveMaximum : session.clientReceiveMaximum;
  return watch.lastBegun[sender] > delivery && watch.unacknowledged[sender] < maximum;
}
