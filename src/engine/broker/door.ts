/** One listening TCP socket of the local broker. */

import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

import { QoScopeError } from '../../shared/sentences';

/** Where a door stands. */
export interface DoorAddress {
  readonly host: string;
  readonly port: number;
}

/** Listens and hands over each socket, with TCP_NODELAY set. */
export class Door {
  private constructor(
    private readonly server: net.Server,
    /** `port` is the one that the system chose where 0 was asked for. */
    readonly address: DoorAddress,
  ) {}

  /** Rejects with broker.portTaken, broker.portForbidden, broker.addressUnavailable or broker.listenFailed. */
  static async open(host: string, port: number, accept: (socket: net.Socket) => void): Promise<Door> {
    const server = net.createServer({ noDelay: true }, accept);
    try {
      server.listen({ host, port });
      await once(server, 'listening');
    } catch (cause) {
      throw listenError(host, port, cause);
    }
    // From here on it fails only where a socket cannot be accepted (no descriptors are left): that client is turned
    // away by the system, and the others must not suffer.
    server.on('error', () => undefined);
    const address = server.address() as AddressInfo;
    return new Door(server, { host: address.address, port: address.port });
  }

  /** No new sockets from now on; resolves when those handed over have all ended. */
  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.close((error) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
  }

  /** Whether a socket whose remote end is `address`:`port` leads here. */
  leadsHere(address: string, port: number): boolean {
    if (port !== this.address.port) return false;
    const own = withoutMapping(this.address.host);
    const other = withoutMapping(address);
    if (own === other) return true;
    if (own === '0.0.0.0') return net.isIPv4(other) && isOfThisMachine(other);
    // Node's "::" takes IPv4 as well.
    return own === '::' && isOfThisMachine(other);
  }
}

/** An IPv4 address that stands in an IPv6 one (`::ffff:127.0.0.1`) as itself. */
function withoutMapping(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}

function isOfThisMachine(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((entry) => entry.address === address));
}

function listenError(host: string, port: number, cause: unknown): QoScopeError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new QoScopeError('broker.portTaken', { host, port }, { cause });
    case 'EACCES':
      return new QoScopeError('broker.portForbidden', { host, port }, { cause });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new QoScopeError('broker.addressUnavailable', { host }, { cause });
    default: {
      const text = cause instanceof Error ? cause.message : String(cause);
      return new QoScopeError('broker.listenFailed', { host, port, cause: text }, { cause });
    }
  }
}
