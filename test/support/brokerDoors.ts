/** A traced broker with every door open. */

import { doorUrl, type DoorOptions, type Transport } from '../../src/shared/transports';
import type { TracedBroker } from './tracedBroker';
import type { TestCertificate } from './certificate';

/** All doors on free ports. */
export function allDoors({ files }: TestCertificate, origins: readonly string[] = []): DoorOptions {
  return { ports: { tls: 0, ws: 0, wss: 0 }, certificate: files, origins };
}

/** The port of a door. */
export function portOf({ broker }: TracedBroker, transport: Transport): number {
  const door = broker.status().doors.find((one) => one.transport === transport);
  if (door === undefined) throw new Error(`The broker has no door for ${transport}.`);
  return door.port;
}

/** The address of a door as clients take it. */
export function urlOf(traced: TracedBroker, transport: Transport): string {
  return doorUrl({ transport, host: '127.0.0.1', port: portOf(traced, transport) });
}
