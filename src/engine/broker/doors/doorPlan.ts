/** Which doors the options ask for, and how each is opened. */

import type { BrokerOptions } from '../../../shared/engineApi';
import { QoScopeError } from '../../../shared/sentences';
import { readCertificate, type Certificate } from './certificateFiles';
import type { Door, Guests } from './door';
import { openTcpDoor } from './tcpDoor';
import { openTlsDoor } from './tlsDoor';

/** Opens one door; rejects with broker.portTaken and its like. */
export type DoorOpener = (guests: Guests) => Promise<Door>;

/** The doors in the order in which they open, TCP first. Rejects with certificate.missing or as readCertificate does. */
export async function planDoors(options: BrokerOptions): Promise<readonly DoorOpener[]> {
  const { host, port, doors } = options;
  const plan: DoorOpener[] = [(guests) => openTcpDoor({ host, port }, guests)];
  if (doors === undefined) return plan;
  const { tls = null, wss = null } = doors.ports;
  const secured = async (): Promise<Certificate> => {
    if (doors.certificate === null) throw new QoScopeError('certificate.missing');
    return readCertificate(doors.certificate);
  };
  const certificate = tls === null && wss === null ? null : await secured();
  if (tls !== null && certificate !== null) {
    plan.push((guests) => openTlsDoor({ host, port: tls }, guests, certificate));
  }
  return plan;
}
