/** Packet identifiers (5: 2.2.1; 3.1.1: 2.3.1): whether a new packet takes a free one. */

import { awaited } from '../handshake';
import type { SessionState } from '../sessionState';
import type { WireState } from '../wireState';
import type { Scene } from './scene';

/** A PUBLISH took the identifier of delivery `holder`, which is open for another message (2.2.1-3, -4; 3.1.1: 2.3.1-2, -4). */
export function checkReused(scene: Scene, wire: WireState, holder: number): void {
  if (!scene.isKnown(wire.session, holder)) return;
  const { from } = scene.parts.current.row;
  report(scene, wire, 'PUBLISH', holder, from === 'client' ? 'clientIdentifierInUse' : 'brokerIdentifierInUse');
}

/** A PUBLISH of the client under an identifier that a SUBSCRIBE or UNSUBSCRIBE of it has (they share one space). */
export function checkSharedWithRequest(scene: Scene, wire: WireState, session: SessionState): void {
  const { from, packetId } = scene.parts.current.row;
  if (from === 'client' && session.requests.has(packetId)) reportRequest(scene, wire, session, 'PUBLISH', packetId);
}

/** A SUBSCRIBE or UNSUBSCRIBE under an identifier that the client has in use; called before it is noted. */
export function checkRequest(scene: Scene, wire: WireState, session: SessionState, type: string): void {
  const { packetId } = scene.parts.current.row;
  if (session.requests.has(packetId)) reportRequest(scene, wire, session, type, packetId);
  const holder = session.openToBroker.get(packetId);
  if (holder !== 0 && scene.isKnown(session, holder)) report(scene, wire, type, holder, 'clientIdentifierInUse');
}

/** A SUBACK or UNSUBACK that answers no request (2.2.1-6; 3.1.1: 2.3.1-7); called before it is noted. */
export function checkRequestAnswer(scene: Scene, wire: WireState, session: SessionState, type: string): void {
  const { packetId } = scene.parts.current.row;
  const kind = type === 'SUBACK' ? 'subscribe' : 'unsubscribe';
  if (!scene.isWholeWire(wire) || session.requests.get(packetId)?.kind === kind) return;
  scene.report('subscribeAnswersNothing', wire, { type, id: packetId });
}

function reportRequest(scene: Scene, wire: WireState, session: SessionState, type: string, id: number): void {
  const request = session.requests.get(id);
  // One of a connection that this one takes over is answered no more.
  if (!scene.isWholeWire(wire) || request?.wire !== wire.n) return;
  const holder = request.kind === 'subscribe' ? 'SUBSCRIBE' : 'UNSUBSCRIBE';
  const missing = holder === 'SUBSCRIBE' ? 'SUBACK' : 'UNSUBACK';
  scene.report('clientIdentifierInUse', wire, { id, type, holder, missing });
}

function report(
  scene: Scene,
  wire: WireState,
  type: string,
  holder: number,
  kind: 'clientIdentifierInUse' | 'brokerIdentifierInUse',
): void {
  const { store, current } = scene.parts;
  if (!store.find(holder)) return;
  const { columns, row } = store;
  const words = `PUBLISH (QoS ${columns.qos(row)})`;
  scene.report(kind, wire, { id: current.row.packetId, type, holder: words, missing: awaited(columns, row) });
}
