/** The listening socket under every door, and the clients that have knocked and are not in yet. */

import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { causeText } from '../../../shared/causeText';
import { QoScopeError, type Sentence } from '../../../shared/sentences';
import { PORT_SETTINGS, type DoorStatus, type Transport } from '../../../shared/transports';
import { endsOf, type Door, type DoorPlace, type Ends, type Guests } from './door';
import { reaches } from './thisMachine';

const NOTHING = new Uint8Array();

/** A client between its TCP connection and the end of the handshake above it (TLS, WebSocket). */
interface Caller {
  readonly socket: Socket;
  readonly ends: Ends;
  /** Whether it was said why it is turned away. */
  told: boolean;
}

/** A door on a server of Node's, which knows TCP, TLS or HTTP. The transport's file says who is let in. */
export class ListeningDoor implements Door {
  /** By the client's end, which TCP socket and TLS socket have in common. */
  private readonly callers = new Map<string, Caller>();
  private place: DoorPlace = { host: '', port: 0 };
  private closing = false;

  constructor(
    private readonly server: Server,
    private readonly transport: Transport,
    private readonly guests: Guests,
  ) {
    server.prependListener('connection', (socket: Socket) => this.knocked(socket));
  }

  get status(): DoorStatus {
    return { transport: this.transport, ...this.place };
  }

  /** Rejects with broker.portTaken, broker.portForbidden, broker.addressUnavailable or broker.listenFailed. */
  async listen({ host, port }: DoorPlace): Promise<this> {
    try {
      this.server.listen({ host, port });
      await once(this.server, 'listening');
    } catch (cause) {
      throw listenError(this.transport, { host, port }, cause);
    }
    // From here on it fails only where a socket cannot be accepted (no descriptors are left): that client is turned
    // away by the system, and the others must not suffer.
    this.server.on('error', () => undefined);
    const address = this.server.address() as AddressInfo;
    this.place = { host: address.address, port: address.port };
    return this;
  }

  /** Lets the client of that TCP or TLS socket in; MQTT's bytes pass through `stream`. */
  admit(socket: Socket, stream: Duplex): void {
    const caller = this.callerOf(socket);
    this.callers.delete(keyOf(socket));
    if (caller === undefined || this.closing) stream.destroy();
    else this.guests.accept({ stream, ...caller.ends });
  }

  /** Says why the client of that socket is not let in; only the first reason counts. The socket's end is the caller's. */
  turnAway(socket: Socket, fault: Sentence, bytes: Uint8Array = NOTHING): void {
    const caller = this.callerOf(socket);
    if (caller !== undefined) this.tell(caller, fault, bytes);
  }

  close(): Promise<void> {
    this.closing = true;
    const closed = new Promise<void>((resolve, reject) => {
      this.server.close((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
    for (const { socket } of this.callers.values()) socket.destroy();
    return closed;
  }

  leadsHere(address: string, port: number): boolean {
    return port === this.place.port && reaches(this.place.host, address);
  }

  private knocked(socket: Socket): void {
    const key = keyOf(socket);
    const caller = { socket, ends: endsOf(socket), told: false };
    this.callers.set(key, caller);
    socket.once('close', () => {
      if (this.callers.get(key) !== caller) return;
      this.callers.delete(key);
      const code = this.transport === 'tls' || this.transport === 'wss' ? 'door.leftTls' : 'door.leftEarly';
      this.tell(caller, { code, args: {} }, NOTHING);
    });
  }

  private callerOf(socket: Socket): Caller | undefined {
    return this.callers.get(keyOf(socket));
  }

  private tell(caller: Caller, fault: Sentence, bytes: Uint8Array): void {
    if (caller.told || this.closing) return;
    caller.told = true;
    this.guests.turnedAway({ ...caller.ends, fault, bytes });
  }
}

function keyOf(socket: Socket): string {
  return endsOf(socket).clientAddress;
}

function listenError(transport: Transport, { host, port }: DoorPlace, cause: unknown): QoScopeError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const setting = PORT_SETTINGS[transport];
  switch (code) {
    case 'EADDRINUSE':
      return new QoScopeError('broker.portTaken', { host, port, setting }, { cause });
    case 'EACCES':
      return new QoScopeError('broker.portForbidden', { host, port, setting }, { cause });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new QoScopeError('broker.addressUnavailable', { host }, { cause });
    default:
      return new QoScopeError('broker.listenFailed', { host, port, cause: causeText(cause) }, { cause });
  }
}
