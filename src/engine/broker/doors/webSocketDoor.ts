/** MQTT over WebSocket, for browsers and for what has only HTTP's ports. */

import http from 'node:http';

import type { Door, DoorPlace, Guests } from './door';
import { ListeningDoor } from './listeningDoor';
import { HTTP_OPTIONS, serveWebSockets } from './webSocketServer';

/** Opens a WebSocket door for pages of this machine and of `origins`. Rejects as ListeningDoor.listen does. */
export function openWebSocketDoor(place: DoorPlace, guests: Guests, origins: readonly string[]): Promise<Door> {
  const server = http.createServer(HTTP_OPTIONS);
  const door = new ListeningDoor(server, 'ws', guests);
  serveWebSockets(server, door, { origins, guests });
  return door.listen(place);
}
