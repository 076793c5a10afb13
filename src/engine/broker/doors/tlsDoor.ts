/** MQTT over TLS, as port 8883 has it. */

import tls from 'node:tls';

import type { Certificate } from './certificateFiles';
import type { Door, DoorPlace, Guests } from './door';
import { ListeningDoor } from './listeningDoor';
import { tlsFault, TLS_OPTIONS } from './tlsHandshake';

/** Opens a TLS door; each socket has TCP_NODELAY set. Rejects as ListeningDoor.listen does. */
export function openTlsDoor(place: DoorPlace, guests: Guests, certificate: Certificate): Promise<Door> {
  const server = tls.createServer({ ...certificate, ...TLS_OPTIONS, noDelay: true });
  const door = new ListeningDoor(server, 'tls', guests);
  server.on('secureConnection', (socket) => door.admit(socket, socket));
  server.on('tlsClientError', (error, socket) => door.turnAway(socket, tlsFault(error)));
  return door.listen(place);
}
