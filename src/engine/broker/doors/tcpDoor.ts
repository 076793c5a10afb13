/** MQTT over TCP, as port 1883 has it. */

import net from 'node:net';

import type { Door, DoorPlace, Guests } from './door';
import { ListeningDoor } from './listeningDoor';

/** Opens a TCP door; each socket has TCP_NODELAY set. Rejects as ListeningDoor.listen does. */
export function openTcpDoor(place: DoorPlace, guests: Guests): Promise<Door> {
  const server = net.createServer({ noDelay: true });
  const door = new ListeningDoor(server, 'tcp', guests);
  server.on('connection', (socket) => door.admit(socket, socket));
  return door.listen(place);
}
