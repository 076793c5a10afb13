/** Which doors the options ask for, and how each is opened. */

import type { BrokerOptions } from '../../../shared/engineApi';
import { QoScopeError } from '../../../shared/sentences';
import { readCertificate } from './certificateFiles';
import type { Door, Guests } from './door';
import { openSecureWebSocketDoor } from './secureWebSocketDoor';
import { openTcpDoor } from './tcpDoor';
import { openTlsDoor } from './tlsDoor';
import { openWebSocketDoor } from './webSocketDoor';

/** Opens one door; rejects with broker.portTaken and its like. */
export type DoorOpener = (guests: Guests) => Promise<Door>;

/** The doors in the order in which they open, TCP first. Rejects with certificate.missing or as readCertificate does. */
export async function planDoors(options: BrokerOptions): Promise<readonly DoorOpener[]> {
  const { host, port, doors } = options;
  const plan: DoorOpener[] = [(guests) => openTcpDoor({ host, port }, guests)];
  if (doors === undefined) return plan;
  const { tls = null, ws = null, wss = null } = doors.ports;
  const { origins } = doors;
  if (ws !== null) plan.push((guests) => openWebSocketDoor({ host, port: ws }, guests, origins));
  if (tls === null && wss === null) return plan;
  if (doors.certificate === null) throw new QoScopeError('certificate.missing');
  const certificate = await readCertificate(doors.certificate);
  if (tls !== null) plan.push((guests) => openTlsDoor({ host, port: tls }, guests, certificate));
  if (wss !== null) {
    plan.push((guests) => openSecureWebSocketDoor({ host, port: wss }, guests, certificate, origins));
  }
  return plan;
}
