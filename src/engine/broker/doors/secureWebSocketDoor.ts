/** MQTT over WebSocket over TLS: what a page that came by https may use. */

import https from 'node:https';

import type { Certificate } from './certificateFiles';
import type { Door, DoorPlace, Guests } from './door';
import { ListeningDoor } from './listeningDoor';
import { TLS_OPTIONS } from './tlsHandshake';
import { HTTP_OPTIONS, serveWebSockets } from './webSocketServer';

/** Opens a secure WebSocket door for pages of this machine and of `origins`. Rejects as ListeningDoor.listen does. */
export function openSecureWebSocketDoor(
  place: DoorPlace,
  guests: Guests,
  certificate: Certificate,
  origins: readonly string[],
): Promise<Door> {
  const server = https.createServer({ ...certificate, ...TLS_OPTIONS, ...HTTP_OPTIONS });
  const door = new ListeningDoor(server, 'wss', guests);
  serveWebSockets(server, door, { origins, guests });
  return door.listen(place);
}
